"""Row history of plain rows, written by trigger (records have their timeline instead)."""

from __future__ import annotations

from django.db import models


class RowHistory(models.Model):
    """One insert, update or delete of a tracked table; append-only."""

    table = models.CharField(max_length=100)
    row = models.CharField(max_length=60)
    action = models.CharField(max_length=10)
    changes = models.JSONField()
    # It tells of a record's detail: only for those who see internal matters of records, not for who keeps registers.
    of_record = models.BooleanField(default=False)
    actor_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        """Found by the row it tells of."""

        indexes = (
            # The history panel of a plain row.
            models.Index(fields=["table", "row", "-id"], name="history_of_row"),
        )

    def __str__(self) -> str:
        """What happened to which row."""
        return f"{self.action} {self.table} {self.row}"
