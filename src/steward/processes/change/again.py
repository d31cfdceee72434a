"""Conflicts looked for again when a window, an item, a relation, a freeze or a calendar moved (manual 8.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.actor import actor_named
from steward.people.context import acting, now
from steward.processes.change import items
from steward.processes.change.conflicts import IN_FLIGHT, Met, conflicts_of, mark, wish_of
from steward.processes.change.models import Change, ChangeConflict

if TYPE_CHECKING:
    from steward.people.actor import Actor

MOST_NAMED = 10


def look_again() -> bool:
    """Looks for the conflicts of every change in flight where something has moved since; nothing is left to do."""
    actor = actor_named("system")
    if actor is None:
        return False
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("delete from steward.change_moved")
        if cursor.rowcount:
            _look(actor)
    return False


def _look(actor: Actor) -> None:
    ahead = list(Change.objects.filter(state__in=IN_FLIGHT, planned_end__gt=now()).order_by("pk"))
    ChangeConflict.objects.exclude(record_id__in=[change.pk for change in ahead]).delete()
    kept: dict[int, dict[str, int]] = {}
    for row in ChangeConflict.objects.select_related("other"):
        met = Met(row.kind, row.other.number if row.other else "", row.title, row.starts_at, row.ends_at)
        kept.setdefault(row.record_id, {})[mark(met)] = row.pk
    for change in ahead:
        _look_at(change, kept.get(change.pk, {}), actor)


def _look_at(change: Change, kept: dict[str, int], actor: Actor) -> None:
    """Keeps what is in the way of one change now, and tells what was neither known nor told before."""
    known = items.known(change.items, change.project_id)
    wish = wish_of(change, actor.own_party_id, (item.pk for item in known.values()))
    found = {mark(met): met for met in conflicts_of(wish)} if wish else {}
    ChangeConflict.objects.filter(pk__in=[pk for place, pk in kept.items() if place not in found]).delete()
    fresh = [met for place, met in found.items() if place not in kept]
    others = dict(Change.objects.filter(number__in=[met.number for met in fresh]).values_list("number", "pk"))
    ChangeConflict.objects.bulk_create(
        ChangeConflict(
            record_id=change.pk, kind=met.kind, other_id=others.get(met.number), starts_at=met.start, ends_at=met.end,
            title="" if met.number else met.title, found_at=now(),
        )
        for met in fresh
    )  # fmt: skip
    told = [met for met in fresh if mark(met) not in change.known_conflicts]
    if told:
        body = ", ".join(dict.fromkeys(_named(met, change) for met in told[:MOST_NAMED]))
        acts.tell(process_of("change"), change.number, actor=actor, template="conflict", body=body)


def _named(met: Met, change: Change) -> str:
    """By its number or title, and nothing of another customer's."""
    return met.number or met.title or str(change.number)
