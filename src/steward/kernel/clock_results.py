"""What a clock answers: how it stands, the verdict a stop keeps, and the sum day by day (manual 6.3)."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.kernel.calendars import Calendar, DayShare
    from steward.kernel.editions import Why

STOPPED = "stopped"


class ClockState(StrEnum):
    """How a clock stands. A breached clock that still runs is `running` with `breached_at` set."""

    NONE = "none"  # never started
    RUNNING = "running"
    OUT_OF_HOURS = "out_of_hours"  # runs, but the calendar is closed now
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    STOPPED = "stopped"  # ended without a verdict: cancelled, or no target was agreed


@dataclass(frozen=True, slots=True)
class Span:
    """Time during which a clock ran ("" waits for nobody), waited for somebody, or stood "stopped"."""

    start: datetime
    end: datetime
    waits_for: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class Warned:
    """The moment at which a share (percent) of the target is used up; ahead unless `passed`."""

    share: int
    at: datetime
    passed: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result that a stop writes to the timeline; times are UTC, durations working seconds."""

    state: ClockState
    elapsed: int
    target: int | None
    stopped_at: datetime | None
    due_at: datetime | None
    breached_at: datetime | None
    missed: tuple[datetime, ...]  # breaches of earlier periods of a repeating clock
    editions: tuple[str, ...]  # calendar editions that the count used

    def as_json(self) -> dict[str, Any]:
        """Give plain values for the timeline."""
        return {
            "state": str(self.state),
            "elapsed": self.elapsed,
            "target": self.target,
            **{name: at and at.isoformat() for name, at in self._times().items()},
            "missed": [at.isoformat() for at in self.missed],
            "editions": list(self.editions),
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Verdict:
        """Read back what `as_json` gave."""
        times = {
            name: datetime.fromisoformat(values[name]) if values[name] else None
            for name in ("stopped_at", "due_at", "breached_at")
        }
        return cls(
            state=ClockState(values["state"]),
            elapsed=values["elapsed"],
            target=values["target"],
            missed=tuple(datetime.fromisoformat(at) for at in values["missed"]),
            editions=tuple(values["editions"]),
            **times,
        )

    def _times(self) -> dict[str, datetime | None]:
        return {"stopped_at": self.stopped_at, "due_at": self.due_at, "breached_at": self.breached_at}


@dataclass(frozen=True, slots=True)
class ClockResult(Verdict):
    """How a clock stands at `as_of`; a repeating clock tells of its present period."""

    clock: str
    as_of: datetime
    waits_for: str
    started_at: datetime | None  # of the present period
    due_if_resumed: bool  # paused: due_at supposes that it goes on now
    warnings: tuple[Warned, ...]
    spans: tuple[Span, ...]
    calendar: Calendar
    wakes_at: datetime | None  # when to look again: the next warning or breach, if nothing else happens

    def verdict(self) -> Verdict:
        """Give the part that a stop keeps."""
        return Verdict(**{each.name: getattr(self, each.name) for each in fields(Verdict)})


@dataclass(frozen=True, slots=True)
class Pause:
    """The part of a local day during which a clock waited for somebody or stood "stopped"."""

    start: datetime
    end: datetime
    waits_for: str


@dataclass(frozen=True, slots=True)
class WhyDay:
    """One row of "why this deadline?"; the rows up to due_at add up to the target."""

    day: date
    why: Why
    special: str  # name of the holiday or make-up day
    edition: str
    announced: bool  # false: no edition was made for this date, so its holidays are not known
    seconds: int  # counted
    ahead: int  # still to be counted until due_at
    total: int  # counted and ahead, up to the end of this day
    intervals: tuple[tuple[datetime, datetime], ...]
    pauses: tuple[Pause, ...]


@dataclass(slots=True)
class _Row:
    share: DayShare
    seconds: int = 0
    ahead: int = 0
    intervals: list[tuple[datetime, datetime]] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)

    def add(self, share: DayShare, waits_for: str, *, ahead: bool) -> None:
        self.share = share
        if waits_for:
            self.pauses.append(Pause(share.begins_at, share.ends_at, waits_for))
            return
        self.intervals += share.intervals
        if ahead:
            self.ahead += share.seconds
        else:
            self.seconds += share.seconds


def why(result: ClockResult) -> tuple[WhyDay, ...]:
    """Show day by day what a clock counted, whom it waited for, and what is ahead until it is due."""
    spans = [(span, False) for span in result.spans]
    if result.due_at and result.stopped_at is None and result.due_at > result.as_of:
        spans.append((Span(result.as_of, result.due_at, "", result.calendar), True))
    rows: dict[date, _Row] = {}
    for span, ahead in spans:
        for share in span.calendar.days(span.start, span.end):
            rows.setdefault(share.day, _Row(share)).add(share, span.waits_for, ahead=ahead)
    days: list[WhyDay] = []
    total = 0
    for day, row in rows.items():
        total += row.seconds + row.ahead
        days.append(_why_day(day, row, total))
    return tuple(days)


def _why_day(day: date, row: _Row, total: int) -> WhyDay:
    return WhyDay(
        day=day,
        why=row.share.why,
        special=row.share.special,
        edition=row.share.edition,
        announced=row.share.announced,
        seconds=row.seconds,
        ahead=row.ahead,
        total=total,
        intervals=tuple(row.intervals),
        pauses=tuple(row.pauses),
    )
