"""An open record tied to what answers it, in the relation in which it would have raised that (manual 7.2.2, 7.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.kernel.refusal import Refused, Unknown

if TYPE_CHECKING:
    from steward.kernel.process import Process
    from steward.people.actor import Actor


def relations_of(process: Process) -> dict[str, str]:
    """By kind, how a record of this process stands to what it raises: an incident is caused by its problem."""
    return {raises.kind: raises.relation for raises in process.raises}


def tie(number: str, target: str, *, actor: Actor) -> Process:
    """Ties a record to its answer; answers the record's process. Raises Unknown, Invalid or Refused."""
    seen = Record.objects.filter(policy.visible_to(actor), number__any_of=frozenset((number, target)))
    kinds = dict(seen.values_list("number", "kind"))
    for wanted in (number, target):
        if wanted not in kinds:
            raise Unknown([_("There is no record “%(number)s”.") % {"number": wanted[:60]}])
    process = process_of(kinds[number])
    relation = relations_of(process).get(kinds[target])
    if relation is None:
        raise Refused([_("%(number)s is nothing that this record is tied to as its answer.") % {"number": target}])
    acts.link(process, number, actor=actor, relation=relation, target=target)
    return process
