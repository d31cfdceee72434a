"""The rules of clocks, one by one (manual 6.1)."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from steward.kernel.calendars import Calendar
from steward.kernel.china import china_edition
from steward.kernel.clock_results import ClockResult, ClockState, Verdict, why
from steward.kernel.clock_terms import ClockRule, Fact, FactKind, Terms
from steward.kernel.clocks import fold
from steward.kernel.editions import Hours
from tests.kernel.test_clocks_walked import (
    ALWAYS,
    DAY,
    RESOLUTION,
    RESPONSE,
    UPDATE,
    edition,
)

# The rules of the house, one by one. China's office hours: 09:00-12:00 and 13:00-18:00.

CHINA = Calendar("China", (china_edition((2025, 2026), issued_at=DAY - timedelta(days=99)),))
AGREED = Terms({1: 4 * 3600, 2: 8 * 3600, 3: 16 * 3600}, CHINA, frozenset({"user", "supplier"}), (50, 75, 90))


def clock(hour: int, minute: int = 0, second: int = 0, *, day: int = 10) -> datetime:
    """A time in Shanghai on a day of March 2026; the 10th is a Tuesday."""
    return datetime(2026, 3, day, hour, minute, second, tzinfo=UTC) - timedelta(hours=8)


def opened(*, priority: int | None = 2, at: datetime | None = None) -> Fact:
    return Fact(at or clock(9), FactKind.OPENED, "new", priority)


def moved(at: datetime, state: str) -> Fact:
    return Fact(at, FactKind.MOVED, state)


def resolution(*facts: Fact, now: datetime, frozen: Verdict | None = None) -> ClockResult:
    return fold(RESOLUTION, AGREED, facts, now=now, frozen=frozen)


def test_it_runs_to_its_deadline_and_warns_before() -> None:
    result = resolution(opened(), now=clock(13, 30))
    assert (result.state, result.elapsed, result.target) == (ClockState.RUNNING, 12_600, 28_800)
    assert result.due_at == clock(18)
    told = [(each.share, each.at, each.passed) for each in result.warnings]
    assert told == [(50, clock(14), False), (75, clock(16), False), (90, clock(17, 12), False)]
    assert result.wakes_at == clock(14, 0, 1)
    assert resolution(opened(), now=clock(12, 30)).state == ClockState.OUT_OF_HOURS


def test_it_is_breached_when_it_runs_on_with_the_target_used_up() -> None:
    assert resolution(opened(), now=clock(18)).breached_at is None
    late = resolution(opened(), now=clock(18, 0, 1))
    assert (late.breached_at, late.due_at, late.wakes_at) == (clock(18), clock(18), None)
    assert late.state == ClockState.OUT_OF_HOURS
    in_time = resolution(opened(), moved(clock(18), "resolved"), now=clock(20))
    assert (in_time.state, in_time.stopped_at) == (ClockState.MET, clock(18))
    # In the evening no working time passes, but a promise for 18:00 is broken all the same.
    evening = resolution(opened(), moved(clock(19), "resolved"), now=clock(20))
    assert (evening.state, evening.elapsed) == (ClockState.BREACHED, 28_800)


def test_it_pauses_only_for_whom_the_agreement_says() -> None:
    for state, waits_for, elapsed in (
        ("waiting_for_user", "user", 3_600),
        ("waiting_for_supplier", "supplier", 3_600),
        ("waiting_for_change", "", 2 * 3_600),
    ):
        result = resolution(opened(), moved(clock(10), state), now=clock(11))
        assert (result.waits_for, result.elapsed) == (waits_for, elapsed), state
    paused = resolution(opened(), moved(clock(10), "waiting_for_user"), now=clock(11))
    assert (paused.state, paused.due_if_resumed, paused.wakes_at) == (ClockState.PAUSED, True, None)
    assert paused.due_at == clock(10, day=11)
    resumed = resolution(opened(), moved(clock(10), "waiting_for_user"), moved(clock(11), "assigned"), now=clock(17))
    assert (resumed.due_at, resumed.due_if_resumed) == (clock(10, day=11), False)


def test_it_takes_a_new_priority_from_the_start_and_breaches_no_earlier_than_the_change() -> None:
    raised = Fact(clock(15), FactKind.PRIORITISED, priority=1)
    result = resolution(opened(), raised, now=clock(15))
    assert (result.elapsed, result.target, result.breached_at) == (5 * 3600, 4 * 3600, clock(15))
    assert [each.at for each in result.warnings] == [clock(15)] * 3
    in_reach = resolution(opened(), replace(raised, at=clock(10)), now=clock(11))
    assert (in_reach.due_at, in_reach.elapsed) == (clock(14), 2 * 3600)
    lowered = resolution(opened(), raised, Fact(clock(16), FactKind.PRIORITISED, priority=3), now=clock(17))
    assert (lowered.breached_at, lowered.due_at) == (None, clock(18, day=11))


def test_it_keeps_its_breach_when_a_change_leaves_the_target_alone() -> None:
    same = Fact(clock(10, day=11), FactKind.AGREED, terms=replace(AGREED, warn_at=()))
    assert resolution(opened(), same, now=clock(11, day=11)).breached_at == clock(18)


def test_it_moves_to_another_agreement_only_by_an_act_and_keeps_the_elapsed_time() -> None:
    around_the_clock = Terms({2: 12 * 3600}, ALWAYS, frozenset())
    act = Fact(clock(8, day=11), FactKind.AGREED, terms=around_the_clock)
    result = resolution(opened(), act, now=clock(9, day=11))
    assert (result.elapsed, result.target) == (9 * 3600, 12 * 3600)
    assert result.editions == ("2025-2026", "always")


def test_it_resumes_with_the_elapsed_time_kept_when_reopened() -> None:
    facts = (opened(), moved(clock(11), "resolved"), moved(clock(16), "assigned"))
    first = resolution(*facts[:2], now=clock(15))
    assert (first.state, first.elapsed) == (ClockState.MET, 2 * 3600)
    again = resolution(*facts, now=clock(17))
    assert (again.state, again.elapsed, again.due_at) == (ClockState.RUNNING, 3 * 3600, clock(14, day=11))
    late = resolution(*facts, moved(clock(9, day=12), "resolved"), now=clock(10, day=12))
    assert (late.state, late.breached_at) == (ClockState.BREACHED, clock(14, day=11))


def test_it_never_moves_a_result_until_the_clock_resumes() -> None:
    stop = moved(clock(11), "resolved")
    frozen = resolution(opened(), stop, now=clock(11)).verdict()
    assert Verdict.from_json(json.loads(json.dumps(frozen.as_json()))) == frozen
    facts = [
        opened(priority=1, at=clock(9) - timedelta(days=9)),  # the past edited, and all else later
        stop,
        moved(clock(12), "closed"),
        Fact(clock(13), FactKind.PRIORITISED, priority=1),
        Fact(clock(14), FactKind.AGREED, terms=replace(AGREED, targets={1: 1, 2: 1})),
    ]
    assert resolution(*facts, now=clock(15)).verdict() != frozen
    assert resolution(*facts, now=clock(15), frozen=frozen).verdict() == frozen
    resumed = [*facts, moved(clock(16), "assigned")]
    assert resolution(*resumed, now=clock(17), frozen=frozen).state == ClockState.RUNNING
    stopped_again = [*resumed, moved(clock(17), "resolved")]
    assert resolution(*stopped_again, now=clock(17), frozen=frozen).stopped_at == clock(17)
    # Looking back at a time before the stop shows the clock as it was then.
    assert resolution(opened(), now=clock(10), frozen=frozen).state == ClockState.RUNNING


def test_it_leaves_a_stopped_result_alone_when_priority_or_agreement_change_later() -> None:
    stop = moved(clock(11), "resolved")
    before = resolution(opened(), stop, now=clock(11)).verdict()
    later = [
        Fact(clock(13), FactKind.PRIORITISED, priority=1),
        Fact(clock(14), FactKind.AGREED, terms=replace(AGREED, targets={1: 1}, calendar=ALWAYS)),
    ]
    assert resolution(opened(), stop, *later, now=clock(15)).verdict() == before


def test_it_responds_by_the_first_reply_or_assignment_as_agreed() -> None:
    assigned, replied = Fact(clock(10), FactKind.ASSIGNED), Fact(clock(11), FactKind.PUBLIC_REPLY)
    for met_by, stopped_at in (
        ({FactKind.ASSIGNED}, clock(10)),
        ({FactKind.PUBLIC_REPLY}, clock(11)),
        ({FactKind.ASSIGNED, FactKind.PUBLIC_REPLY}, clock(10)),
    ):
        terms = replace(AGREED, response_met_by=frozenset(met_by))
        result = fold(RESPONSE, terms, [opened(), assigned, replied], now=clock(12))
        assert (result.state, result.stopped_at) == (ClockState.MET, stopped_at)
    reopened = [opened(), assigned, moved(clock(12), "resolved"), moved(clock(14), "assigned")]
    assert fold(RESPONSE, AGREED, reopened, now=clock(15)).stopped_at == clock(10)


def test_it_counts_updates_period_by_period_and_remembers_a_missed_one() -> None:
    terms = replace(AGREED, targets={2: 3600}, warn_at=())
    replies = [Fact(clock(9, 30), FactKind.PUBLIC_REPLY), Fact(clock(11), FactKind.PUBLIC_REPLY)]
    result = fold(UPDATE, terms, [opened(), *replies], now=clock(11, 15))
    assert (result.elapsed, result.due_at, result.started_at) == (900, clock(12), clock(11))
    assert (result.missed, result.breached_at) == ((clock(10, 30),), None)
    stopped = fold(UPDATE, terms, [opened(), *replies, moved(clock(11, 20), "resolved")], now=clock(12))
    assert stopped.state == ClockState.BREACHED
    in_time = fold(UPDATE, terms, [opened(), replies[0], moved(clock(10), "resolved")], now=clock(12))
    assert in_time.state == ClockState.MET


def test_it_ends_without_a_verdict_when_cancelled_or_without_a_target() -> None:
    cancelled = resolution(opened(), moved(clock(10), "cancelled"), now=clock(12))
    assert (cancelled.state, cancelled.elapsed) == (ClockState.STOPPED, 3600)
    untargeted = resolution(opened(priority=None), moved(clock(10), "resolved"), now=clock(12))
    assert (untargeted.state, untargeted.target, untargeted.due_at) == (ClockState.STOPPED, None, None)
    assert resolution(now=clock(12)).state == ClockState.NONE


def test_it_follows_a_holiday_announced_while_it_runs_but_not_after_it_stopped() -> None:
    first = edition("first", ((Hours(540, 1080),),) * 7, DAY - timedelta(days=9))
    closed = edition("closed in the morning", ((Hours(720, 1080),),) * 7, DAY + timedelta(hours=13))
    terms = Terms({2: 4 * 3600}, Calendar("late", (first, closed)))
    facts = [Fact(DAY + timedelta(hours=9), FactKind.OPENED, "new", 2)]
    before = fold(RESOLUTION, terms, facts, now=DAY + timedelta(hours=12))
    assert (before.due_at, before.editions) == (DAY + timedelta(hours=13), ("first",))
    after = fold(RESOLUTION, terms, facts, now=DAY + timedelta(hours=14))
    assert (after.due_at, after.editions) == (DAY + timedelta(hours=16), ("closed in the morning",))
    stop = moved(DAY + timedelta(hours=12), "resolved")
    stopped = fold(RESOLUTION, terms, [*facts, stop], now=DAY + timedelta(hours=14))
    assert (stopped.elapsed, stopped.editions) == (3 * 3600, ("first",))


def test_it_shows_why_day_by_day() -> None:
    friday = opened(at=clock(16, day=13))
    paused = moved(clock(10, day=16), "waiting_for_user")
    rows = why(resolution(friday, paused, moved(clock(11, day=16), "assigned"), now=clock(12, day=16)))
    told = [(row.day.day, row.why, row.seconds, row.ahead, row.total) for row in rows]
    assert told == [
        (13, "working", 7_200, 0, 7_200),
        (14, "weekend", 0, 0, 7_200),
        (15, "weekend", 0, 0, 7_200),
        (16, "working", 7_200, 14_400, 28_800),
    ]
    pause = rows[3].pauses[0]
    assert (pause.start, pause.end, pause.waits_for) == (clock(10, day=16), clock(11, day=16), "user")
    assert rows[3].intervals[0] == (clock(9, day=16), clock(10, day=16))
    stopped = why(resolution(opened(), moved(clock(10), "resolved"), now=clock(12)))
    assert [(row.seconds, row.ahead) for row in stopped] == [(3600, 0)]


def test_it_shows_the_time_between_stop_and_reopening_as_such() -> None:
    facts = (opened(), moved(clock(10), "resolved"), moved(clock(11), "assigned"))
    rows = why(resolution(*facts, now=clock(12)))
    assert [pause.waits_for for pause in rows[0].pauses] == ["stopped"]


def test_it_counts_a_fact_that_claims_an_earlier_time_at_the_time_of_the_one_before() -> None:
    facts = (opened(at=clock(10)), moved(clock(9), "resolved"))
    assert resolution(*facts, now=clock(12)).stopped_at == clock(10)


def test_it_sees_nothing_that_happens_after_now() -> None:
    assert resolution(opened(), moved(clock(11), "resolved"), now=clock(10)).state == ClockState.RUNNING


def test_it_refuses_a_rule_or_terms_that_contradict_themselves() -> None:
    with pytest.raises(ValueError, match="twice"):
        ClockRule("both", runs_in=frozenset({"new"}), stops_in=frozenset({"new"}))
    with pytest.raises(ValueError, match="at least one second"):
        Terms({1: 0}, ALWAYS)
