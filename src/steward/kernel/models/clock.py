"""Clocks of records: the projection of a fold over the timeline (manual 6.1; 7.2.1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models.record import Record


class ClockRun(models.Model):
    """One clock of one record. `terms` were fixed when it started; the rest follows from the timeline."""

    class State(models.TextChoices):
        """What a reader sees of a clock."""

        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        MET = "met", _("Met")
        BREACHED = "breached", _("Breached")
        STOPPED = "stopped", _("Stopped")

    record = models.ForeignKey(Record, models.PROTECT, related_name="clocks", db_constraint=False)
    name = models.CharField(_("Clock"), max_length=40)
    state = models.CharField(_("State"), max_length=20, choices=State.choices)
    agreed = models.BooleanField(_("Agreed"))
    terms = models.JSONField(_("Terms"))
    target_seconds = models.BigIntegerField(_("Target (s)"), null=True)
    elapsed_seconds = models.BigIntegerField(_("Elapsed (s)"), default=0)
    started_at = models.DateTimeField(_("Started at"))
    due_at = models.DateTimeField(_("Due at"), null=True)
    next_at = models.DateTimeField(_("Next warning or breach at"), null=True)
    warned_share = models.PositiveSmallIntegerField(_("Warned at (%)"), default=0)
    breached_at = models.DateTimeField(_("Breached at"), null=True)
    result = models.JSONField(_("Result"), null=True)

    class Meta:
        """One clock of a name a record."""

        verbose_name = _("Clock")
        verbose_name_plural = _("Clocks")
        constraints = (models.UniqueConstraint(fields=["record", "name"], name="clock_once"),)
        indexes = (
            # The clock loop: what is due now, and what was when an act stopped the clock.
            models.Index(fields=["next_at"], condition=models.Q(next_at__isnull=False), name="clock_due"),
        )

    def __str__(self) -> str:
        """Its name and state."""
        return f"{self.name} {self.state}"


class Escalation(models.Model):
    """A level reached by a clock: unique, so that no number of workers fires it twice."""

    clock = models.ForeignKey(ClockRun, models.PROTECT, related_name="escalations")
    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    level = models.CharField(_("Level"), max_length=40)
    due_at = models.DateTimeField(_("Due at"))
    fired_at = models.DateTimeField(_("Fired at"))

    class Meta:
        """Exactly once a level."""

        constraints = (models.UniqueConstraint(fields=["clock", "level"], name="escalation_once"),)

    def __str__(self) -> str:
        """Its level."""
        return self.level
