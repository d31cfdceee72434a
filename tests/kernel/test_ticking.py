"""Warnings and breaches fire exactly once, marked late where they are, whoever runs the loop."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from steward.config.system_login import system_login
from steward.kernel import acts, jobs, ticking
from steward.kernel.catalogue import process_of
from steward.people.context import acting
from tests.acting_as import MONDAY, actor, as_, moved, opened

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def _tick(at: datetime, limit: int = 500) -> int:
    with system_login():
        return ticking.tick(at, limit)


def _rows(sql: str) -> list[tuple[Any, ...]]:
    with system_login(), acting(actor("system")), connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _fired() -> list[tuple[Any, ...]]:
    return _rows(
        """select c.name, e.level, e.due_at from kernel_escalation e
        join kernel_clockrun c on c.id = e.clock_id
        order by e.due_at, c.name, e.id"""
    )


def test_it_fires_each_level_at_its_time_and_only_once() -> None:
    opened()
    assert _tick(MONDAY) == 0
    # Priority 1: response 15 min, update 1 h, resolution 4 h.
    assert _tick(MONDAY + timedelta(minutes=7, seconds=31)) == 1
    assert [(name, level) for name, level, _due in _fired()] == [("response", "50")]
    assert _tick(MONDAY + timedelta(minutes=7, seconds=31)) == 0
    _tick(MONDAY + timedelta(minutes=15, seconds=1))
    response = [(level, due) for name, level, due in _fired() if name == "response"]
    assert [level for level, _due in response] == ["50", "75", "90", "breach"]
    assert response[-1][1] == MONDAY + timedelta(minutes=15)


def test_a_worker_that_was_dead_for_six_hours_fires_all_and_marks_them_late_with_their_true_time() -> None:
    opened()
    _tick(MONDAY + 6 * HOUR)
    levels = [(name, level.split()[0]) for name, level, _due in _fired()]
    assert len(levels) == len(set(levels)) == 12
    told = _rows("select changes #>> '{due,1}', changes #>> '{late,1}' from kernel_timelineentry where verb = 'clock'")
    assert len(told) == 12
    breach = (MONDAY + timedelta(minutes=15)).isoformat()
    assert (breach, str(6 * 3600 - 15 * 60)) in told
    assert all(late and int(late) > 60 for _due, late in told)


def test_a_punctual_level_is_not_marked_late() -> None:
    opened()
    _tick(MONDAY + timedelta(minutes=7, seconds=31))
    assert _rows("select changes -> 'late', reach from kernel_timelineentry where verb = 'clock'") == [(None, 3)]


def test_the_customer_reads_of_the_breach_but_not_of_warnings() -> None:
    opened()
    _tick(MONDAY + timedelta(minutes=16))
    seen = _rows("select changes #>> '{level,1}', reach from kernel_timelineentry where verb = 'clock' order by id")
    assert seen == [("50", 3), ("75", 3), ("90", 3), ("breach", 1)]


def test_of_a_clocks_levels_the_last_alone_is_told_to_people() -> None:
    opened()
    before = _rows("select count(*) from procrastinate_jobs where task_name = 'steward.tell'")[0][0]
    _tick(MONDAY + timedelta(minutes=16))
    jobs_ = _rows(
        """select (args ->> 'entry')::bigint from procrastinate_jobs where task_name = 'steward.tell'
        order by id"""
    )
    assert len(jobs_) == before + 1
    assert _rows(f"select changes #>> '{{level,1}}' from kernel_timelineentry where id = {jobs_[-1][0]}") == [
        ("breach",)
    ]


def test_two_workers_fire_nothing_twice() -> None:
    for _number in range(12):
        opened()
    faults: list[Exception] = []

    def work() -> None:
        try:
            with system_login():
                while ticking.tick(MONDAY + 6 * HOUR, limit=5):
                    pass
        except Exception as error:  # noqa: BLE001  told below
            faults.append(error)

    workers = [threading.Thread(target=work) for _number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    _tick(MONDAY + 6 * HOUR)
    assert not faults
    assert len(_fired()) == 12 * 12
    assert _rows("select count(*) from kernel_timelineentry where verb = 'clock'") == [(12 * 12,)]


def test_a_clock_under_an_act_is_let_pass_and_fires_after_it() -> None:
    record = opened()
    with as_("desk", MONDAY + timedelta(minutes=20)) as desk:
        acts.lock(process_of("incident"), record.number, desk, None)
        done: list[int] = []
        at = MONDAY + timedelta(minutes=20)
        other = threading.Thread(target=lambda: done.append(_tick(at)), daemon=True)
        other.start()
        other.join(timeout=20)
        assert done == [0]
    assert _tick(MONDAY + timedelta(minutes=20)) == 1


def test_a_worker_killed_before_its_commit_fires_all_at_the_next_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened()

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "enqueue_each", killed)
        with pytest.raises(KeyboardInterrupt):
            _tick(MONDAY + timedelta(minutes=16))
    assert _fired() == []
    _tick(MONDAY + timedelta(minutes=16))
    assert len(_fired()) == 4


def test_an_update_clock_goes_on_period_by_period() -> None:
    record = opened()
    _tick(MONDAY + HOUR + timedelta(seconds=1))
    with as_("desk", MONDAY + timedelta(minutes=70)) as desk:
        acts.comment(process_of("incident"), record.number, actor=desk, body="仍在排查", reach=1)
    _tick(MONDAY + timedelta(hours=5))
    breaches = [(level, due) for name, level, due in _fired() if name == "update" and level.startswith("breach")]
    assert [due for _level, due in breaches] == [MONDAY + HOUR, MONDAY + timedelta(hours=3, minutes=10)]


def test_a_breach_that_a_reply_overtook_is_fired_late_all_the_same() -> None:
    record = opened()
    with as_("desk", MONDAY + timedelta(minutes=70)) as desk:
        acts.comment(process_of("incident"), record.number, actor=desk, body="仍在排查", reach=1)
    _tick(MONDAY + timedelta(minutes=101))
    assert [due for name, level, due in _fired() if name == "update" and level.startswith("breach")] == [MONDAY + HOUR]


def test_a_waiting_clock_fires_nothing() -> None:
    record = opened()
    moved(record, "start", "desk", MONDAY)
    moved(record, "wait_for_user", "desk", MONDAY, waits_for="日志")
    assert _tick(MONDAY + 6 * HOUR) == 0
    assert _fired() == []
