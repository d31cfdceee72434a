"""Changes of many records at once: what is set in which, what came of each, what stood there before (manual 5.5)."""

from __future__ import annotations

from django.db import models

from steward.people.models import User


class BulkChange(models.Model):
    """New values for many records of a kind, asked for by an account and seen by it alone.

    It is checked record by record first, by acts that are taken back; then its account lets it run. `values` go by
    field name as a form sends them, `words` say the same in the asker's words.
    """

    CHECKING, CHECKED, RUNNING, DONE, CANCELLED, STOPPED = (
        "checking", "checked", "running", "done", "cancelled", "stopped",
    )  # fmt: skip
    UNFINISHED = (CHECKING, RUNNING)

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    values = models.JSONField()
    words = models.JSONField()
    state = models.CharField(max_length=10, default=CHECKING)
    undo_of = models.ForeignKey("self", models.CASCADE, null=True, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Read by account."""

        indexes = (
            # “My changes of many records”, the newest first; how many are under way.
            models.Index(fields=["user", "-id"], name="bulk_change_of_user"),
        )

    def __str__(self) -> str:
        """The kind."""
        return self.kind

    @property
    def is_unfinished(self) -> bool:
        """Whether a worker is at it."""
        return self.state in self.UNFINISHED


class BulkRow(models.Model):
    """One record of a change of many: the version that was seen, what the check said, what came of it.

    `given` stands where values differ from record to record, as when a change is taken back; `was` is what stood
    there before.
    """

    FITS, SAME, REFUSED, CHANGED = "fits", "same", "refused", "changed"

    bulk = models.ForeignKey(BulkChange, models.CASCADE, related_name="rows")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    number = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    given = models.JSONField(null=True)
    verdict = models.CharField(max_length=10, blank=True, default="")
    outcome = models.CharField(max_length=10, blank=True, default="")
    why = models.CharField(max_length=2000, blank=True, default="")
    was = models.JSONField(default=dict)

    class Meta:
        """In the order in which they are taken."""

        indexes = (
            # The next one for a worker, and how far it is.
            models.Index(fields=["bulk", "id"], name="bulk_row_of"),
        )

    def __str__(self) -> str:
        """The number of the record."""
        return self.number
