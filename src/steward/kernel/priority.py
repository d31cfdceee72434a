"""Priority from impact and urgency by the project's matrix, for every kind that has both (manual 7.2.1, 7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from steward.kernel.process import Attempt


class Impact(models.IntegerChoices):
    """How much of the business is hit."""

    HIGH = 1, _("High: the business stands still")
    MEDIUM = 2, _("Medium: a part works in a limited way")
    LOW = 3, _("Low: few users")


class Urgency(models.IntegerChoices):
    """How long the business can bear it."""

    HIGH = 1, _("High: at once")
    MEDIUM = 2, _("Medium: today")
    LOW = 3, _("Low: can wait")


def priority_of(attempt: Attempt) -> dict[str, Any]:
    """Priority follows from impact and urgency by the project's matrix; nobody types it."""
    is_new = attempt.record.pk is None
    if not is_new and not {"impact", "urgency"} & attempt.values.keys():
        return {}
    impact = attempt.value("impact") or Impact.MEDIUM
    urgency = attempt.value("urgency") or Urgency.MEDIUM
    matrix = attempt.record.project.priority_matrix
    return {"impact": int(impact), "urgency": int(urgency), "priority": matrix[str(impact)][str(urgency)]}
