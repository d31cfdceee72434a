"""All figures of a report at one moment, as they are kept with it (manual 5.2.3, 5.2.5)."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from steward.oversight.service_reporting.drawing import events, performance, workload

if TYPE_CHECKING:
    from steward.oversight.service_reporting.drawing.reach import Reach


def draw(reach: Reach, target: int) -> dict[str, Any]:
    """Tables by name, with the period, zone, project and agreed share that they are about; some twenty statements."""
    flowed = workload.flow(reach)
    attained = performance.performance(reach)
    by_project = attained.pop("of_projects")
    tables = {
        **attained,
        **performance.breaches(reach),
        **workload.workload(reach, flowed),
        **events.events(reach),
        **workload.trends(reach, sum(row["open_at_end"] for row in flowed if row["kind"] == "incident")),
        **events.satisfaction(reach),
    }
    if reach.project is None:
        tables["projects"] = workload.of_projects(reach, flowed, by_project)
    return {
        "period": reach.period.name,
        "first": reach.period.first.isoformat(),
        "last": reach.period.last.isoformat(),
        "zone": reach.zone.key,
        "project": reach.project.code if reach.project else "",
        "target": target,
        "tables": tables,
    }


def digest_of(figures: dict[str, Any]) -> str:
    """SHA-256 of the figures, written in one way alone."""
    text = json.dumps(figures, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
