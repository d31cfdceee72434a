"""The picture of a process, drawn from its declaration when asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.people.roles import ROLES
from steward.surface.cells import label_of
from steward.surface.picture_layout import laid_out

if TYPE_CHECKING:
    from steward.kernel.process import Process


def picture_of(process: Process) -> dict[str, Any]:
    """The context of surface/picture.html."""
    made = laid_out(process)
    return {
        "title": _("%(kind)s: states and moves") % {"kind": process.label},
        "crumb": {"label": str(process.label_plural), "url": f"/{process.kind}/"},
        "nodes": [
            {"label": state.label, "tone": state.tone, "box": made.boxes[state.name], "final": state.final}
            for state in process.states
        ],
        "frame": made.boxes.get(""),
        "edges": made.edges,
        "labels": made.labels,
        "width": made.width,
        "height": made.height,
        "moves": [_row(process, move) for move in process.moves],
    }


def _row(process: Process, move: Any) -> dict[str, str]:
    comma = _(", ")
    return {
        "label": move.label,
        "sources": comma.join(process.state(name).label for name in move.source),
        "target": process.state(move.target).label,
        "by": comma.join(str(ROLES[role].label) for role in move.by),
        "asks": comma.join(label_of(process, name) for name in (*move.asks, *move.offers)),
    }
