"""What a report is about: records of a project (or of all), in a period, as its drawer sees them (manual 5.2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import Q

from steward.kernel import policy
from steward.oversight.service_reporting.periods import DAY, Period

if TYPE_CHECKING:
    from steward.people.actor import Actor
    from steward.people.models import ServiceProject


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose eyes, which project (None: all of them), which period; days are those of `zone`."""

    actor: Actor
    project: ServiceProject | None
    period: Period
    zone: ZoneInfo

    @property
    def start(self) -> datetime:
        """When the period begins."""
        return self.begin(self.period.first)

    @property
    def end(self) -> datetime:
        """When it is over."""
        return self.begin(self.period.last + DAY)

    def begin(self, day: date) -> datetime:
        """When a day begins there."""
        return datetime.combine(day, time(), self.zone)

    def within(self) -> Q:
        """The condition on rows with a project's id."""
        return Q(project_id=self.project.pk) if self.project else Q()

    def seen(self) -> Q:
        """The condition on records: those that whoever draws sees, none that is restricted to few."""
        return policy.visible_to(self.actor) & Q(restriction="") & self.within()
