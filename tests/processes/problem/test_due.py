"""What becomes due on a problem by itself is told, once (manual 7.3.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from steward.config.system_login import system_login
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import TimelineEntry
from steward.people.context import clock_set_to
from steward.processes.problem.due import tell_due
from tests.acting_as import MONDAY, as_, moved, opened

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def problem(**raw: Any) -> Any:
    with as_("engineer", MONDAY) as actor:
        values = {"title": "VPN 反复中断", "project": "alpha-ops", "impact": 2, "urgency": 2, **raw}
        return acts.open_record(process_of("problem"), actor=actor, raw=values)


def tied(number: str) -> Any:
    """An incident that the problem caused."""
    made = opened()
    with as_("desk", MONDAY) as actor:
        acts.link(process_of("incident"), made.number, actor=actor, relation="caused_by", target=number)
    return made


def closed(incident: Any, at: Any) -> None:
    moved(incident, "start", "desk", at)
    restored = (at + timedelta(minutes=5)).isoformat()
    done = at + timedelta(minutes=10)
    more = {"restored_at": restored, "breach_reason": "夜间无人值守"}
    moved(incident, "resolve", "desk", done, resolution="重启", **more)
    moved(incident, "close", "desk", done + timedelta(minutes=5), confirmation="user")


def looked(at: Any) -> None:
    with system_login(), clock_set_to(at):
        tell_due()


def told(number: str) -> list[tuple[str, str]]:
    with as_("auditor"):
        rows = TimelineEntry.objects.filter(record__number=number, verb="told").order_by("id")
        return [(row.changes["level"][1], row.body) for row in rows]


def test_the_last_incident_that_is_closed_is_told_once_and_again_after_another() -> None:
    found = problem()
    first, second = tied(found.number), tied(found.number)
    closed(first, MONDAY + DAY)
    looked(MONDAY + 2 * DAY)
    assert told(found.number) == []
    closed(second, MONDAY + 2 * DAY)
    for _turn in range(2):
        looked(MONDAY + 3 * DAY)
    assert told(found.number) == [("last_incident", second.number)]
    third = tied(found.number)
    closed(third, MONDAY + 4 * DAY)
    looked(MONDAY + 5 * DAY)
    assert told(found.number) == [("last_incident", second.number), ("last_incident", third.number)]


def test_a_review_is_told_on_its_day_and_anew_when_it_is_put_off() -> None:
    found = problem(next_review_on="2026-03-04")
    looked(MONDAY + DAY)
    assert told(found.number) == []
    for _turn in range(2):
        looked(MONDAY + 3 * DAY)
    assert told(found.number) == [("review_due", "2026-03-04")]
    with as_("engineer", MONDAY + 3 * DAY) as actor:
        raw = {"next_review_on": "2026-03-10"}
        acts.amend(process_of("problem"), found.number, actor=actor, raw=raw, version=None)
    looked(MONDAY + 9 * DAY)
    assert told(found.number) == [("review_due", "2026-03-04"), ("review_due", "2026-03-10")]
