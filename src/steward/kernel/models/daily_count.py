"""What was opened and closed on a day that is over, as service reports and dashboards sum it up (manual 11.5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.models import Party, ServiceProject


class DailyCount(models.Model):
    """Counts of one kind, day or whole month, and scope, made again by `kernel.daily` whenever such a day changes."""

    kind = models.CharField(_("Kind"), max_length=40)
    zone = models.CharField(_("Time zone"), max_length=60)
    span = models.CharField(max_length=5, choices=[("day", "day"), ("month", "month")])
    day = models.DateField(_("Day"))
    customer = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(ServiceProject, models.PROTECT, related_name="+", db_index=False)
    supplier = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False)
    audience = models.PositiveSmallIntegerField()
    restriction = models.CharField(max_length=20, blank=True)
    opened = models.IntegerField()
    closed = models.IntegerField()
    # The later of opening and closing: what is no longer open from then on, whatever a source says of the two.
    ended = models.IntegerField()
    met = models.IntegerField()
    breached = models.IntegerField()
    late = models.IntegerField()

    class Meta:
        """The constraint's index alone is what sums read."""

        constraints = (
            models.UniqueConstraint(
                fields=["kind", "zone", "span", "day", "customer", "project", "supplier", "audience", "restriction"],
                include=["opened", "closed", "ended", "met", "breached", "late"],
                name="daily_count_once",
            ),
        )

    def __str__(self) -> str:
        """Kind and day."""
        return f"{self.kind} {self.day}"
