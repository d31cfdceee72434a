"""Single points of failure of a service: what alone takes it down (manual 5.3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from steward.registers.configuration import graph
from steward.registers.configuration.graph import Item
from steward.registers.configuration.impact import Need, single_points

# Beyond that many items the answer would take longer than anybody waits.
MOST_WEIGHED = 1_000


@dataclass(frozen=True, slots=True)
class Points:
    """What carries a service in the end, what alone takes it down, and whether there was too much to weigh."""

    tops: list[Item]
    points: list[Item]
    too_many: bool = False


def points_of(service_id: int) -> Points:
    """The single points of failure of a service of the catalogue; three statements."""
    carrying = set(graph.items_of_service(service_id))
    needs = graph.needs_around(carrying, "needed")
    tops = sorted(carrying - _needed_within(carrying, needs))
    everything = {need.other for need in needs} | carrying
    too_many = len(everything) > MOST_WEIGHED
    found = [] if too_many else single_points(tops, needs)
    known = graph.items({*tops, *found})
    return Points(_known(tops, known), _known(found, known), too_many)


def _needed_within(carrying: set[int], needs: list[Need]) -> set[int]:
    """Items of the service that another item of it needs: they are not what its users meet."""
    return {need.other for need in needs if need.other in carrying and need.item in carrying}


def _known(ids: list[int], known: dict[int, Item]) -> list[Item]:
    return sorted((known[pk] for pk in ids if pk in known), key=lambda item: (item.criticality, item.title))
