"""Exports that are written in the background: what was asked for, how far they are, what came of them (manual 10)."""

from __future__ import annotations

from django.db import models

from steward.people.models import User


class Export(models.Model):
    """A list as a file, asked for by an account and seen by it alone; files lie under `exports/` of the store.

    `params` is the query of the list, `words` the same in the asker's words, `held` the sets he saw by when he
    asked. `run` counts the workers that began it: the one that began last writes, every other one gives up.
    """

    WAITING, RUNNING, DONE, STOPPED, CANCELLED = "waiting", "running", "done", "stopped", "cancelled"
    UNFINISHED = (WAITING, RUNNING)

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    form = models.CharField(max_length=4)
    language = models.CharField(max_length=10)
    params = models.JSONField()
    words = models.JSONField()
    held = models.JSONField()
    state = models.CharField(max_length=10, default=WAITING)
    why = models.CharField(max_length=20, blank=True, default="")
    run = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    size = models.PositiveBigIntegerField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        """Read by account."""

        indexes = (
            # “My exports”, the newest first; and how many are ready and not seen, on every page.
            models.Index(fields=["user", "-id"], name="export_of_user"),
        )

    def __str__(self) -> str:
        """Kind and form."""
        return f"{self.kind}.{self.form}"

    @property
    def is_unfinished(self) -> bool:
        """Whether there is more to wait for."""
        return self.state in self.UNFINISHED

    @property
    def file_name(self) -> str:
        """What the file is called where it is saved."""
        return f"{self.kind}.{self.form}"
