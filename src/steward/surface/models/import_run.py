"""Imports that are read and written in the background: of which files, how far, what came of them (manual 8.1.2)."""

from __future__ import annotations

from django.db import models

from steward.people.models import User


class Import(models.Model):
    """Files that an account brings in, seen by it alone; they lie under `imports/` of the store.

    First it is checked and stands `ready`, with what it would do in `counts` and `told`; on a second word it is
    written. `asked` is what the form asked, `held` the sets that the account saw by, `reasons` why it stopped.
    `run` counts the workers that began it: the one that began last goes on, every other one gives up.
    """

    WAITING, RUNNING, READY, DONE = "waiting", "running", "ready", "done"
    STOPPED, CANCELLED = "stopped", "cancelled"
    UNFINISHED = (WAITING, RUNNING)
    CHECK, WRITE = "check", "write"

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    names = models.JSONField()
    asked = models.JSONField()
    held = models.JSONField()
    step = models.CharField(max_length=10, default=CHECK)
    state = models.CharField(max_length=10, default=WAITING)
    reasons = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    told = models.JSONField(default=dict)
    run = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        """Read by account."""

        indexes = (
            # “My exports and imports”, the newest first; and how many are ready and not seen, on every page.
            models.Index(fields=["user", "-id"], name="import_of_user"),
        )

    def __str__(self) -> str:
        """The kind and the files."""
        return f"{self.kind}: {', '.join(self.names)}"

    @property
    def is_unfinished(self) -> bool:
        """Whether there is more to wait for."""
        return self.state in self.UNFINISHED
