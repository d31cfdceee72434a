"""Clocks as a fold over the timeline: facts, terms and calendars give elapsed and due (manual 6.3)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from steward.kernel.clock_results import STOPPED, ClockResult, ClockState, Span, Verdict, Warned
from steward.kernel.clock_terms import ClockRule, Fact, FactKind, Terms

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from steward.kernel.calendars import Calendar

SECOND = timedelta(seconds=1)


@dataclass(slots=True)
class _Count:
    """Working time over the running spans of one period, with the calendars as known at its end."""

    spans: Sequence[Span]
    target: int | None
    changed_at: datetime | None  # nothing is reached under a new target before it was set
    calendar: Calendar
    until: datetime
    runs: list[tuple[Span, int]] = field(init=False)  # with the seconds before each
    elapsed: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.runs = []
        for span in self.spans:
            if not span.waits_for:
                self.runs.append((span, self.elapsed))
                self.elapsed += span.calendar.working_seconds(span.start, span.end)

    def passed(self, seconds: int) -> datetime | None:
        """Give the moment from which the clock ran on with so many seconds used up, if it did."""
        if self.changed_at and self._spent(self.changed_at) > seconds:
            return self.changed_at
        for run, before in self.runs:
            at = run.calendar.deadline(run.start, max(0, seconds - before))
            at = max(at, self.changed_at or at)
            if at < run.end:
                return at
        return None

    def ahead(self, seconds: int) -> datetime:
        """Give the moment at which so many seconds will be used up if the clock runs from the end on."""
        return self.calendar.deadline(self.until, max(0, seconds - self.elapsed))

    def breached_at(self) -> datetime | None:
        return None if self.target is None else self.passed(self.target)

    def due_at(self) -> datetime | None:
        return None if self.target is None else self.passed(self.target) or self.ahead(self.target)

    def warned(self, share: int) -> Warned:
        seconds = (self.target or 0) * share // 100
        at = self.passed(seconds)
        return Warned(share, at or self.ahead(seconds), passed=at is not None)

    def editions(self) -> tuple[str, ...]:
        names = (name for run, _ in self.runs for name in run.calendar.editions_between(run.start, run.end))
        return tuple(dict.fromkeys(names))

    def _spent(self, at: datetime) -> int:
        earlier = (run for run, _ in self.runs if run.start < at)
        return sum(run.calendar.working_seconds(run.start, min(run.end, at)) for run in earlier)


@dataclass(slots=True)
class _Course:
    """The life of a clock so far, as the facts move it on."""

    rule: ClockRule
    terms: Terms
    state: str = ""
    priority: int | None = None
    target: int | None = None
    changed_at: datetime | None = None
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    resumed_at: datetime | None = None
    judged: bool = False  # the stop asks for a verdict
    answered: bool = False
    since: datetime | None = None
    waits_for: str = ""
    calendar: Calendar | None = None
    warn_at: tuple[int, ...] = ()
    spans: list[Span] = field(default_factory=list)
    missed: list[datetime] = field(default_factory=list)

    def take(self, fact: Fact, at: datetime) -> None:
        if fact.kind in {FactKind.OPENED, FactKind.MOVED}:
            self.state = fact.state
        if fact.kind in {FactKind.OPENED, FactKind.PRIORITISED}:
            self.priority = fact.priority
        if fact.terms is not None:
            self.terms = fact.terms
        if self._live and self._answers(fact.kind):
            self._answer(at)
        self._turn(at)

    def count(self, until: datetime) -> _Count:
        """Count up to a time with the calendars as they were known then."""
        spans = [*self.spans, *self._open_span(until)]
        known = [replace(span, calendar=span.calendar.as_of(until)) for span in spans]
        calendar = (self.calendar or self.terms.calendar).as_of(until)
        return _Count(known, self.target, self.changed_at, calendar, until)

    @property
    def _live(self) -> bool:
        return self.started_at is not None and self.stopped_at is None

    def _answers(self, kind: FactKind) -> bool:
        return kind in self.rule.stops_on and (self.rule.repeating or kind in self.terms.response_met_by)

    def _answer(self, at: datetime) -> None:
        if not self.rule.repeating:
            self.answered = True
            return
        breached_at = self.count(at).breached_at()
        if breached_at:
            self.missed.append(breached_at)
        self.spans.clear()
        self.started_at = self.since = at

    def _turn(self, at: datetime) -> None:
        """Let the clock run, wait or stop, as state and terms now say."""
        waits_for = self._standing()
        if waits_for == STOPPED:
            if self._live:
                self.stopped_at = at
                self.judged = self.answered or self.state in self.rule.stops_in
                self._begin(at, STOPPED)
            return
        target = self.terms.target(self.priority)
        if self.started_at is None:
            self.started_at, self.target = at, target
        elif self.stopped_at is not None:
            self.resumed_at, self.stopped_at = at, None
        if target != self.target:
            self.target, self.changed_at = target, at
        self.warn_at = self.terms.warn_at
        self._begin(at, waits_for)

    def _standing(self) -> str:
        if self.answered:
            return STOPPED
        waits_for = self.rule.pauses_in.get(self.state)
        if waits_for is not None and waits_for in self.terms.pauses_for:
            return waits_for
        return "" if self.state in self.rule.runs_in or waits_for else STOPPED

    def _begin(self, at: datetime, waits_for: str) -> None:
        calendar = self.calendar if waits_for == STOPPED else self.terms.calendar
        if self.since and waits_for == self.waits_for and calendar is self.calendar:
            return
        self.spans += self._open_span(at)
        self.since, self.waits_for, self.calendar = at, waits_for, calendar

    def _open_span(self, until: datetime) -> list[Span]:
        if self.since is None or self.calendar is None or self.since >= until:
            return []
        return [Span(self.since, until, self.waits_for, self.calendar)]


def fold(
    rule: ClockRule,
    terms: Terms,
    facts: Iterable[Fact],
    *,
    now: datetime,
    frozen: Verdict | None = None,
) -> ClockResult:
    """Work out how a clock stands at a time from the facts up to it, to the whole second.

    `terms` are those fixed when the clock starts. A fact that claims to be older than the one before it
    counts at the time of that one: the timeline's order is the truth. `frozen` is the verdict that the last
    stop wrote; it is given back unaltered until the clock resumes after it.
    """
    course, now = _Course(rule, terms), now.replace(microsecond=0)
    latest: datetime | None = None
    for fact in facts:
        at = fact.at.replace(microsecond=0)
        latest = at if latest is None else max(at, latest)
        if latest > now:
            break
        course.take(fact, latest)
    result = _result(course, now)
    if frozen is None or _is_superseded(frozen, course, now):
        return result
    kept = {each.name: getattr(frozen, each.name) for each in fields(Verdict)}
    return replace(result, **kept, waits_for="", due_if_resumed=False, wakes_at=None)


def _is_superseded(frozen: Verdict, course: _Course, now: datetime) -> bool:
    if frozen.stopped_at is None or now < frozen.stopped_at:
        return True
    resumed = course.resumed_at is not None and course.resumed_at >= frozen.stopped_at
    return resumed and course.stopped_at != frozen.stopped_at


def _result(course: _Course, now: datetime) -> ClockResult:
    count = course.count(course.stopped_at or now)
    live = course.started_at is not None and course.stopped_at is None
    breached_at = count.breached_at()
    warnings: tuple[Warned, ...] = ()
    if course.target is not None and course.started_at is not None:
        warnings = tuple(count.warned(share) for share in course.warn_at)
    due_at = count.due_at() if course.started_at else None
    paused = live and bool(course.waits_for)
    return ClockResult(
        clock=course.rule.name,
        as_of=now,
        state=_state(course, count, breached_at),
        waits_for=course.waits_for if paused else "",
        elapsed=count.elapsed,
        target=course.target,
        started_at=course.started_at,
        stopped_at=course.stopped_at,
        due_at=due_at,
        due_if_resumed=paused and breached_at is None and due_at is not None,
        breached_at=breached_at,
        missed=tuple(course.missed),
        warnings=tuple(each for each in warnings if live or each.passed),
        spans=tuple(count.spans),
        editions=count.editions(),
        calendar=count.calendar,
        wakes_at=_wakes_at(warnings, due_at, breached_at) if live and not paused else None,
    )


def _state(course: _Course, count: _Count, breached_at: datetime | None) -> ClockState:
    if course.started_at is None:
        return ClockState.NONE
    if course.stopped_at is not None:
        if not course.judged or course.target is None:
            return ClockState.STOPPED
        return ClockState.BREACHED if breached_at or course.missed else ClockState.MET
    if course.waits_for:
        return ClockState.PAUSED
    return ClockState.RUNNING if count.calendar.is_open(count.until) else ClockState.OUT_OF_HOURS


def _wakes_at(warnings: Iterable[Warned], due_at: datetime | None, breached_at: datetime | None) -> datetime | None:
    """Give the second after the next warning or breach: the first in which it is true."""
    ahead = [each.at for each in warnings if not each.passed]
    if due_at and not breached_at:
        ahead.append(due_at)
    return min(ahead) + SECOND if ahead else None
