"""The noun of issued configuration management reports (manual 8.1.8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record
from steward.kernel.receipts import READERS, RECEIPTS
from steward.kernel.sheet import Column, SheetField

# What the manual asks of the report, in its order.
CONTENTS = (
    ("versions", _("Latest versions of items")),
    ("places", _("Places of items and of their masters")),
    ("dependencies", _("Dependencies between items")),
    ("history", _("Versions that items have had")),
)
TOTALS = (
    Column("ci_class", _("Class"), required=True),
    Column("state", _("State"), required=True),
    Column("count", _("Items"), "number"),
)
TOLD = (
    Column("content", _("Content of the report"), "choice", choices=CONTENTS, required=True),
    Column("count", _("Entries"), "number"),
)


class ConfigurationReport(Record):
    """What a project's items were at a moment: counted, kept as a file, issued to readers who confirm it."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    as_of = models.DateTimeField(_("As of"), null=True, blank=True)
    remark = models.TextField(_("What the figures show"), max_length=5000, blank=True, default="")
    items = models.PositiveIntegerField(_("Items"), null=True, editable=False)
    totals = SheetField(_("Items by class and state"), columns=TOTALS, most=2_000, editable=False)
    contents = SheetField(_("What the report tells"), columns=TOLD, most=len(CONTENTS), editable=False)
    members = SheetField(_("To be read by"), columns=READERS, most=60)
    issued_on = models.DateField(_("Issued on"), null=True, editable=False)
    receipts = SheetField(_("Read by"), columns=RECEIPTS, most=60, editable=False)
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Configuration report")
        verbose_name_plural = _("Configuration reports")
        indexes = (
            # When a project was last reported on.
            models.Index(fields=["issued_on"], name="configuration_report_by_day"),
        )
