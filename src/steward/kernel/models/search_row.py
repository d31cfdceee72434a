"""What search finds of a record, one row for each reach, written by acts."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from steward.kernel.models.record import Record


class SearchRow(models.Model):
    """The words of a record that readers of one reach may find it by."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    reach = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=40)
    vector = SearchVectorField()

    class Meta:
        """Found by word."""

        constraints = (models.UniqueConstraint(fields=["record", "reach"], name="search_row_once"),)
        indexes = (
            # steward.search(); without the pending list, so that a reader never pays for the writers.
            # The other is where the newest of a kind stands.
            models.Index(fields=["kind", "record"], name="search_row_kind"),
            GinIndex(fields=["vector"], fastupdate=False, name="search_words"),
        )

    def __str__(self) -> str:
        """The kind it belongs to."""
        return self.kind
