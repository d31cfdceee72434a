"""What one edition of a calendar says: weekly hours, holidays, make-up working days (manual 6.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

MINUTES_A_DAY = 1_440
DAYS_A_WEEK = 7
EPOCH_DAY = date(1970, 1, 1).toordinal()
EPOCH_WEEKDAY = date(1970, 1, 1).weekday()


class Why(StrEnum):
    """Why a day counts or does not."""

    WORKING = "working"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    SPECIAL_HOURS = "special_hours"


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A working interval of one local day, in minutes from midnight; 1440 closes at the end of the day."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        """Refuse what crosses midnight: such hours are two intervals of two days."""
        if not 0 <= self.opens < self.closes <= MINUTES_A_DAY:
            message = f"hours {self.opens}-{self.closes} do not open before they close within one day"
            raise ValueError(message)

    def __str__(self) -> str:
        """Give the hours as people write them: 09:00-18:00."""
        return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in (self.opens, self.closes))


Week: TypeAlias = tuple[tuple[Hours, ...], ...]
Spans: TypeAlias = tuple[tuple[int, int], ...]


def _minutes(text: str) -> int:
    hour, _, minute = text.strip().partition(":")
    return int(hour) * 60 + int(minute)


def hours(text: str) -> tuple[Hours, ...]:
    """Read "09:00-12:00 13:00-18:00"; "24:00" is the end of the day. Raises ValueError."""
    spans = [part.partition("-") for part in text.split()]
    return tuple(Hours(_minutes(opens), _minutes(closes)) for opens, _, closes in spans)


def week(by_weekday: Mapping[int, str]) -> Week:
    """Make a week from texts by weekday (0 is Monday); "22:00-06:00" is split over midnight."""
    days: list[list[Hours]] = [[] for _ in range(DAYS_A_WEEK)]
    for weekday, text in by_weekday.items():
        for part in text.split():
            opens, _, closes = part.partition("-")
            begin, end = _minutes(opens), _minutes(closes)
            if end > begin:
                days[weekday].append(Hours(begin, end))
                continue
            days[weekday].append(Hours(begin, MINUTES_A_DAY))
            if end:
                days[(weekday + 1) % DAYS_A_WEEK].append(Hours(0, end))
    return tuple(tuple(sorted(day)) for day in days)


OFFICE_WEEK: Week = week(dict.fromkeys(range(5), "09:00-12:00 13:00-18:00"))
ALWAYS: Week = week(dict.fromkeys(range(7), "00:00-24:00"))


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A local date that does not follow its weekday: without hours a holiday, with hours a working day."""

    on: date
    name: str
    hours: tuple[Hours, ...] = ()
    like: int | None = None  # works the hours of this weekday; a later change of the week reaches it too


def day_number(day: date) -> int:
    """Count the days from 1970-01-01 to a local date."""
    return day.toordinal() - EPOCH_DAY


def _seconds(day: tuple[Hours, ...]) -> Spans:
    return tuple((span.opens * 60, span.closes * 60) for span in day)


def _refuse_overlap(day: tuple[Hours, ...], where: object) -> None:
    for before, after in pairwise(day):
        if after.opens < before.closes:
            message = f"the hours {before} and {after} of {where} overlap or stand in the wrong order"
            raise ValueError(message)


@dataclass(frozen=True, eq=False)
class Edition:
    """One issue of a calendar: the rules for the dates it was made for, in local time."""

    name: str
    zone: str
    weekly: Week
    issued_at: datetime
    covers_from: date
    covers_until: date
    special: tuple[SpecialDay, ...] = ()
    special_on: dict[date, SpecialDay] = field(init=False, repr=False)
    _weekly_seconds: tuple[Spans, ...] = field(init=False, repr=False)
    _special_seconds: dict[int, Spans] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuse an edition that contradicts itself, with a sentence that says where."""
        object.__setattr__(self, "special_on", {day.on: day for day in self.special})
        problem = self._contradiction()
        if problem:
            message = f"calendar edition {self.name}: {problem}"
            raise ValueError(message)
        ZoneInfo(self.zone)
        for weekday, day in enumerate(self.weekly):
            _refuse_overlap(day, f"weekday {weekday}")
        for exception in self.special:
            _refuse_overlap(exception.hours, exception.on)
        # Tables of many years read these, so they are worked out once.
        object.__setattr__(self, "_weekly_seconds", tuple(_seconds(day) for day in self.weekly))
        by_day = {day_number(day): _seconds(self.hours_on(day)) for day in self.special_on}
        object.__setattr__(self, "_special_seconds", by_day)

    def _contradiction(self) -> str:
        if len(self.weekly) != DAYS_A_WEEK or not any(self.weekly):
            return "a week has seven days and opens on one of them"
        if self.issued_at.tzinfo is None:
            return "issued_at needs a time zone"
        if self.covers_from > self.covers_until:
            return "covers_from is later than covers_until"
        if len(self.special_on) != len(self.special):
            return "a date is special twice"
        stray = [day.on for day in self.special if not self.covers_from <= day.on <= self.covers_until]
        return f"{stray[0]} is not one of its dates" if stray else ""

    def hours_on(self, day: date) -> tuple[Hours, ...]:
        """Give the working intervals of a local date."""
        special = self.special_on.get(day)
        if special is None:
            return self.weekly[day.weekday()]
        return special.hours if special.like is None else self.weekly[special.like]

    def seconds_on(self, day: int) -> Spans:
        """Give the working intervals of a local date, counted in days from 1970, in seconds from midnight."""
        special = self._special_seconds.get(day)
        return self._weekly_seconds[(day + EPOCH_WEEKDAY) % DAYS_A_WEEK] if special is None else special

    def why(self, day: date) -> tuple[Why, str]:
        """Say why a local date counts or not, with the name of its special day."""
        special, usual = self.special_on.get(day), bool(self.weekly[day.weekday()])
        if special is None:
            return (Why.WORKING if usual else Why.WEEKEND), ""
        if not self.hours_on(day):
            return Why.HOLIDAY, special.name
        return (Why.SPECIAL_HOURS if usual else Why.MAKE_UP), special.name
