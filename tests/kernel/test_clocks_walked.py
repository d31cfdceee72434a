"""Clocks agree with a second-by-second walk over random timelines."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from steward.kernel.calendars import Calendar
from steward.kernel.clock_results import ClockResult, ClockState, why
from steward.kernel.clock_terms import ClockRule, Fact, FactKind, Terms
from steward.kernel.clocks import fold
from steward.kernel.editions import Edition, Hours, Week

DAY = datetime(2026, 3, 2, tzinfo=UTC)
WAITS = {"waiting_for_user": "user", "waiting_for_supplier": "supplier", "waiting_for_change": "change"}
RESOLUTION = ClockRule(
    "resolution",
    runs_in=frozenset({"new", "assigned"}),
    pauses_in=WAITS,
    stops_in=frozenset({"resolved", "closed"}),
)
RESPONSE = replace(RESOLUTION, name="response", stops_on=frozenset({FactKind.PUBLIC_REPLY, FactKind.ASSIGNED}))
UPDATE = replace(RESOLUTION, name="update", stops_on=frozenset({FactKind.PUBLIC_REPLY}), repeating=True)


def pattern(*minutes: tuple[int, int]) -> Week:
    """Open these minutes of every ten, in the first two hours of each day."""
    day = tuple(Hours(10 * ten + opens, 10 * ten + closes) for ten in range(12) for opens, closes in minutes)
    return (day,) * 7


def edition(name: str, weekly: Week, issued_at: datetime) -> Edition:
    return Edition(name, "UTC", weekly, issued_at, date(2026, 1, 1), date(2026, 12, 31))


PATCHY = Calendar(
    "patchy",
    (
        edition("patchy", pattern((1, 4), (6, 7)), DAY - timedelta(days=9)),
        edition("announced late", pattern((0, 2), (3, 8)), DAY + timedelta(minutes=9)),
    ),
)
OTHER = Calendar("other", (edition("other", pattern((2, 3), (5, 9)), DAY - timedelta(days=9)),))
ALWAYS = Calendar("always", (edition("always", pattern((0, 10)), DAY - timedelta(days=9)),))
TERMS = (
    Terms({1: 100, 2: 240, 3: 241}, PATCHY, frozenset({"user", "supplier"}), (50, 75, 90)),
    Terms({1: 60, 2: 600}, OTHER, frozenset({"user", "change"}), (80,), frozenset({FactKind.ASSIGNED})),
    Terms({1: 100, 2: 300, 3: 400}, ALWAYS, frozenset(), (), frozenset({FactKind.PUBLIC_REPLY})),
)


# The oracle: a walk second by second that keeps no spans and calls no calendar arithmetic.


def is_open(calendar: Calendar, second: int, horizon: int) -> bool:
    minute = second // 60 % 1440
    known = [each for each in calendar.editions if each.issued_at <= DAY + timedelta(seconds=horizon)]
    return any(span.opens <= minute < span.closes for span in known[-1].weekly[0])


SHARES = (50, 75, 80, 90, 100)


class Walk:
    """One clock walked second by second; `horizon` says at which time the editions of a second were known."""

    def __init__(self, rule: ClockRule, terms: Terms, horizon: Callable[[int], int]) -> None:
        self.rule, self.terms, self.horizon = rule, terms, horizon
        self.calendar, self.warn_at = terms.calendar, terms.warn_at
        self.state, self.mode = "", "none"
        self.priority: int | None = None
        self.target: int | None = None
        self.started: int | None = None
        self.stopped: int | None = None
        self.elapsed, self.second = 0, 0
        self.crossed: dict[int, int] = {}
        self.answered = self.judged = False
        self.missed: list[int] = []
        self.resets: list[int] = []

    def until(self, facts: list[tuple[int, Fact]], end: int) -> "Walk":
        for self.second in range(end + 1):
            for second, fact in facts:
                if second == self.second:
                    self.take(fact)
            if self.second < end and self.mode == "runs":
                self.tick()
        return self

    def mark(self, share: int) -> int:
        return (self.target or 0) * share // 100

    def tick(self) -> None:
        for share in SHARES if self.target is not None else ():
            if self.elapsed >= self.mark(share):
                self.crossed.setdefault(share, self.second)
        self.elapsed += is_open(self.calendar, self.second, self.horizon(self.second))

    def take(self, fact: Fact) -> None:
        live = self.mode in {"runs", "user", "supplier", "change"}
        if fact.kind in {FactKind.OPENED, FactKind.MOVED}:
            self.state = fact.state
        if fact.kind in {FactKind.OPENED, FactKind.PRIORITISED}:
            self.priority = fact.priority
        self.terms = fact.terms or self.terms
        if live and fact.kind in self.rule.stops_on:
            self.answer(fact.kind)
        if self.answered or self.state in {"resolved", "closed", "cancelled"}:
            self.stop(live)
        else:
            self.go()

    def answer(self, kind: FactKind) -> None:
        if self.rule.repeating:
            self.missed += [self.crossed[100]] if 100 in self.crossed else []
            self.resets.append(self.second)
            self.elapsed, self.crossed, self.started = 0, {}, self.second
        else:
            self.answered = kind in self.terms.response_met_by

    def stop(self, live: bool) -> None:  # noqa: FBT001 - a test's own word
        if live:
            self.mode, self.stopped = "stopped", self.second
            self.judged = self.answered or self.state != "cancelled"

    def go(self) -> None:
        waits_for = WAITS.get(self.state, "")
        self.mode = waits_for if waits_for in self.terms.pauses_for else "runs"
        self.stopped, self.calendar, self.warn_at = None, self.terms.calendar, self.terms.warn_at
        target = self.terms.targets.get(self.priority or 0)
        if self.started is None:
            self.started, self.target = self.second, target
        if target == self.target:
            return
        self.target, self.crossed = target, {}
        if target is not None:
            self.crossed = {share: self.second for share in SHARES if self.elapsed > self.mark(share)}

    def reaches(self, share: int, end: int) -> int:
        """Walk on from the end to the second in which a share of the target is used up."""
        second, elapsed = end, self.elapsed
        while elapsed < self.mark(share):
            elapsed += is_open(self.calendar, second, end)
            second += 1
        return second

    def expected_state(self, end: int) -> ClockState:
        if self.mode == "none":
            return ClockState.NONE
        if self.mode == "stopped":
            if not self.judged or self.target is None:
                return ClockState.STOPPED
            return ClockState.BREACHED if 100 in self.crossed or self.missed else ClockState.MET
        if self.mode != "runs":
            return ClockState.PAUSED
        return ClockState.RUNNING if is_open(self.calendar, end, end) else ClockState.OUT_OF_HOURS


def walked(rule: ClockRule, terms: Terms, facts: list[Fact], now: int) -> tuple[Walk, int]:
    timed: list[tuple[int, Fact]] = []
    for fact in facts:
        second = int((fact.at - DAY).total_seconds())
        timed.append((max(second, timed[-1][0] if timed else second), fact))
    draft = Walk(rule, terms, lambda _: now).until(timed, now)
    end = now if draft.stopped is None else draft.stopped
    return Walk(rule, terms, lambda s: min([r for r in draft.resets if r > s], default=end)).until(timed, now), end


def moment(second: int | None) -> datetime | None:
    return None if second is None else DAY + timedelta(seconds=second)


def check(rule: ClockRule, terms: Terms, facts: list[Fact], now: int) -> ClockResult:
    result = fold(rule, terms, facts, now=DAY + timedelta(seconds=now))
    walk, end = walked(rule, terms, facts, now)
    live = walk.mode not in {"none", "stopped"}
    assert result.state == walk.expected_state(end)
    assert (result.elapsed, result.target) == (walk.elapsed, walk.target)
    assert (result.started_at, result.stopped_at) == (moment(walk.started), moment(walk.stopped))
    assert result.breached_at == moment(walk.crossed.get(100))
    assert list(result.missed) == [moment(second) for second in walk.missed]
    assert result.waits_for == (walk.mode if live and walk.mode != "runs" else "")
    if walk.target is None or walk.started is None:
        assert (result.due_at, result.warnings, result.wakes_at) == (None, (), None)
        return result
    at = {share: walk.crossed.get(share, walk.reaches(share, end)) for share in (*walk.warn_at, 100)}
    assert result.due_at == moment(at[100])
    assert result.due_if_resumed == (live and walk.mode != "runs" and 100 not in walk.crossed)
    warnings = [(share, moment(at[share]), share in walk.crossed) for share in walk.warn_at]
    assert [(each.share, each.at, each.passed) for each in result.warnings] == [
        each for each in warnings if live or each[2]
    ]
    ahead = [at[share] for share in at if share not in walk.crossed]
    wakes = min(ahead) + 1 if ahead and walk.mode == "runs" else None
    assert result.wakes_at == moment(wakes)
    return result


PRIORITIES = st.sampled_from((None, 1, 2, 3))
STATES = st.sampled_from(("new", "assigned", *WAITS, *WAITS, "resolved", "closed", "cancelled"))
CHANGES = st.one_of(
    st.builds(lambda state: {"kind": FactKind.MOVED, "state": state}, STATES),
    st.builds(lambda state: {"kind": FactKind.MOVED, "state": state}, st.sampled_from(("new", *WAITS))),
    st.builds(lambda priority: {"kind": FactKind.PRIORITISED, "priority": priority}, PRIORITIES),
    st.builds(lambda terms: {"kind": FactKind.AGREED, "terms": terms}, st.sampled_from(TERMS)),
    st.sampled_from(({"kind": FactKind.PUBLIC_REPLY}, {"kind": FactKind.ASSIGNED})),
)


@st.composite
def timelines(draw: Callable[..., Any]) -> list[Fact]:
    second = draw(st.integers(0, 700))
    opened = Fact(DAY + timedelta(seconds=second), FactKind.OPENED, draw(STATES), draw(PRIORITIES))
    facts = [opened]
    for change in draw(st.lists(CHANGES, max_size=9)):
        second += draw(st.one_of(st.integers(0, 300), st.sampled_from((0, 60, 120, 240, -20))))
        at = DAY + timedelta(seconds=max(0, second), microseconds=draw(st.integers(0, 999_999)))
        facts.append(Fact(at, **change))
    return facts


@pytest.mark.parametrize("rule", [RESOLUTION, RESPONSE, UPDATE], ids=lambda rule: rule.name)
def test_it_agrees_with_a_walk_by_seconds_over_any_timeline(rule: ClockRule, pytestconfig: pytest.Config) -> None:
    cases = 5_000 if pytestconfig.getoption("--long", default=False) else 250

    @settings(max_examples=cases, deadline=None, database=None)
    @given(st.sampled_from(TERMS), timelines(), st.integers(0, 2_400))
    def agrees(terms: Terms, facts: list[Fact], now: int) -> None:
        result = check(rule, terms, facts, now)
        rows = why(result)
        assert sum(row.seconds for row in rows) == result.elapsed
        if result.wakes_at and not result.breached_at:
            assert rows[-1].total == result.target

    agrees()
