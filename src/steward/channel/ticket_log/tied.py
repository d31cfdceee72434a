"""What a log names beside its tickets (problems, changes, items) as records of its source, tied to the tickets.

Nothing is known of such a record but its number: it stands as closed (an item as in use), from the first ticket that
names it on.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.kernel.catalogue import process_of
from steward.kernel.history import Past, PastEntry, Tie, record_history, tie
from steward.kernel.models import Audience, Record
from steward.registers.configuration.models import CiClass

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from steward.channel.ticket_log.history import CaseHistory
    from steward.people.actor import Actor

# By stated fact: the kind that it names, and how the ticket stands to it.
TIES = {
    "problem": ("problem", "caused_by"),
    "change": ("change", "solved_with"),
    "caused_by": ("change", "caused_by"),
    "configuration_item": ("ci", "affects"),
}
STATES = {"problem": "closed", "change": "closed", "ci": "in_use"}
ANY_CLASS = "item"


@dataclass(slots=True)
class Named:
    """Whatever tickets name: by kind and name, since when and until when; and who names it how."""

    spans: dict[tuple[str, str], tuple[datetime, datetime]] = field(default_factory=dict)
    ties: list[tuple[str, str, str, str, datetime]] = field(default_factory=list)

    def take(self, history: CaseHistory) -> None:
        """Keeps what one ticket names."""
        for fact, (kind, relation) in TIES.items():
            name = history.stated.get(fact)
            if not name:
                continue
            key = (kind, str(name))
            first, last = self.spans.get(key, (history.opened_at, history.updated_at))
            self.spans[key] = (min(first, history.opened_at), max(last, history.updated_at))
            self.ties.append((history.number, relation, *key, history.updated_at))


def bring_together(named: Named, source: str, place: dict[str, int], actor: Actor) -> tuple[Counter[str], int]:
    """Makes the records that are missing and the ties that are; answers how many of each kind, and how many ties.

    An item of a project under configuration control is not made: that needs a change. In a few statements for all.
    """
    spans = named.spans
    if _is_under_control(place["project_id"]):
        spans = {key: span for key, span in spans.items() if key[0] != "ci"}
    known = _records(source, [name for _kind, name in spans])
    made: Counter[str] = Counter()
    for kind in STATES:
        missing = [(name, spans[kind, name]) for of, name in spans if of == kind and name not in known]
        pasts = [_past(kind, name, span, source, place, actor) for name, span in missing]
        ids = record_history(process_of(kind), actor=actor, pasts=pasts)
        known |= {name: (kind, pk) for (name, _span), pk in zip(missing, ids, strict=True)}
        made[kind] = len(ids)
    tickets = _records(source, {number for number, *_rest in named.ties})
    ties = [
        Tie(tickets[number][1], relation, known[name][1], at)
        for number, relation, kind, name, at in named.ties
        # A name that another kind bears already is left as a stated fact.
        if number in tickets and known.get(name, ("", 0))[0] == kind
    ]
    return made, tie(ties, actor=actor)


def _records(source: str, names: Iterable[str]) -> dict[str, tuple[str, int]]:
    rows = Record.objects.filter(source=source, external_number__in=list(names))
    return {str(number): (kind, pk) for number, kind, pk in rows.values_list("external_number", "kind", "pk")}


def _is_under_control(project: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select steward.under_control(%s::bigint)", [project])
        return bool(cursor.fetchone()[0])


def _past(
    kind: str, name: str, span: tuple[datetime, datetime], source: str, place: dict[str, int], actor: Actor
) -> Past:
    first, last = span
    state = STATES[kind]
    values: dict[str, Any] = {
        **place, "title": name, "state": state, "opened_at": first, "updated_at": last, "source": source,
        "external_number": name, "closed_at": last if process_of(kind).state(state).final else None,
    }  # fmt: skip
    if kind == "ci":
        values["ci_class_id"] = CiClass.objects.values_list("pk", flat=True).get(code=ANY_CLASS)
    entry = PastEntry("imported", actor.id, first, reach=int(Audience.INTERNAL), to_state=state)
    return Past(values, [entry], {"facts": {"only_named": True}, "events": 0, "last_key": ""})
