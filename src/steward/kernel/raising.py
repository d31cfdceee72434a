"""Raising: a record of another kind opened from one record or several, and tied to them in the same transaction.

An incident raises its problem, a problem its change, an answer its article (manual 7.2.2, 7.3, 8.2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts, policy
from steward.kernel.catalogue import all_processes, process_of
from steward.kernel.intake import clean_text
from steward.kernel.models import Record
from steward.kernel.refusal import Invalid, Refused, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steward.kernel.process import Process, Raises, Text
    from steward.people.actor import Actor

MOST_SOURCES = 50


def offered(process: Process) -> list[tuple[Raises, Process]]:
    """What may be raised from records of a process, as far as this installation has the kind."""
    kinds = {each.kind: each for each in all_processes()}
    return [(raises, kinds[raises.kind]) for raises in process.raises if raises.kind in kinds]


def why_not_raise(process: Process, record: Record, target: Process, actor: Actor) -> list[Text]:
    """Every reason why `actor` may not raise a `target` from this record: to open it, and to tie both.

    Whether the project's tailoring leaves it out is asked when somebody begins to: that costs a statement.
    """
    reasons = [*policy.why_not_open(target, actor, None), *policy.why_not_reply(process, record, actor)]
    return list(dict.fromkeys(reasons))


def sources_of(target: Process, numbers: Sequence[str], actor: Actor) -> list[tuple[Record, Raises]]:
    """The records that these numbers name, and how each raises a `target`. Raises Unknown, Invalid or Refused."""
    wanted = list(dict.fromkeys(clean_text(number).strip()[:60] for number in numbers))
    if len(wanted) > MOST_SOURCES:
        raise Invalid({"from": [_("At most %(most)d records at once.") % {"most": MOST_SOURCES}]})
    seen = Record.objects.filter(policy.visible_to(actor), number__any_of=frozenset(wanted)) if wanted else ()
    found = {record.number: record for record in seen}
    for number in wanted:
        if number not in found:
            raise Unknown([_("There is no record “%(number)s”.") % {"number": number}])
    return [(found[number], _raises(found[number], target)) for number in wanted]


def _raises(record: Record, target: Process) -> Raises:
    for raises, process in offered(process_of(record.kind)):
        if process is target:
            return raises
    sentence = _("%(kind)s: this can't be raised from %(number)s.")
    raise Refused([sentence % {"kind": target.label, "number": record.number}])


def carried(record: Record, raises: Raises) -> dict[str, Any]:
    """What goes along from a record (with its chapter's columns): values by the names of the new one's fields."""
    columns = {field.name: field.attname for field in record._meta.concrete_fields}  # noqa: SLF001  Django's documented interface
    pairs = (("project", "project"), *raises.carries)
    values = ((there, getattr(record, columns[here])) for here, there in pairs)
    return {name: value for name, value in values if value not in (None, "", [])}


@transaction.atomic
def raise_record(target: Process, numbers: Sequence[str], *, actor: Actor, raw: Mapping[str, object]) -> Record:
    """Opens a record from values given and ties it to those that it was raised from. Raises as both acts do."""
    sources = sources_of(target, numbers, actor)
    made = acts.open_record(target, actor=actor, raw=raw)
    # Always in the same order, so that two who raise from the same records wait for one another and don't lock up.
    for record, raises in sorted(sources, key=lambda pair: pair[0].pk):
        acts.link(process_of(record.kind), record.number, actor=actor, relation=raises.relation, target=made.number)
    return made


@transaction.atomic
def raise_from(process: Process, number: str, target: Process, *, actor: Actor, raw: Mapping[str, object]) -> Record:
    """Opens a `target` from one record with what is carried over; values given stand before it. Raises as acts do."""
    record = acts.fetch(process, number, actor)
    if reasons := why_not_raise(process, record, target, actor):
        raise Refused(reasons)
    along = carried(record, _raises(record, target))
    return raise_record(target, [record.number], actor=actor, raw={**along, **raw})
