"""The check list of an article gone through inside a ticket, which keeps its rows and ticks (manual 7.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.kernel.refusal import Refused, Unknown
from steward.registers.knowledge.process import ARTICLE

if TYPE_CHECKING:
    from steward.people.actor import Actor

# The sheet by which a kind of record takes a check list in.
INTO, RELATION = "checks", "related_to"


@transaction.atomic
def take_into(article: str, number: str, *, actor: Actor) -> Record:
    """Adds the checks of a published article to a record that are not there yet, and ties both.

    Raises Unknown, or Refused where there is nothing to take or the record takes none.
    """
    source: Any = acts.fetch(ARTICLE, article, actor)
    kind = Record.objects.filter(policy.visible_to(actor), number=number).values_list("kind", flat=True).first()
    if kind is None:
        raise Unknown([_("There is no record “%(number)s”.") % {"number": number[:60]}])
    process = process_of(kind)
    if source.state != "published" or not source.checks:
        raise Refused([_("%(number)s has no check list in force.") % {"number": source.number}])
    if process is ARTICLE or INTO not in process.fields:
        raise Refused([_("%(kind)s: no check list is gone through there.") % {"kind": process.label}])
    record: Any = acts.fetch(process, number, actor)
    known = {row["check"] for row in record.checks}
    rows = [*record.checks, *(row for row in source.checks if row["check"] not in known)]
    if len(rows) == len(record.checks):
        raise Refused([_("Its checks stand in %(number)s already.") % {"number": record.number}])
    made = acts.amend(process, number, actor=actor, raw={INTO: rows}, version=record.version)
    acts.link(process, number, actor=actor, relation=RELATION, target=source.number)
    return made
