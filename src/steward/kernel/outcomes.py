"""What became of a record's resolution target, as filters that no column of the record holds (manual 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import ClockRun

if TYPE_CHECKING:
    from datetime import datetime

RESOLUTION, MET, BREACHED = "resolution", "met", "breached"


def _named(name: str, field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    field.set_attributes_from_name(name)
    return field


# As a list reads and labels them; they are read, never written.
OUTCOMES: dict[str, models.Field[Any, Any]] = {
    "sla": _named("sla", models.CharField(_("SLA"), choices=[(MET, _("met")), (BREACHED, _("breached"))])),
    "breached_at": _named("breached_at", models.DateTimeField(_("SLA breached at"))),
}


def outcome_is(outcome: str) -> Q:
    """Records whose resolution target was met (or breached): as their source states it, else by the clock."""
    run = ClockRun.objects.filter(record_id=OuterRef("pk"), name=RESOLUTION, state=outcome)
    unstated = Q(stated__sla_met__isnull=True) & Q(Exists(run))
    return Q(stated__sla_met=outcome == MET) | unstated


def breached_between(start: datetime | None, end: datetime | None) -> Q:
    """Records whose resolution clock passed its target in this time (the end excluded)."""
    runs = ClockRun.objects.filter(record_id=OuterRef("pk"), name=RESOLUTION, breached_at__isnull=False)
    if start:
        runs = runs.filter(breached_at__gte=start)
    if end:
        runs = runs.filter(breached_at__lt=end)
    return Q(Exists(runs))
