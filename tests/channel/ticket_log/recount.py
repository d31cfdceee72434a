"""An independent recount of a ticket log: the csv module and plain Python, nothing of the product's.

`recount(rows)` gives the tables of servicenow_reference_figures.json under their own names, and three more
that figures are held against: CLOSED_PER_MONTH, BACKLOG and ALL_TEAMS. Run as a program it prints them.
"""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

NULL = "?"
Row = dict[str, str]
Table = list[dict[str, Any]]
RESOLUTION = "Resolution time opened_at -> resolved_at, hours, per priority (negative ones left out)"
CLOSED_PER_MONTH = "Incidents closed per month"
BACKLOG = "Backlog at each month's end"
ALL_TEAMS = "All assignment_group (last row; ? = null)"
# The tables that describe records; "Size" and "Events per ..." describe the file.
ABOUT_RECORDS = (
    "Final incident_state",
    "Incidents per priority (last row)",
    RESOLUTION,
    "made_sla per priority (last row)",
    "Reassignment distribution (last row)",
    "Reassignments",
    "Incidents opened per month",
    "Top 10 category (last row; ? = null)",
    "Top 10 assignment_group (last row; ? = null)",
    "contact_type (last row)",
)


def read_rows(path: Path | str) -> Iterator[Row]:
    """Read a log, plain, gz or xz, as dicts."""
    opener = {".gz": gzip.open, ".xz": lzma.open}.get(Path(path).suffix, open)
    with opener(path, "rt", encoding="ascii", newline="") as file:
        yield from csv.DictReader(file)


def moment(text: str) -> datetime | None:
    """Read a time of the log, None for its null."""
    if text == NULL:
        return None
    day, clock = text.split(" ")
    d, m, y = (int(part) for part in day.split("/"))
    hour, minute = (int(part) for part in clock.split(":"))
    return datetime(y, m, d, hour, minute)  # noqa: DTZ001  (the log names no zone, and none is needed here)


def share(part: int, whole: int) -> float:
    """Give a share in per cent as the reference rounds it."""
    return round(100 * part / whole, 2)


def counted(name: str, words: Iterable[str]) -> Table:
    """Count words, most frequent first, with their shares."""
    counts = Counter(words)
    total = sum(counts.values())
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{name: word, "n": n, "share_pct": share(n, total)} for word, n in ordered]


def percentile(values: list[float], q: float) -> float:
    """Give the continuous percentile: linear between the two nearest ranks."""
    ordered = sorted(values)
    place = (len(ordered) - 1) * q
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def hours_row(priority: str, hours: list[float]) -> dict[str, Any]:
    """Sum up resolution times in hours."""
    return {
        "priority": priority,
        "n": len(hours),
        "median_h": round(percentile(hours, 0.5), 4),
        "p90_h": round(percentile(hours, 0.9), 4),
        "mean_h": round(statistics.fmean(hours), 4),
    }


def resolution_times(last: list[Row]) -> Table:
    """Sum up the resolution times by priority, and of all."""
    hours: dict[str, list[float]] = {}
    for row in last:
        opened, resolved = moment(row["opened_at"]), moment(row["resolved_at"])
        if opened and resolved and resolved >= opened:
            hours.setdefault(row["priority"], []).append((resolved - opened).total_seconds() / 3600)
    everything = [hour for some in hours.values() for hour in some]
    return [*(hours_row(name, hours[name]) for name in sorted(hours)), hours_row("ALL", everything)]


def sla(last: list[Row]) -> Table:
    """Count the incidents that met their agreement, by priority."""
    rows = []
    for name in sorted({row["priority"] for row in last}):
        group = [row for row in last if row["priority"] == name]
        made = sum(row["made_sla"] == "true" for row in group)
        rows.append(
            {
                "priority": name,
                "incidents": len(group),
                "made_sla": made,
                "share_pct": share(made, len(group)),
            }
        )
    return rows


def months(times: Iterable[datetime | None]) -> Table:
    """Count times by month, in order."""
    counts = Counter(at.strftime("%Y-%m") for at in times if at)
    return [{"month": month, "n": counts[month]} for month in sorted(counts)]


def backlog(last: list[Row]) -> Table:
    """Count what was opened and not yet closed as each month ended, from first to last."""
    spans = [(moment(row["opened_at"]), moment(row["closed_at"])) for row in last]
    first = min(opened for opened, _closed in spans)
    final = max(at for span in spans for at in span if at)
    year, month, table = first.year, first.month, []
    while (year, month) <= (final.year, final.month):
        name = f"{year:04}-{month:02}"
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        end = datetime(year, month, 1)  # noqa: DTZ001  (as above)
        open_then = sum(opened < end and (closed is None or closed >= end) for opened, closed in spans)
        table.append({"month": name, "n": open_then})
    return table


def reassignments(last: list[Row]) -> dict[str, Any]:
    """Count reassignments, as a distribution and summed up."""
    counts = [int(row["reassignment_count"]) for row in last]
    spread = Counter(min(count, 10) for count in counts)
    return {
        "Reassignment distribution (last row)": [
            {"reassignments (10 = 10 or more)": count, "incidents": spread[count]} for count in sorted(spread)
        ],
        "Reassignments": {
            "mean": statistics.fmean(counts),
            "share with none": counts.count(0) / len(counts),
            "max": max(counts),
            "sum": sum(counts),
        },
    }


def links(last: list[Row], rows: list[Row]) -> dict[str, int]:
    """Count what incidents are linked to, and what they lack."""
    said = {
        "incidents with a CI": "cmdb_ci",
        "incidents linked to a problem": "problem_id",
        "incidents linked to a change request (rfc)": "rfc",
        "incidents caused by a change (caused_by)": "caused_by",
        "incidents with a vendor": "vendor",
        "incidents with an assignee": "assigned_to",
        "incidents with a group": "assignment_group",
        "incidents with a caller": "caller_id",
        "incidents with a symptom": "u_symptom",
        "incidents with a resolver": "resolved_by",
    }
    table = {label: sum(row[column] != NULL for row in last) for label, column in said.items()}
    for label, column in (("problems", "problem_id"), ("rfc", "rfc"), ("caused_by", "caused_by")):
        table[f"distinct {label}"] = len({row[column] for row in rows} - {NULL})
    table["knowledge true"] = sum(row["knowledge"] == "true" for row in last)
    table["u_priority_confirmation true"] = sum(row["u_priority_confirmation"] == "true" for row in last)
    table["notify not 'Do Not Notify' (rows)"] = sum(row["notify"] != "Do Not Notify" for row in rows)
    return table


def sla_and_reopen(first: list[Row], last: list[Row], rows: list[Row]) -> dict[str, Any]:
    """Count what was met and what was reopened."""
    reopened = [int(row["reopen_count"]) for row in last]
    met = sum(row["made_sla"] == "true" for row in last)
    return {
        "made_sla true, last row": met,
        "made_sla share, last row": met / len(last),
        "made_sla true, rows": sum(row["made_sla"] == "true" for row in rows),
        "made_sla true, first row": sum(row["made_sla"] == "true" for row in first),
        "reopened incidents (last reopen_count > 0)": sum(count > 0 for count in reopened),
        "reopen share": sum(count > 0 for count in reopened) / len(last),
        "sum of last reopen_count": sum(reopened),
    }


def timestamps(last: list[Row], rows: list[Row], tickets: dict[str, list[Row]]) -> dict[str, int]:
    """Count times that are missing or odd."""
    spans = [[moment(row[name]) for name in ("opened_at", "resolved_at", "closed_at")] for row in last]
    return {
        "resolved_at null": sum(resolved is None for _o, resolved, _c in spans),
        "resolved_at < opened_at": sum(resolved is not None and resolved < opened for opened, resolved, _c in spans),
        "resolved_at = opened_at": sum(resolved == opened for opened, resolved, _c in spans),
        "closed_at < resolved_at": sum(
            bool(resolved and closed and closed < resolved) for _o, resolved, closed in spans
        ),
        "closed_at null": sum(closed is None for _o, _r, closed in spans),
        "sys_created_at null (rows)": sum(row["sys_created_at"] == NULL for row in rows),
        "sys_created_at null (incidents)": sum(
            any(row["sys_created_at"] == NULL for row in some) for some in tickets.values()
        ),
        "rows with sys_updated_at < opened_at": sum(
            moment(row["sys_updated_at"]) < moment(row["opened_at"]) for row in rows
        ),
    }


def recount(rows: Iterable[Row]) -> dict[str, Any]:
    """Count all that the reference holds but the size of the file; the last row is the final state."""
    rows = list(rows)
    tickets: dict[str, list[Row]] = {}
    for row in rows:
        tickets.setdefault(row["number"], []).append(row)
    first, last = [some[0] for some in tickets.values()], [some[-1] for some in tickets.values()]
    teams = counted("assignment_group", (row["assignment_group"] for row in last))
    return {
        "Events per incident_state": counted("incident_state", (row["incident_state"] for row in rows)),
        "Final incident_state": counted("incident_state", (row["incident_state"] for row in last)),
        "Incidents per priority (last row)": sorted(
            counted("priority", (row["priority"] for row in last)), key=lambda row: row["priority"]
        ),
        "Timestamps": timestamps(last, rows, tickets),
        RESOLUTION: resolution_times(last),
        "made_sla per priority (last row)": sla(last),
        "SLA and reopen": sla_and_reopen(first, last, rows),
        **reassignments(last),
        "Incidents opened per month": months(moment(row["opened_at"]) for row in last),
        "Top 10 category (last row; ? = null)": counted("category", (row["category"] for row in last))[:10],
        "Top 10 assignment_group (last row; ? = null)": teams[:10],
        "contact_type (last row)": counted("contact_type", (row["contact_type"] for row in last)),
        "Links and completeness (last row not ?)": links(last, rows),
        CLOSED_PER_MONTH: months(moment(row["closed_at"]) for row in last),
        BACKLOG: backlog(last),
        ALL_TEAMS: teams,
    }


if __name__ == "__main__":
    json.dump(recount(read_rows(sys.argv[1])), sys.stdout, indent=1, ensure_ascii=False)
