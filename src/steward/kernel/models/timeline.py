"""The timeline: what happened to a record, append-only (manual 10; the evidence of everything)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models.record import Audience, Record
from steward.people.models import User


class TimelineEntry(models.Model):
    """One act: who, when, what, with old and new values.

    The scope columns, `xid` and `salt` are columns of the database alone (kernel/sql/record.sql).
    """

    record = models.ForeignKey(Record, models.PROTECT, related_name="timeline", db_constraint=False)
    verb = models.CharField(_("Act"), max_length=20)
    move = models.CharField(_("Move"), max_length=40, blank=True, default="")
    from_state = models.CharField(_("From"), max_length=40, blank=True, default="")
    to_state = models.CharField(_("To"), max_length=40, blank=True, default="")
    actor = models.ForeignKey(User, models.PROTECT, related_name="+")
    body = models.TextField(_("Text"), blank=True, default="")
    changes = models.JSONField(_("What changed"), default=dict)
    minutes = models.PositiveIntegerField(_("Effort (minutes)"), null=True)
    reach = models.PositiveSmallIntegerField(_("Audience"), choices=Audience.choices)
    recorded_at = models.DateTimeField(_("Recorded at"))
    occurred_at = models.DateTimeField(_("Occurred at"))

    class Meta:
        """Read by record, newest first."""

        verbose_name = _("Timeline entry")
        verbose_name_plural = _("Timeline entries")
        indexes = (
            # A record's page, and the fold of its clocks.
            models.Index(fields=["record", "-occurred_at", "-id"], name="timeline_of_record"),
        )

    def __str__(self) -> str:
        """The act and its time."""
        return f"{self.verb} {self.occurred_at:%Y-%m-%d %H:%M}"
