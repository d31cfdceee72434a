"""A month as weeks of days, Monday first, each with what meets it (manual 8.2.1: forward schedule)."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from steward.kernel.days import month_after

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steward.processes.change.queries import Scheduled

FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the sheet, and what meets it."""

    on: date
    is_inside: bool
    entries: tuple[Scheduled, ...]


def month_of(text: str, today: date) -> date:
    """The first day of the month that `2026-11` names; of today's where it names none."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        found = today
    return (found if FIRST_YEAR <= found.year <= LAST_YEAR else today).replace(day=1)


def shifted(month: date, by: int) -> str:
    """The month so many before or after, as addresses name it."""
    return f"{month_after(month, by):%Y-%m}"


def days_of(month: date) -> list[list[date]]:
    """Whole weeks that hold the month."""
    return Calendar().monthdatescalendar(month.year, month.month)


def span_of(month: date, zone: str) -> tuple[datetime, datetime]:
    """From the first to after the last of these days, in a zone."""
    weeks = days_of(month)
    return midnight(weeks[0][0], zone), midnight(weeks[-1][-1] + timedelta(days=1), zone)


def midnight(day: date, zone: str) -> datetime:
    """The begin of a day in a zone."""
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))


def weeks_of(month: date, zone: str, found: Sequence[Scheduled]) -> list[list[Day]]:
    """The sheet: what lasts over days stands on each."""
    return [[_day(day, month, zone, found) for day in week] for week in days_of(month)]


def _day(day: date, month: date, zone: str, found: Sequence[Scheduled]) -> Day:
    begin, end = midnight(day, zone), midnight(day + timedelta(days=1), zone)
    return Day(day, day.month == month.month, tuple(each for each in found if each.start < end and begin < each.end))
