"""Impact and root causes of an item: told as a list with the path that says why, and drawn (manual 8.1.8, 5.3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.people.bilingual import in_chinese
from steward.registers.configuration import graph
from steward.registers.configuration.impact import Reached, reached, single_points
from steward.registers.configuration.models import Criticality
from steward.registers.configuration.relation_types import TYPES

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from steward.registers.configuration.graph import Item, Way
    from steward.registers.configuration.impact import Need
    from steward.registers.configuration.models import ConfigurationItem

MOST_LISTED, MOST_DRAWN, MOST_WEIGHED = 1_000, 150, 400


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found: items in order of their distance, their part in it, the way to each, and the needs between."""

    start: int
    items: dict[int, Item]
    parts: dict[int, str]
    paths: dict[int, list[int]]
    needs: list[Need]

    @property
    def counts(self) -> dict[str, int]:
        """How many there are of each part."""
        parts = list(self.parts.values())
        return {part: parts.count(part) for part in PARTS}


# What an item has to do with the question.
PARTS = ("start", "fails", "weakened", "single", "needed")


def answer(item: ConfigurationItem, way: Way, at: datetime | None) -> Answer:
    """Who fails with the item, or what it needs; two statements."""
    needs = graph.needs_around([item.pk], way, at)
    found = reached([item.pk], needs if way == "hit" else _turned(needs))
    parts = _parts_of_failure(found) if way == "hit" else _parts_of_needs(item.pk, found, needs)
    parts[item.pk] = "start"
    known = graph.items(parts)
    order = sorted((pk for pk in parts if pk in known), key=lambda pk: (len(found.path(pk)), known[pk].criticality, pk))
    paths = {pk: [step for step in found.path(pk) if step in known] for pk in order}
    return Answer(item.pk, {pk: known[pk] for pk in order}, {pk: parts[pk] for pk in order}, paths, needs)


def _turned(needs: Collection[Need]) -> list[Need]:
    """The needs the other way round, redundant or not: what an item needs is all that may be its root cause."""
    from steward.registers.configuration.impact import Need

    return [Need(need.other, need.item, need.relation) for need in needs]


def _parts_of_failure(found: Reached) -> dict[int, str]:
    return dict.fromkeys(found.cause, "fails") | dict.fromkeys(found.weakened, "weakened")


def _parts_of_needs(start: int, found: Reached, needs: Collection[Need]) -> dict[int, str]:
    """Among all that is needed, what takes the item down alone; beyond a size that is not weighed."""
    parts = dict.fromkeys(found.cause, "needed")
    points = single_points([start], needs) if len(parts) <= MOST_WEIGHED else []
    return parts | dict.fromkeys(points, "single")


def part_label(part: str) -> str:
    """A part in the reader's words."""
    return {
        "start": _("asked for"),
        "fails": _("fails too"),
        "weakened": _("weakened"),
        "single": _("single point of failure"),
        "needed": _("needed"),
    }[part]


def told(found: Answer) -> list[dict[str, Any]]:
    """The items, nearest first, as JSON and pages tell them."""
    return [_line(found, pk) for pk in list(found.items)[:MOST_LISTED]]


def _line(found: Answer, pk: int) -> dict[str, Any]:
    item = found.items[pk]
    return {
        "number": item.number,
        "title": item.title,
        "class_label": item.class_zh if in_chinese() else item.class_en,
        "state": item.state,
        "state_label": pgettext("state", item.state.replace("_", " ").capitalize()),
        "criticality": item.criticality,
        "criticality_label": str(Criticality(item.criticality).label),
        "part": found.parts[pk],
        "part_label": part_label(found.parts[pk]),
        "path": [found.items[step].number for step in found.paths[pk]],
    }


def drawn(found: Answer) -> dict[str, list[dict[str, Any]]]:
    """Nodes and edges of the nearest items, as the graph draws them."""
    near = set(list(found.items)[:MOST_DRAWN])
    nodes = [
        {"id": str(pk), "label": found.items[pk].title, "number": found.items[pk].number, "part": found.parts[pk]}
        for pk in found.items
        if pk in near
    ]
    edges = [
        {
            "source": str(need.item),
            "target": str(need.other),
            "label": str(TYPES[need.relation].label),
            "group": f"{need.needed}/{need.size}" if need.group else "",
        }
        for need in found.needs
        if need.item in near and need.other in near
    ]
    return {"nodes": nodes, "edges": edges}
