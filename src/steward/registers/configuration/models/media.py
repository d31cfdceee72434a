"""Checks of masters in the definitive media library (manual 8.1.6, 8.1.9)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record


class MediaCheck(models.Model):
    """A kept file was read again, and its SHA-256 held against what is recorded of the medium."""

    class Outcome(models.TextChoices):
        """What came of it."""

        MATCHES = "matches", _("Matches its checksum")
        DIFFERS = "differs", _("Does not match its checksum")
        LOST = "lost", _("The file can't be read")

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    recorded = models.CharField(max_length=64)
    found = models.CharField(max_length=64, blank=True, default="")
    checked_by = models.CharField(max_length=200)
    checked_at = models.DateTimeField()

    class Meta:
        """Append-only; the latest tells how a medium stands."""

        indexes = (
            # The latest check of each medium: the library's page.
            models.Index(fields=["record", "-checked_at"], name="media_checks"),
        )

    def __str__(self) -> str:
        """What came of it."""
        return self.outcome
