"""The calendar day of a moment: the reader's or the company's, never the server's (manual 1.4.3, every date in it)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from steward.people.context import now

if TYPE_CHECKING:
    from datetime import date, datetime

    from steward.people.actor import Actor


def day_at(moment: datetime, zone: str) -> date:
    """The date that the clock on the wall of this zone shows at the moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def today_of(actor: Actor) -> date:
    """The date of this moment where the actor works."""
    return day_at(now(), actor.zone)
