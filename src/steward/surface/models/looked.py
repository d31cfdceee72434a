"""What accounts from outside looked at: each address once more, whenever it is opened (manual 2.1.10, 6.6)."""

from __future__ import annotations

from django.db import models

from steward.people.models import User


class Looked(models.Model):
    """A page, file or answer that was asked for; never altered."""

    user = models.ForeignKey(User, models.PROTECT, related_name="looks")
    looked_at = models.DateTimeField()
    method = models.CharField(max_length=10)
    address = models.CharField(max_length=500)
    status = models.PositiveSmallIntegerField()

    class Meta:
        """Read by account."""

        indexes = (
            # What somebody looked at, the newest first.
            models.Index(fields=["user", "-id"], name="looked_of_user"),
        )

    def __str__(self) -> str:
        """Method and address."""
        return f"{self.method} {self.address}"
