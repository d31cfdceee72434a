"""Performance against targets, and where targets were missed: the first two contents of a report (manual 5.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from steward.oversight.audit.models import Nonconformity
from steward.oversight.service_reporting.drawing.names import of_services, plain
from steward.processes.incident import reported

if TYPE_CHECKING:
    from steward.oversight.service_reporting.drawing.reach import Reach

    Row = dict[str, Any]

# A report tells the first, and says how many there are.
MOST = 50


def performance(reach: Reach) -> dict[str, list[Row]]:
    """Targets of resolution and response: in all, by priority, by service and (over all projects) by project."""
    rows = reported.attained(reach.seen(), reach.start, reach.end)
    services = of_services(row["service_id"] for row in rows if row["by_service"])
    told = ("clock", "count", "met", "breached")
    return {
        "attained": [
            _row(row, *told) for row in rows if not (row["by_priority"] or row["by_service"] or row["by_project"])
        ],
        "by_priority": [_row(row, *told, "priority", "target", "longest") for row in rows if row["by_priority"]],
        "by_service": [
            {**_row(row, "count", "met", "breached"), "service": services.get(row["service_id"])}
            for row in rows
            if row["by_service"] and row["clock"] == "resolution"
        ],
        "of_projects": [
            _row(row, "project_id", "met", "breached")
            for row in rows
            if row["by_project"] and row["clock"] == "resolution"
        ],
    }


def breaches(reach: Reach) -> dict[str, list[Row]]:
    """Each target that was missed with its reason, and the nonconformities of the period with what came of them."""
    missed = reported.breaches(reach.seen(), reach.start, reach.end, MOST)
    of_period = Q(opened_at__gte=reach.start) | Q(is_open=True)
    own = Nonconformity.objects.filter(reach.seen(), of_period, opened_at__lt=reach.end)
    found = own.order_by("opened_at", "pk").values("number", "title", "title_en", "grade", "state", "due_on")
    return {
        "missed": [{**row, "breached_at": plain(row["breached_at"])} for row in missed],
        "nonconformities": [{**row, "due_on": plain(row["due_on"])} for row in found[:MOST]],
    }


def _row(row: Row, *names: str) -> Row:
    return {name: row[name] for name in names}
