"""Levels that an act overtook while no worker was there: they fire late all the same, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from steward.config.system_login import system_login
from steward.kernel import acts, ticking
from steward.kernel.catalogue import process_of
from steward.people.context import acting
from tests.acting_as import MONDAY, actor, as_, moved, opened

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from steward.kernel.models import Record

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
# Priority 1: four working hours from 10:00 in Shanghai, with an hour's lunch.
DUE = MONDAY + 5 * HOUR


def _tick(at: datetime) -> int:
    with system_login():
        return ticking.tick(at)


def _fired(clock: str) -> list[tuple[Any, ...]]:
    """Levels of a clock as the timeline tells them: name, true time, seconds late."""
    with system_login(), acting(actor("system")), connection.cursor() as cursor:
        cursor.execute(
            """select changes #>> '{level,1}', (changes #>> '{due,1}')::timestamptz, (changes #>> '{late,1}')::integer
            from kernel_timelineentry where verb = 'clock' and changes ? 'level' and changes #>> '{clock,1}' = %s::text
            order by id""",
            [clock],
        )
        return cursor.fetchall()


def _assigned() -> Record:
    return moved(opened(), "assign", "desk", MONDAY, team="network")


def _told() -> list[str]:
    """The levels of which people are told."""
    with system_login(), acting(actor("system")), connection.cursor() as cursor:
        cursor.execute(
            """select e.changes #>> '{clock,1}' || ' ' || (e.changes #>> '{level,1}') from procrastinate_jobs j
            join kernel_timelineentry e on e.id = (j.args ->> 'entry')::bigint
            where j.task_name = 'steward.tell' and e.verb = 'clock' order by e.id"""
        )
        return [word for (word,) in cursor.fetchall()]


def _replied(record: Record, at: datetime) -> None:
    with as_("desk", at) as desk:
        acts.comment(process_of("incident"), record.number, actor=desk, body="仍在排查", reach=1)


def _amended(record: Record, at: datetime) -> None:
    with as_("desk", at) as desk:
        acts.amend(process_of("incident"), record.number, actor=desk, raw={"title": "另一标题"}, version=None)


def _waiting(record: Record, at: datetime) -> None:
    moved(record, "wait_for_user", "desk", at, waits_for="日志")


def _resolved(record: Record, at: datetime) -> None:
    moved(
        record, "resolve", "desk", at,
        resolution="已恢复", restored_at=at.isoformat(), breach_reason="备件未到",
    )  # fmt: skip


def _cancelled(record: Record, at: datetime) -> None:
    moved(record, "cancel", "desk", at, cancel_reason="误报")


@pytest.mark.parametrize("act", [_replied, _amended, _waiting, _resolved, _cancelled])
def test_a_breach_that_an_act_overtook_fires_late_once(act: Callable[[Record, datetime], None]) -> None:
    act(_assigned(), DUE + 30 * MINUTE)
    _tick(DUE + 6 * HOUR)
    breaches = [row for row in _fired("resolution") if row[0] == "breach"]
    assert breaches == [("breach", DUE, 6 * 3600)]
    assert _told().count("resolution breach") == 1
    assert _tick(DUE + 6 * HOUR + MINUTE) == 0


def test_a_second_act_keeps_what_the_first_one_overtook() -> None:
    record = _assigned()
    _amended(record, DUE + 10 * MINUTE)
    _resolved(record, DUE + 20 * MINUTE)
    _tick(DUE + 6 * HOUR)
    assert [level for level, *_rest in _fired("resolution")] == ["breach"]


def test_a_clock_that_was_met_meanwhile_warns_nobody() -> None:
    _resolved(_assigned(), DUE - MINUTE)
    _tick(DUE + 6 * HOUR)
    assert _fired("resolution") == []


def test_a_warning_that_a_reply_overtook_fires_at_the_next_tick() -> None:
    _replied(_assigned(), MONDAY + 4 * HOUR + 5 * MINUTE)
    assert _tick(MONDAY + 4 * HOUR + 6 * MINUTE) > 0
    assert [level for level, *_rest in _fired("resolution")] == ["50", "75"]


def test_a_breach_that_a_higher_priority_made_at_once_fires() -> None:
    record = opened(impact=3, urgency=3)
    _tick(MONDAY + HOUR + timedelta(seconds=1))
    assert _fired("response") == [("50", MONDAY + HOUR, None)]
    with as_("desk", MONDAY + 70 * MINUTE) as desk:
        raw = {"impact": 1, "urgency": 1}
        acts.amend(process_of("incident"), record.number, actor=desk, raw=raw, version=None)
    assert _tick(MONDAY + 71 * MINUTE) > 0
    assert _fired("response")[-1] == ("breach", MONDAY + 70 * MINUTE, None)


def test_an_act_before_any_level_owes_nothing() -> None:
    _amended(_assigned(), MONDAY + MINUTE)
    assert _tick(MONDAY + 2 * MINUTE) == 0
