"""Major events and changes, and how solutions were taken: the fourth and sixth contents of a report (manual 5.2.3)."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Any

from steward.kernel.models import Record
from steward.oversight.service_reporting.drawing.names import plain
from steward.oversight.service_reporting.drawing.performance import MOST
from steward.processes.change import reported as changes
from steward.processes.incident import reported as incidents

if TYPE_CHECKING:
    from steward.oversight.service_reporting.drawing.reach import Reach

    Row = dict[str, Any]


MOST_TEXT = 300


def events(reach: Reach) -> dict[str, list[Row]]:
    """Incidents of priority 1, changes by type and outcome, releases that were closed."""
    gravest = incidents.gravest(reach.seen(), reach.start, reach.end, MOST)
    released = Record.objects.filter(
        reach.seen(), kind="release", closed_at__gte=reach.start, closed_at__lt=reach.end
    ).order_by("closed_at", "pk")
    return {
        "gravest": [
            {
                **row,
                "opened_at": plain(row["opened_at"]),
                "restored_at": plain(row["restored_at"]),
                "resolution": shorten(row["resolution"], MOST_TEXT, placeholder=" …"),
            }
            for row in gravest
        ],
        "changes": changes.ended(reach.seen(), reach.start, reach.end),
        "releases": [
            {**row, "closed_at": plain(row["closed_at"])}
            for row in released.values("number", "title", "title_en", "state", "closed_at")[:MOST]
        ],
    }


def satisfaction(reach: Reach) -> dict[str, list[Row]]:
    """How solutions were taken: confirmed by whom, reopened before."""
    return {"taken": incidents.taken(reach.seen(), reach.start, reach.end)}
