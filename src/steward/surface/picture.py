"""The picture of a process, drawn from its declaration when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.people.roles import ROLES
from steward.surface.cells import label_of

if TYPE_CHECKING:
    from steward.kernel.process import Process

WIDE, HIGH, GAP_X, GAP_Y, MARGIN = 168, 40, 90, 46, 24


def _ranks(process: Process) -> dict[str, int]:
    """The column of each state: how many moves it is from the first one."""
    ranks = {process.first.name: 0}
    queue = [process.first.name]
    while queue:
        state = queue.pop(0)
        for move in process.moves_from(state):
            if move.target not in ranks:
                ranks[move.target] = ranks[state] + 1
                queue.append(move.target)
    return {state.name: ranks.get(state.name, 0) for state in process.states}


def picture_of(process: Process) -> dict[str, Any]:
    """The context of surface/picture.html."""
    ranks = _ranks(process)
    rows: dict[int, int] = {}
    places: dict[str, tuple[int, int]] = {}
    for state in process.states:
        rank = ranks[state.name]
        places[state.name] = (
            MARGIN + rank * (WIDE + GAP_X),
            MARGIN + rows.get(rank, 0) * (HIGH + GAP_Y),
        )
        rows[rank] = rows.get(rank, 0) + 1
    nodes = [
        {
            "name": s.name,
            "label": s.label,
            "tone": s.tone,
            "x": places[s.name][0],
            "y": places[s.name][1],
            "width": WIDE,
        }
        for s in process.states
    ]
    return {
        "title": _("%(kind)s: states and moves") % {"kind": process.label},
        "crumb": {"label": str(process.label_plural), "url": f"/{process.kind}/"},
        "nodes": nodes,
        "edges": _edges(process, places),
        "width": MARGIN * 2 + max(x for x, _y in places.values()) + WIDE,
        "height": MARGIN * 2 + max(y for _x, y in places.values()) + HIGH,
        "moves": [_row(process, move) for move in process.moves],
    }


def _edges(process: Process, places: dict[str, tuple[int, int]]) -> list[dict[str, str]]:
    pairs = {(s, m.target): "" for m in process.moves for s in m.source if s != m.target}
    return [{"path": _path(places[a], places[b]), "label": ""} for a, b in pairs]


def _path(start: tuple[int, int], end: tuple[int, int]) -> str:
    """A curve from the right side to the left one; backwards, and within a column, round the outside."""
    (x1, y1), (x2, y2) = start, end
    middle1, middle2 = y1 + HIGH // 2, y2 + HIGH // 2
    if x2 > x1:
        bend = (x2 - x1 - WIDE) // 2
        return f"M{x1 + WIDE} {middle1} C{x1 + WIDE + bend} {middle1} {x2 - bend} {middle2} {x2} {middle2}"
    if x1 == x2:
        return f"M{x1 + WIDE} {middle1} C{x1 + WIDE + 40} {middle1} {x1 + WIDE + 40} {middle2} {x2 + WIDE} {middle2}"
    low = max(y1, y2) + HIGH + GAP_Y // 2
    return f"M{x1 + WIDE // 2} {y1 + HIGH} C{x1 + WIDE // 2} {low} {x2 + WIDE // 2} {low} {x2 + WIDE // 2} {y2 + HIGH}"


def _row(process: Process, move: Any) -> dict[str, str]:
    comma = _(", ")
    return {
        "label": move.label,
        "sources": comma.join(process.state(name).label for name in move.source),
        "target": process.state(move.target).label,
        "by": comma.join(str(ROLES[role].label) for role in move.by),
        "asks": comma.join(label_of(process, name) for name in (*move.asks, *move.offers)),
    }
