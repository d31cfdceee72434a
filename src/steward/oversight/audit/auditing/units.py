"""Our units with whatever lies below them: who belongs where (manual 2.1.10)."""

from __future__ import annotations

from dataclasses import dataclass

from steward.people.models import Unit


@dataclass(frozen=True, slots=True)
class Reach:
    """A unit by name, and the ids of itself and all below it."""

    name: str
    members: frozenset[int]


def within(own_party_id: int | None) -> dict[str, Reach]:
    """Our units by code. One statement."""
    units = list(Unit.objects.filter(party_id=own_party_id or 0))
    below: dict[int | None, list[int]] = {}
    for unit in units:
        below.setdefault(unit.parent_id, []).append(unit.pk)
    return {unit.code: Reach(unit.name, frozenset(_all_below(unit.pk, below))) for unit in units}


def _all_below(first: int, below: dict[int | None, list[int]]) -> set[int]:
    found, queue = {first}, [first]
    while queue:
        fresh = [each for each in below.get(queue.pop(), []) if each not in found]
        found.update(fresh)
        queue += fresh
    return found
