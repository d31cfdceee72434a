"""Stated facts: what an imported history says of itself, kept beside what the timeline derives."""

from __future__ import annotations

from django.db import models

from steward.kernel.models.record import Record


class Stated(models.Model):
    """Facts of one record as its source stated them; figures use these first and show the difference."""

    record = models.OneToOneField(Record, models.PROTECT, primary_key=True, related_name="stated", db_constraint=False)
    resolved_at = models.DateTimeField(null=True)
    sla_met = models.BooleanField(null=True)
    reopened = models.IntegerField(null=True)
    reassigned = models.IntegerField(null=True)
    facts = models.JSONField(default=dict)
    events = models.IntegerField(default=0)
    last_key = models.CharField(max_length=200, blank=True, default="")

    def __str__(self) -> str:
        """Nothing but that it exists."""
        return f"stated facts of record {self.record_id}"
