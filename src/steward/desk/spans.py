"""Days and months as the dashboard counts them and as a list's address says them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from steward.kernel.days import month_after

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

DAYS = 30


def begin(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins there."""
    return datetime.combine(day, time(), zone)


def last_days(today: date) -> list[date]:
    """The last thirty days, today included."""
    return [today - timedelta(days=back) for back in reversed(range(DAYS))]


def last_months(today: date, months: int) -> list[date]:
    """The first days of the last months, the present one included."""
    return [month_after(today, -back) for back in reversed(range(months))]


def ended_months(today: date, months: int) -> Iterator[tuple[date, date]]:
    """The last months that are over: first day, and first day of the next."""
    for back in reversed(range(1, months + 1)):
        yield month_after(today, -back), month_after(today, 1 - back)
