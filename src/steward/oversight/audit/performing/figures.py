"""The company's figures of performance reports: how often, how soon issued, how soon read (manual 0.3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from steward.kernel.days import month_after
from steward.kernel.judges import Target
from steward.oversight.conformity.judging import figures_of
from steward.registers.organisation.queries import reported_every

if TYPE_CHECKING:
    from collections.abc import Mapping

REPRESENTATIVE = "management_representative"
EVERY = Target("performance_interval_days", _("A performance report is issued again within"), 92, "days")
ISSUED_IN = Target("performance_issued_days", _("A performance report is issued after its period within"), 20, "days")
READ_IN = Target("performance_read_days", _("A performance report is read once issued within"), 14, "days")
# An interval of so many days and some is as many months: 31, 92, 182, 365.
MONTH_OF_DAYS = 30


def days_of(target: Target, day: date) -> timedelta:
    """The company's figure of a day."""
    return timedelta(days=figures_of(day).get(target.name, target.value))


def interval(day: date, figures: Mapping[str, int]) -> timedelta:
    """How often it is due: as the communication plan says of such reports, else the company's figure."""
    return timedelta(days=reported_every(REPRESENTATIVE, day) or figures.get(EVERY.name, EVERY.value))


def end_of_period(first: date, every: timedelta) -> date:
    """The last day of a period that begins on a day: whole months where it begins with one, else so many days."""
    months = every.days // MONTH_OF_DAYS
    if first.day != 1 or not months:
        return first + every - timedelta(days=1)
    return month_after(first, months) - timedelta(days=1)


def period_before(day: date, every: timedelta) -> tuple[date, date]:
    """The last whole period of the year that was over on a day: quarters begin in January, April, July, October."""
    months = max(1, every.days // MONTH_OF_DAYS)
    begun = month_after(date(day.year, 1, 1), (day.month - 1) // months * months)
    return month_after(begun, -months), begun - timedelta(days=1)
