"""The company's figures of improvement: within how many days a nonconformity is dealt with (manual 3.4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from steward.kernel.judges import Target
from steward.oversight.audit.models import Grade
from steward.oversight.conformity.judging import figures_of

if TYPE_CHECKING:
    from datetime import date

# Ninety days is what certification bodies commonly grant for a minor one; a major one puts the certificate at risk.
DAYS = {
    Grade.MAJOR: Target("nonconformity_major_days", _("A major nonconformity is closed within"), 30, "days"),
    Grade.MINOR: Target("nonconformity_minor_days", _("A minor nonconformity is closed within"), 90, "days"),
    Grade.POTENTIAL: Target("nonconformity_potential_days", _("An observation is closed within"), 180, "days"),
}


def days_for(grade: str, day: date) -> int:
    """The days that the company grants for a grade, as set on a day. Raises KeyError for no grade."""
    target = DAYS[Grade(grade)]
    return figures_of(day).get(target.name, target.value)
