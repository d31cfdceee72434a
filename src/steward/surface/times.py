"""Times, spans and dates in a reader's words: 24 hours, his zone, short where it can be."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

if TYPE_CHECKING:
    from datetime import date

MINUTE, HOUR, DAY = 60, 3600, 86_400


def full(moment: datetime, zone: str) -> str:
    """`2026-03-31 14:05:09`."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M:%S")


def short(moment: datetime, zone: str) -> str:
    """`2026-03-31 14:05`."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def day(value: date) -> str:
    """`2026-03-31`."""
    return value.isoformat()


def ago(moment: datetime, now: datetime, zone: str) -> str:
    """How long ago, in words up to a day; then the date, with the year only where it is another."""
    seconds = int((now - moment).total_seconds())
    if 0 <= seconds < MINUTE:
        return _("just now")
    if 0 <= seconds < HOUR:
        minutes = seconds // MINUTE
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    if 0 <= seconds < DAY // 2:
        hours = seconds // HOUR
        return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
    local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    if local.date() == today.date():
        return local.strftime("%H:%M")
    if local.date() == today.date() - timedelta(days=1):
        return _("yesterday %(time)s") % {"time": local.strftime("%H:%M")}
    return local.strftime("%m-%d" if local.year == today.year else "%Y-%m-%d")


def span(seconds: int) -> str:
    """A length of time in its two biggest units: `2 h 10 min`."""
    seconds = abs(int(seconds))
    days, hours, minutes = seconds // DAY, seconds % DAY // HOUR, seconds % HOUR // MINUTE
    if days:
        parts = [_("%(n)d d") % {"n": days}, _("%(n)d h") % {"n": hours} if hours else ""]
    elif hours:
        parts = [_("%(n)d h") % {"n": hours}, _("%(n)d min") % {"n": minutes} if minutes else ""]
    elif minutes:
        parts = [_("%(n)d min") % {"n": minutes}]
    else:
        parts = [_("%(n)d s") % {"n": seconds}]
    return " ".join(part for part in parts if part)


def worked(seconds: int) -> str:
    """Service time in hours and minutes, for a working day is no 24 hours: `40 h`."""
    hours, minutes = abs(int(seconds)) // HOUR, abs(int(seconds)) % HOUR // MINUTE
    if not hours:
        return span(seconds)
    parts = [_("%(n)d h") % {"n": hours}, _("%(n)d min") % {"n": minutes} if minutes else ""]
    return " ".join(part for part in parts if part)


def left(due: datetime, now: datetime) -> tuple[str, str]:
    """What is left until a deadline, in words, with its tone: good, warn (under an hour), bad (past)."""
    seconds = int((due - now).total_seconds())
    if seconds < 0:
        return _("overdue by %(span)s") % {"span": span(seconds)}, "bad"
    return _("%(span)s left") % {"span": span(seconds)}, "warn" if seconds < HOUR else "good"
