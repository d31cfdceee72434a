"""Seals: Merkle roots over batches of the timeline, each chained to the one before."""

from __future__ import annotations

from django.db import models


class Seal(models.Model):
    """A batch of entries by transaction number: those from `from_xid` up to, not including, `until_xid`."""

    era = models.PositiveIntegerField()
    from_xid = models.DecimalField(max_digits=20, decimal_places=0)
    until_xid = models.DecimalField(max_digits=20, decimal_places=0)
    entries = models.BigIntegerField()
    root = models.BinaryField()
    head = models.BinaryField()
    sealed_at = models.DateTimeField()

    def __str__(self) -> str:
        """Its number."""
        return f"seal {self.pk}"
