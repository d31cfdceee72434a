"""The nouns of disposal: what is proposed and decided, and each record that goes by it (manual 2.2.4)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record
from steward.kernel.sheet import Column, SheetField
from steward.registers.document.models import Document

KEPT_BACK = (
    Column("number", _("Number"), required=True),
    Column("reason", _("Why it is kept back"), required=True),
)


class Prints(models.TextChoices):
    """What becomes of what was printed of the records, or lies on paper beside them."""

    NONE = "none", _("There are none")
    SHREDDED = "shredded", _("Shredded by ourselves")
    CONTRACTOR = "contractor", _("Destroyed by a contractor, with a certificate")


class Outcome(models.TextChoices):
    """What became of a record on the list; empty until its turn."""

    DISPOSED = "disposed", _("Disposed of")
    KEPT = "kept", _("Kept: it is open again, linked to an open record, or within its retention")


class Disposal(Record):
    """The records of one type that were closed before a day: proposed, approved by two, carried out."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    record_type = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("Record type"))
    closed_before = models.DateField(
        _("Closed before"), null=True, blank=True,
        help_text=_("Left empty: the last day that the years of the type allow."),
    )  # fmt: skip
    reason = models.TextField(_("Reason of the disposal"), max_length=2000, blank=True, default="")
    prints = models.CharField(_("Prints and paper"), max_length=20, choices=Prints.choices, default=Prints.NONE)
    kept_back = SheetField(_("Kept back"), columns=KEPT_BACK, most=300)
    records_count = models.PositiveIntegerField(_("Records on the list"), null=True, editable=False)
    digest = models.CharField(_("Digest of the list"), max_length=64, blank=True, default="", editable=False)
    disposed_count = models.PositiveIntegerField(_("Records disposed of"), null=True, editable=False)
    withdraw_reason = models.TextField(_("Reason of the withdrawal"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Disposal of records")
        verbose_name_plural = _("Disposals of records")


class DisposalLine(models.Model):
    """One record on the frozen list of a disposal, with the last day on which it has to be kept."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    subject = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    kept_until = models.DateField(_("Kept until"))
    outcome = models.CharField(_("Outcome"), max_length=10, choices=Outcome.choices, blank=True, default="")
    done_at = models.DateTimeField(_("Done at"), null=True)

    class Meta:
        """Rows are protected as the disposal is."""

        verbose_name = _("Record on the list")
        verbose_name_plural = _("Records on the list")
        constraints = (models.UniqueConstraint(fields=["record", "subject"], name="disposal_line_once"),)
        indexes = (
            # By which disposal a record went, on its page.
            models.Index(fields=["subject"], name="disposal_of_record"),
        )

    def __str__(self) -> str:
        """Its record, by id: who reads it may not see that record."""
        return str(self.subject_id)
