"""The tags of records as rows, kept by the database from the record's own column (manual 7.1)."""

from __future__ import annotations

from django.db import models

from steward.kernel.models.record import Record


class Tagged(models.Model):
    """One tag of one record: what a list by tag reads."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    tag = models.CharField(max_length=40)

    class Meta:
        """Once a record; the constraint's index is what the list by tag reads."""

        constraints = (models.UniqueConstraint(fields=["tag", "record"], name="tagged_once"),)

    def __str__(self) -> str:
        """The tag."""
        return self.tag
