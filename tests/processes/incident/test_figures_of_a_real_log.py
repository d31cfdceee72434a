"""The figures of a real log against its reference, and against an independent recount of altered rows."""

from __future__ import annotations

import csv
import json
import random
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from steward.channel.ticket_log.importing import bring_in
from steward.config.system_login import system_login
from steward.kernel.catalogue import process_of
from steward.processes.incident.figures import Figure, figures
from steward.processes.incident.selection import select
from tests.acting_as import as_
from tests.channel.ticket_log.recount import (
    ABOUT_RECORDS,
    ALL_TEAMS,
    BACKLOG,
    CLOSED_PER_MONTH,
    RESOLUTION,
    Row,
    moment,
    read_rows,
    recount,
)

ROOT = Path(__file__).parents[3]
DATA = ROOT.parent / "shared/data/ticket-log"
LOG = DATA / "servicenow_incident_event_log.csv.xz"
MAPPING = ROOT / "src/steward/channel/ticket_log/mappings/servicenow.yaml"
PART = 6_000
ALTERED = 50
CHANGED = (
    "priority", "assignment_group", "category", "contact_type", "made_sla", "reopen_count",
    "reassignment_count",    "resolved_at", "closed_at",
)  # fmt: skip
CHANNELS = {
    "phone": "Phone",
    "mail": "Email",
    "portal": "Self service",
    "api": "IVR",
    "in_person": "Direct opening",
}
STATES = {"closed": "Closed", "resolved": "Resolved", "new": "New", "in_progress": "Active"}
PRIORITIES = {1: "1 - Critical", 2: "2 - High", 3: "3 - Moderate", 4: "4 - Low", "all": "ALL"}

FILLED = {
    "owner": "incidents with an assignee",
    "team": "incidents with a group",
    "requester": "incidents with a caller",
}
FACTS = {
    "configuration_item": "incidents with a CI",
    "problem": "incidents linked to a problem",
    "change": "incidents linked to a change request (rfc)",
    "caused_by": "incidents caused by a change (caused_by)",
    "supplier": "incidents with a vendor",
    "symptom": "incidents with a symptom",
    "resolver": "incidents with a resolver",
    "knowledge": "knowledge true",
    "priority_confirmed": "u_priority_confirmation true",
}

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not LOG.exists(), reason="the real ticket log is not beside the checkout (../shared/data)"),
]


def imported(log: Path) -> dict[str, Figure]:
    with system_login():
        bring_in(process_of("incident"), log, MAPPING)
    with as_("system") as actor:
        return figures(select(actor))


def counts(figure: Figure, words: dict[Any, str] | None = None) -> dict[Any, int]:
    return {words[row["key"]] if words else row["key"]: row["count"] for row in figure.rows}


def names(figure: Figure) -> dict[str, int]:
    return {"?" if row["key"] is None else row["label"]: row["count"] for row in figure.rows}


def hours(figure: Figure) -> list[tuple[Any, ...]]:
    columns = ("count", "median_hours", "p90_hours", "mean_hours")
    return [(PRIORITIES[row["key"]], *(row[column] for column in columns)) for row in figure.rows]


def table(rows: list[dict[str, Any]], key: str, value: str = "n") -> dict[Any, int]:
    return {row[key]: row[value] for row in rows}


def agree(found: dict[str, Figure], told: dict[str, Any]) -> None:
    """Holds every table of the reference that tells of records against the product's."""
    _agree_on_counts(found, told)
    _agree_on_times(found, told)
    _agree_on_outcomes(found, told)
    _agree_on_facts(found, told["Links and completeness (last row not ?)"])
    _agree_on_the_first_ten(found["team"], told["Top 10 assignment_group (last row; ? = null)"])
    _agree_on_the_first_ten(found["main_category"], told["Top 10 category (last row; ? = null)"])


def agree_beyond(found: dict[str, Figure], told: dict[str, Any]) -> None:
    """The tables that the recount has and the reference has not."""
    assert counts(found["month_closed"]) == table(told[CLOSED_PER_MONTH], "month")
    assert counts(found["backlog"]) == table(told[BACKLOG], "month")
    assert names(found["team"]) == table(told[ALL_TEAMS], "assignment_group")


def _agree_on_counts(found: dict[str, Figure], told: dict[str, Any]) -> None:
    assert counts(found["state"], STATES) == table(told["Final incident_state"], "incident_state")
    assert counts(found["priority"], PRIORITIES) == table(told["Incidents per priority (last row)"], "priority")
    assert counts(found["channel"], CHANNELS) == table(told["contact_type (last row)"], "contact_type")
    assert counts(found["month_opened"]) == table(told["Incidents opened per month"], "month")


def _agree_on_the_first_ten(mine: Figure, theirs: list[dict[str, Any]]) -> None:
    """The counts of all ten, and the names of those that stand clear of the eleventh."""
    assert sorted(names(mine).values(), reverse=True)[:10] == [row["n"] for row in theirs]
    word = next(iter(theirs[0]))
    clear = {row[word]: row["n"] for row in theirs if row["n"] > theirs[-1]["n"]}
    assert clear.items() <= names(mine).items()


def _agree_on_times(found: dict[str, Figure], told: dict[str, Any]) -> None:
    for mine, theirs in zip(hours(found["resolution_time"]), told[RESOLUTION], strict=True):
        assert mine[:2] == (theirs["priority"], theirs["n"])
        assert mine[2:] == pytest.approx((theirs["median_h"], theirs["p90_h"], theirs["mean_h"]), abs=1.01e-4)
    said = told["Timestamps"]
    assert counts(found["times"]) == {
        "not_resolved": said["resolved_at null"],
        "resolved_before_opening": said["resolved_at < opened_at"],
        "resolved_at_opening": said["resolved_at = opened_at"],
        "not_closed": said["closed_at null"],
        "closed_before_resolution": said["closed_at < resolved_at"],
    }


def _agree_on_outcomes(found: dict[str, Figure], told: dict[str, Any]) -> None:
    mine = [(PRIORITIES[r["key"]], r["count"], r["met"], r["share_pct"]) for r in found["sla_met"].rows[:-1]]
    theirs = told["made_sla per priority (last row)"]
    assert mine == [(r["priority"], r["incidents"], r["made_sla"], r["share_pct"]) for r in theirs]
    said = told["SLA and reopen"]
    assert found["sla_met"].rows[-1]["met"] == said["made_sla true, last row"]
    assert counts(found["reopened"]) == {
        "incidents": said["reopened incidents (last reopen_count > 0)"],
        "reopenings": said["sum of last reopen_count"],
    }
    spread = told["Reassignment distribution (last row)"]
    assert counts(found["reassignments"]) == table(spread, "reassignments (10 = 10 or more)", "incidents")
    summary, said = found["reassignments"].summary, told["Reassignments"]
    assert (summary["sum"], summary["max"]) == (said["sum"], said["max"])
    assert summary["mean"] == pytest.approx(said["mean"], abs=1e-4)


def _agree_on_facts(found: dict[str, Figure], said: dict[str, int]) -> None:
    filled, facts = counts(found["completeness"]), counts(found["stated_facts"])
    for field, label in FILLED.items():
        assert filled[field] == said[label], field
    for fact, label in FACTS.items():
        assert facts.get(fact, 0) == said[label], fact


def altered(rows: list[Row], seed: int) -> list[Row]:
    """Fifty random rows with a column as another row has it; half of them are a ticket's last one."""
    chance = random.Random(seed)  # noqa: S311  the same numbers every time, nothing secret
    last = {row["number"]: place for place, row in enumerate(rows)}
    places = chance.sample(range(len(rows)), ALTERED // 2) + chance.sample(sorted(last.values()), ALTERED // 2)
    changed = [dict(row) for row in rows]
    for place in places:
        column = chance.choice(CHANGED)
        changed[place][column] = chance.choice(sorted(_others(rows, rows[place], column)) or [rows[place][column]])
    return changed


def _others(rows: list[Row], row: Row, column: str) -> set[str]:
    """What other rows say in a column, as far as this one could say it too."""
    others = {other[column] for other in islice(rows, 0, None, 7)} - {row[column]}
    opened = moment(row["opened_at"])
    if column in ("resolved_at", "closed_at"):
        return {text for text in others if (at := moment(text)) and opened and at >= opened}
    return others - {"?"} if column == "category" else others


def written(rows: list[Row], path: Path) -> Path:
    with path.open("w", newline="", encoding="ascii") as file:
        out = csv.DictWriter(file, fieldnames=list(rows[0]))
        out.writeheader()
        out.writerows(rows)
    return path


def test_a_part_with_fifty_rows_altered_counts_as_the_recount_does(tmp_path: Path) -> None:
    rows = list(islice(read_rows(LOG), PART))
    rows = [row for row in rows if row["number"] != rows[-1]["number"]]
    changed = altered(rows, seed=2)
    assert recount(rows) != recount(changed)
    found = imported(written(changed, tmp_path / "log.csv"))
    agree(found, recount(changed))
    agree_beyond(found, recount(changed))


@pytest.mark.long
def test_the_whole_log_counts_as_its_reference_says() -> None:
    found = imported(LOG)
    reference = json.loads((DATA / "servicenow_reference_figures.json").read_text())
    assert set(ABOUT_RECORDS) <= set(reference)
    agree(found, reference)
    agree_beyond(found, recount(read_rows(LOG)))


@pytest.mark.long
def test_the_whole_log_with_fifty_rows_altered_counts_as_the_recount_does(tmp_path: Path) -> None:
    changed = altered(list(read_rows(LOG)), seed=50)
    found = imported(written(changed, tmp_path / "log.csv"))
    agree(found, recount(changed))
    agree_beyond(found, recount(changed))
