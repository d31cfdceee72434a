"""Figures of incidents: SQL over records against a plain count of the same random incidents."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from statistics import fmean
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from steward.people.models import ServiceProject
from steward.processes.incident.figures import FIGURES, Figure, figures
from steward.processes.incident.selection import select
from tests.acting_as import as_
from tests.invented import Made, invent, record

UNTIL = datetime(2026, 6, 30, 16, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> list[Made]:
    with as_("system") as actor:
        ServiceProject.objects.filter(code="beta-ops").update(zone="America/New_York")
        found = invent(700, seed=7, until=UNTIL, days=200)
        record(found, actor)
        return found


def asked(**selected: Any) -> dict[str, Figure]:
    with as_("system") as actor:
        return figures(select(actor, **selected))


def counts(figure: Figure) -> dict[Any, int]:
    return {row["key"]: row["count"] for row in figure.rows}


def local(one: Made, name: str) -> datetime | None:
    moment = one.values[name]
    return moment and moment.astimezone(ZoneInfo(one.names["zone"]))


def month(one: Made, name: str) -> str | None:
    moment = local(one, name)
    return moment and f"{moment:%Y-%m}"


def solved(one: Made) -> datetime | None:
    """Stated first; the source called `told` is believed where it states none."""
    if one.stated and (one.stated["resolved_at"] or one.values["source"] == "told"):
        found: datetime | None = one.stated["resolved_at"]
        return found
    return one.values["resolved_at"]  # type: ignore[no-any-return]


def stated_first(one: Made, stated: str, own: str) -> Any:
    said = one.stated[stated] if one.stated else None
    return one.values[own] if said is None else said


def outcome(one: Made) -> bool | None:
    said = one.stated["sla_met"] if one.stated else None
    derived = {"met": True, "breached": False}.get(one.clock or "")
    return derived if said is None else said


def between(values: list[float], share: float) -> float:
    ordered = sorted(values)
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


@pytest.mark.parametrize("column", ["state", "priority", "channel", "closure_code"])
def test_it_counts_by_columns_with_null_as_a_row_of_its_own(made: list[Made], column: str) -> None:
    found = counts(asked()[column])
    assert found == Counter(one.values[column] for one in made)
    assert None in found or column == "state"


def test_it_counts_by_team_and_category(made: list[Made]) -> None:
    found = asked()
    assert counts(found["team"]) == Counter(one.names["team"] for one in made)
    assert counts(found["category"]) == Counter(one.names["category"] and one.names["category"].code for one in made)
    mains = Counter(one.names["category"] and one.names["category"].path.split("/")[0] for one in made)
    assert counts(found["main_category"]) == mains
    labels = {row["key"]: row["label"] for row in found["category"].rows}
    assert labels["network.vpn"] == "网络 / VPN 接入"


def test_it_counts_months_in_the_zone_of_the_project(made: list[Made]) -> None:
    found = asked()
    assert counts(found["month_opened"]) == Counter(month(one, "opened_at") for one in made)
    assert counts(found["month_closed"]) == Counter(month(one, "closed_at") for one in made)
    assert any(f"{one.values['opened_at']:%Y-%m}" != month(one, "opened_at") for one in made)


def test_the_backlog_is_what_was_opened_and_not_yet_closed(made: list[Made]) -> None:
    found = asked()["backlog"]
    assert len(found.rows) > 6
    for row in found.rows:
        ended = [
            (month(one, "opened_at"), month(one, "closed_at") or "9999") for one in made
            if one.values["closed_at"] is None or one.values["closed_at"] >= one.values["opened_at"]
        ]  # fmt: skip
        assert row["count"] == sum(opened <= row["key"] < closed for opened, closed in ended), row
    backwards = sum(bool(one.values["closed_at"] and one.values["closed_at"] < one.values["opened_at"]) for one in made)
    assert counts(found)  # months
    assert [row["count"] for row in found.left_out] == [backwards]


def test_resolution_times_are_elapsed_hours_by_priority(made: list[Made]) -> None:
    found = asked()["resolution_time"]
    hours: dict[Any, list[float]] = {}
    for one in made:
        at = solved(one)
        if at and at >= one.values["opened_at"]:
            for key in (one.values["priority"], "all"):
                hours.setdefault(key, []).append((at - one.values["opened_at"]).total_seconds() / 3600)
    assert {row["key"] for row in found.rows} == set(hours)
    for row in found.rows:
        mine = hours[row["key"]]
        expected = [between(mine, 0.5), between(mine, 0.9), fmean(mine)]
        assert row["count"] == len(mine)
        assert [row["median_hours"], row["p90_hours"], row["mean_hours"]] == pytest.approx(expected, abs=1e-4)


def test_what_resolution_times_leave_out_is_counted(made: list[Made]) -> None:
    found = asked()["resolution_time"]
    left = {row["key"]: row["count"] for row in found.left_out}
    without = [one for one in made if solved(one) is None]
    assert left["unstated"] == sum(one.values["resolved_at"] is not None for one in without) > 0
    assert left["unresolved"] == len(without) - left["unstated"] > 0
    assert left["negative"] == sum(bool((at := solved(one)) and at < one.values["opened_at"]) for one in made) > 0
    assert sum(left.values()) + counts(found)["all"] == len(made)


def test_the_share_of_met_targets_is_stated_first_else_the_clock(made: list[Made]) -> None:
    found = asked()["sla_met"]
    judged = [one for one in made if outcome(one) is not None]
    for row in found.rows:
        mine = [one for one in judged if row["key"] in ("all", one.values["priority"])]
        met = sum(bool(outcome(one)) for one in mine)
        assert (row["count"], row["met"], row["share_pct"]) == (
            len(mine),
            met,
            round(100 * met / len(mine), 2),
        )
    said = [one for one in made if one.stated and one.stated["sla_met"] is not None]
    differing = [one for one in said if one.clock in ("met", "breached") and (one.clock == "met") != outcome(one)]
    assert found.summary == {
        "stated": len(said),
        "derived": len(judged) - len(said),
        "differing": len(differing),
    }
    assert found.left_out[0]["count"] == len(made) - len(judged)


def test_reopenings_and_reassignments_are_stated_first(made: list[Made]) -> None:
    found = asked()
    reopenings = [stated_first(one, "reopened", "reopened") for one in made]
    assert counts(found["reopened"]) == {
        "incidents": sum(n > 0 for n in reopenings),
        "reopenings": sum(reopenings),
    }
    moved = [stated_first(one, "reassigned", "reassigned") for one in made]
    assert counts(found["reassignments"]) == Counter(min(n, 10) for n in moved)
    summary = found["reassignments"].summary
    assert (summary["sum"], summary["max"]) == (sum(moved), max(moved))
    assert summary["mean"] == pytest.approx(fmean(moved), abs=1e-4)


def test_it_counts_what_is_filled_in_and_stated(made: list[Made]) -> None:
    found = asked()
    assert counts(found["completeness"])["owner"] == sum(one.values["owner_id"] is not None for one in made)
    assert counts(found["stated_facts"]) == {"place": sum(one.stated is not None for one in made)}
    assert counts(found["times"])["not_closed"] == sum(one.values["closed_at"] is None for one in made)


def test_project_and_period_narrow_every_figure(made: list[Made]) -> None:
    with as_("system"):
        beta = ServiceProject.objects.get(code="beta-ops").pk
    first, last = date(2026, 4, 1), date(2026, 4, 30)
    found = asked(project_id=beta, opened_from=first, opened_to=last)
    mine = [
        one for one in made
        if one.values["project_id"] == beta and first <= local(one, "opened_at").date() <= last  # type: ignore[union-attr]
    ]  # fmt: skip
    assert 0 < len(mine) < len(made)
    for name in (
        "state",
        "priority",
        "month_opened",
        "month_closed",
        "team",
        "category",
        "channel",
        "closure_code",
    ):
        assert sum(counts(found[name]).values()) == len(mine), name
    assert counts(found["size"])["records"] == len(mine)
    assert sum(counts(found["reassignments"]).values()) == len(mine)


def test_figures_show_an_actor_no_more_than_lists_do(made: list[Made]) -> None:
    with as_("engineer") as actor:
        found = figures(select(actor))
        alpha = ServiceProject.objects.get(code="alpha-ops").pk
    assert counts(found["size"])["records"] == sum(one.values["project_id"] == alpha for one in made)


def test_nothing_is_a_figure_too() -> None:
    found = asked()
    assert set(found) == set(FIGURES)
    assert found["size"].rows[0]["count"] == 0
    assert found["backlog"].rows == []
    assert found["resolution_time"].rows[-1]["median_hours"] is None
