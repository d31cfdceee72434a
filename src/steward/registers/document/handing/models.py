"""The nouns of documents in people's hands: numbered copies, and what is disclosed outside (manual 1.4.2-1.4.5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record, RecordKey
from steward.people.models import Person, User
from steward.registers.document.models import Document, Edition


class Sort(models.TextChoices):
    """What a holder has in hand: the right to read in the system, a print, or a print outside the company."""

    ELECTRONIC = "electronic", _("Electronic")
    PAPER = "paper", _("Paper")
    EXTERNAL = "external", _("Outside the company")


class Ending(models.TextChoices):
    """What became of a copy that is held no longer."""

    RETURNED = "returned", _("Returned")
    DESTROYED = "destroyed", _("Destroyed")


class Copy(models.Model):
    """A numbered copy of an edition with its holder; it counts as long as its edition is in force (1.4.2, 1.4.3).

    A copy inside the company has a person who answers for it, wherever it lies; one outside names its recipient.
    """

    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("Document"))
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+", verbose_name=_("Edition"))
    number = models.PositiveIntegerField(_("Copy no."))
    sort = models.CharField(_("Kind of copy"), max_length=10, choices=Sort.choices)
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("Holder"))
    place = models.CharField(_("Where it lies, or recipient"), max_length=200, blank=True, default="")
    # The number of the record by whose decisions a copy went outside.
    disclosed_by = models.CharField(_("Disclosure"), max_length=20, blank=True, default="")
    handed_out_at = models.DateTimeField(_("Handed out at"))
    handed_out_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Handed out by"))
    acknowledged_at = models.DateTimeField(_("Receipt acknowledged at"), null=True)
    ending = models.CharField(_("Returned or destroyed"), max_length=10, choices=Ending.choices, blank=True, default="")
    ended_at = models.DateTimeField(_("Returned or destroyed at"), null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("Taken back by"))

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Copy")
        verbose_name_plural = _("Copies")
        constraints = (
            models.UniqueConstraint(fields=["document", "number"], name="copy_number_once"),
            models.UniqueConstraint(
                fields=["edition", "holder", "sort"], condition=models.Q(ended_at=None), name="copy_once_to_a_holder"
            ),
            models.CheckConstraint(
                condition=models.Q(sort="external", holder=None) | ~models.Q(sort="external") & ~models.Q(holder=None),
                name="copy_inside_has_its_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(ending="", ended_at=None) | ~models.Q(ending="") & ~models.Q(ended_at=None),
                name="copy_ends_in_one_way",
            ),
        )
        indexes = (
            # The copies on an edition's page, and what is handed on when the next one comes into force.
            models.Index(fields=["edition", "number"], name="copy_by_edition"),
        )

    def __str__(self) -> str:
        """The document, and its number within it."""
        return f"{self.document.code} · {self.number}"


class Disclosure(Record):
    """An edition that a third party asks for: why, until when, and by whose decisions it went out (1.4.5)."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    edition = RecordKey(kinds=("edition",), null=True, blank=True, db_constraint=False, verbose_name=_("Edition"))
    recipient = models.CharField(_("Recipient"), max_length=200, blank=True, default="")
    purpose = models.TextField(_("Purpose"), max_length=5000, blank=True, default="")
    back_by = models.DateField(_("To be given back by"), null=True, blank=True)
    received_by = models.CharField(
        _("Received by, who undertakes to pass it to nobody"), max_length=200, blank=True, default=""
    )
    handed_over_at = models.DateTimeField(_("Handed over at"), null=True, editable=False)
    ending = models.CharField(_("Returned or destroyed"), max_length=10, choices=Ending.choices, null=True, blank=True)
    withdraw_reason = models.TextField(_("Reason of the withdrawal"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Disclosure")
        verbose_name_plural = _("Disclosures")
