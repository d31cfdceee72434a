"""The calendar day of a moment: the reader's or the company's, never the server's (manual 1.4.3, every date in it)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from steward.people.context import now

if TYPE_CHECKING:
    from datetime import datetime

    from steward.people.actor import Actor


def day_at(moment: datetime, zone: str) -> date:
    """The date that the clock on the wall of this zone shows at the moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def today_of(actor: Actor) -> date:
    """The date of this moment where the actor works."""
    return day_at(now(), actor.zone)


def month_after(day: date, months: int) -> date:
    """The first day of the month so many months after a day's own, before it where negative."""
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, 1)


def months_after(day: date, months: int) -> date:
    """The same day so many months later (earlier where negative), or the month's last where it has no such day."""
    first = month_after(day, months)
    return min(first + timedelta(days=day.day - 1), month_after(first, 1) - timedelta(days=1))
