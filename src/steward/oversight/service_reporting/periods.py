"""Months and quarters: where they begin and end, how they are called, by when their report is due (manual 5.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from steward.kernel.calendar_store import calendar, newest_editions
from steward.kernel.days import month_after
from steward.oversight.service_reporting.models import Every

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
# A calendar without any hours has no working day to wait for.
FURTHEST = timedelta(days=366)
MONTHS = {Every.MONTH: 1, Every.QUARTER: 3}


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter by its first day."""

    first: date
    every: str

    @property
    def last(self) -> date:
        """Its last day."""
        return month_after(self.first, MONTHS[Every(self.every)]) - DAY

    @property
    def is_whole(self) -> bool:
        """Whether the day is one on which such a period begins."""
        return self.first == begin_of(self.first, self.every)

    @property
    def name(self) -> str:
        """`2026-10`, or `2026 Q4`."""
        if self.every == Every.MONTH:
            return f"{self.first:%Y-%m}"
        return f"{self.first.year} Q{(self.first.month + 2) // 3}"

    @property
    def next(self) -> Period:
        """The one after it."""
        return Period(self.last + DAY, self.every)

    def before(self, count: int) -> Period:
        """The one so many periods before."""
        return Period(month_after(self.first, -count * MONTHS[Every(self.every)]), self.every)

    def months(self) -> list[date]:
        """The first days of its months."""
        return [month_after(self.first, each) for each in range(MONTHS[Every(self.every)])]


def begin_of(day: date, every: str) -> date:
    """The first day of the month, or of the quarter, in which a day lies."""
    month = day.month if every == Every.MONTH else (day.month - 1) // 3 * 3 + 1
    return date(day.year, month, 1)


def due_on(last: date, days: int, calendar_id: int | None, zone: ZoneInfo) -> date:
    """The day so many days after the last one; working days where a calendar counts them."""
    if calendar_id is None:
        return last + timedelta(days=days)
    hours = calendar(calendar_id, newest_editions()[calendar_id])
    day, left, furthest = last, days, last + FURTHEST
    while left and day < furthest:
        day += DAY
        start, end = (datetime.combine(each, time(), zone) for each in (day, day + DAY))
        left -= bool(hours.working_seconds(start, end))
    return day
