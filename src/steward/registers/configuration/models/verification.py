"""What tools and audits find, and what differs from what is recorded (manual 8.1.2, 8.1.9)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record, RecordKey


class Discrepancy(Record):
    """One thing found otherwise than recorded: a field, an item that nobody recorded, or one that nobody found."""

    class Sort(models.TextChoices):
        """What differs."""

        DIFFERS = "differs", _("Found otherwise")
        UNKNOWN = "unknown", _("Not recorded")
        MISSING = "missing", _("Not found")

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    sort = models.CharField(_("What differs"), max_length=20, choices=Sort.choices, default=Sort.DIFFERS)
    item = RecordKey(kinds=("ci",), null=True, blank=True, db_constraint=False, verbose_name=_("Configuration item"))
    attribute = models.CharField(_("Field"), max_length=80, blank=True, default="")
    recorded = models.TextField(_("Recorded"), max_length=2000, blank=True, default="")
    found = models.TextField(_("Found"), max_length=2000, blank=True, default="")
    seen_by = models.CharField(_("Seen by"), max_length=120, blank=True, default="")
    seen_at = models.DateTimeField(_("Seen at"), null=True, blank=True, editable=False)
    change = RecordKey(kinds=("change",), null=True, blank=True, db_constraint=False, verbose_name=_("Corrected by"))
    reject_reason = models.TextField(_("Why it is rejected"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Discrepancy")
        verbose_name_plural = _("Discrepancies")
        indexes = (
            # What is open of an item: its page, and each discovery run.
            models.Index(fields=["item", "attribute"], name="discrepancy_of_ci"),
        )


class Sighting(models.Model):
    """When a source last saw an item, and whether it was as recorded."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    source = models.CharField(max_length=120)
    seen_at = models.DateTimeField()
    is_equal = models.BooleanField()

    class Meta:
        """The latest of each source; written by discovery alone."""

        constraints = (models.UniqueConstraint(fields=["record", "source"], name="sighting_once"),)

    def __str__(self) -> str:
        """Who saw it."""
        return self.source
