"""When incidents open: by hour, weekday, holiday, end of the month and summer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from itertools import repeat
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from steward.demo.company import content
from steward.kernel.china import announced_days

if TYPE_CHECKING:
    from random import Random

ZONE = ZoneInfo("Asia/Shanghai")
YEAR = 365
SUMMER = (7, 8)
SATURDAY = 6
EDGE_DAYS = 2  # days at either edge of a month that count as its end


@cache
def weights() -> dict[str, Any]:
    """Read the rhythm's numbers."""
    return dict(content("rhythm"))


@cache
def _special() -> dict[date, bool]:
    """Announced days by whether they are worked."""
    return {day.on: bool(day.hours) or day.like is not None for day in announced_days()}


def is_holiday(day: date) -> bool:
    """Say whether a day off was announced for the date."""
    return _special().get(day) is False


def is_working_day(day: date) -> bool:
    """Say whether offices work on the date."""
    return _special().get(day, day.isoweekday() < SATURDAY)


def is_month_end(day: date) -> bool:
    """Say whether books are being closed on the date."""
    return day.day <= EDGE_DAYS or (day + timedelta(days=EDGE_DAYS)).month != day.month


def in_season(season: str, day: date) -> bool:
    """Say whether a template's season is on."""
    return is_month_end(day) if season == "month_end" else day.month in SUMMER


def _day_weight(day: date) -> float:
    rhythm = weights()
    weekday = 0 if is_working_day(day) and day.isoweekday() >= SATURDAY else day.weekday()
    weight = float(rhythm["weekday"][weekday])
    weight *= rhythm["holiday"] if is_holiday(day) else 1
    weight *= rhythm["month_end"] if is_month_end(day) else 1
    return weight * (rhythm["summer"] if day.month in SUMMER else 1)


def opening_times(random: Random, now: datetime, count: int) -> list[datetime]:
    """Draw so many times of the year before now, to the second, in UTC order."""
    today = now.astimezone(ZONE).date()
    days = [today - timedelta(days=back) for back in range(YEAR - 1, -1, -1)]
    chosen = random.choices(days, [_day_weight(day) for day in days], k=count)
    return sorted(_time_on(random, day, now) for day in chosen)


def _time_on(random: Random, day: date, now: datetime) -> datetime:
    """Draw a time of a day; what would lie ahead of now falls a week earlier."""
    hour = random.choices(range(24), weights()["hour"])[0]
    minute, second = (random.randrange(limit) for limit in repeat(60, 2))
    at = datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=ZONE)
    return (at if at < now else at - timedelta(days=7)).astimezone(now.tzinfo)
