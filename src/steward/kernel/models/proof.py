"""Proofs: which clause an act is evidence of."""

from __future__ import annotations

from django.db import models

from steward.kernel.models.record import Record
from steward.kernel.models.timeline import TimelineEntry


class Proof(models.Model):
    """A move proved a clause."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="proofs", db_constraint=False)
    entry = models.ForeignKey(TimelineEntry, models.PROTECT, related_name="+")
    clause = models.CharField(max_length=20)

    class Meta:
        """Counted by clause."""

        indexes = (
            # The conformity map's list of records behind a clause.
            models.Index(fields=["clause", "-id"], name="proof_of_clause"),
        )

    def __str__(self) -> str:
        """The clause."""
        return self.clause
