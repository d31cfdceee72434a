"""The nouns of documents: the register in four layers, and the editions of each (manual 1.4, 2.2, 10)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from steward.kernel.catalogue import all_processes
from steward.kernel.clauses import clauses
from steward.kernel.days import today_of
from steward.kernel.models import Record
from steward.kernel.refusal import Invalid
from steward.kernel.sheet import Column, SheetField
from steward.people.bilingual import Bilingual, in_chinese
from steward.people.context import current_actor
from steward.people.models import User
from steward.people.roles import ROLES
from steward.registers.document.layers import ABOVE, APPROVERS, AUTHORS, Layer, layer_of

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_YEARS, MOST_MONTHS = 100, 60
# A text in both languages, section by section, so that they can't drift apart.
SECTIONS = (
    Column("sub", _("Subsection"), "flag"),
    Column("heading_zh", _("Heading (Chinese)")),
    Column("heading_en", _("Heading (English)")),
    Column("zh", _("Section text (Chinese)"), "long"),
    Column("en", _("Section text (English)"), "long"),
)


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of records that a document may govern, or that a record type is kept as."""
    return [(process.kind, str(process.label)) for process in all_processes()]


def author_choices() -> list[tuple[str, str]]:
    """The roles that draw documents up."""
    return [(key, str(ROLES[key].label)) for key in AUTHORS]


def approver_choices() -> list[tuple[str, str]]:
    """The roles that put documents into force."""
    return [(key, str(ROLES[key].label)) for key in APPROVERS]


def department_choices() -> list[tuple[str, str]]:
    """The departments that documents belong to."""
    return [(key, str(role.label)) for key, role in ROLES.items() if role.kind in ("department", "management")]


class Document(Bilingual):
    """What is under control: its place among the others, who answers for it, how long it counts and is kept."""

    KEY = "code"

    code = models.CharField(_("Document number"), max_length=40, unique=True)
    layer = models.CharField(_("Layer"), max_length=1, choices=Layer.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("Belongs to"))
    process = models.CharField(
        _("Records it governs, or is kept as"), max_length=40, choices=kind_choices, blank=True, default=""
    )
    clauses = models.CharField(_("Clauses, such as 7.2.1, 8.1"), max_length=300, blank=True, default="")
    department = models.CharField(
        _("Department in charge"), max_length=60, choices=department_choices, blank=True, default=""
    )
    author_role = models.CharField(_("Drawn up or kept by"), max_length=60, choices=author_choices)
    approver_role = models.CharField(_("Approved by"), max_length=60, choices=approver_choices, blank=True, default="")
    review_months = models.PositiveSmallIntegerField(_("Reviewed every (months)"), default=12)
    reviewed_on = models.DateField(
        _("Last reviewed on"), null=True, blank=True,
        help_text=_("Of a record type; texts are reviewed on their edition."),
    )  # fmt: skip
    retention_years = models.PositiveSmallIntegerField(_("Kept once replaced (years)"), default=3)
    place_zh = models.CharField(_("Place where it is kept (Chinese)"), max_length=200, blank=True, default="")
    place_en = models.CharField(_("Place where it is kept (English)"), max_length=200, blank=True, default="")

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Document")
        verbose_name_plural = _("Documents")

    @property
    def is_manual(self) -> bool:
        """Whether it is the manual itself, under which all others stand."""
        return self.layer == Layer.MANUAL and self.parent_id is None

    @property
    def place(self) -> str:
        """Where records of a type are kept that the product does not keep, in the reader's language."""
        return self.place_zh if in_chinese() else self.place_en

    @property
    def clause_ids(self) -> tuple[str, ...]:
        """The clauses that it answers to."""
        return tuple(each for each in re.split(r"[,，、;；\s]+", self.clauses) if each)

    def fill_in(self) -> None:
        """Whoever registers a record type looks at it; raises Invalid with every contradiction in the row."""
        if self.pk is None and self.layer == Layer.RECORD_TYPE and self.reviewed_on is None:
            self.reviewed_on = today_of(current_actor())
        faults = {**self._faults_of_code(), **self._faults_of_parent(), **self._faults_of_terms()}
        if faults:
            raise Invalid(faults)

    def _faults_of_code(self) -> dict[str, list[str]]:
        named = layer_of(self.code)
        if not named:
            text = gettext("A document number is letters, the layer and a running number, such as ITSM-%(layer)s-01.")
            return {"code": [text % {"layer": self.layer or "B"}]}
        if named != self.layer:
            text = gettext("The number names layer %(named)s, but the document stands in layer %(layer)s.")
            return {"code": [text % {"named": named, "layer": self.layer}]}
        return {}

    def _faults_of_parent(self) -> dict[str, list[str]]:
        if self.parent is None:
            text = gettext("Say under which document it stands: only the manual stands under none.")
            return {} if self.layer == Layer.MANUAL else {"parent": [text]}
        if self.parent_id == self.pk:
            return {"parent": [gettext("“%(code)s” would belong to itself.") % {"code": self.code}]}
        above = ABOVE[Layer(self.layer)]
        if self.parent.layer not in above or (self.layer == Layer.MANUAL and self.parent.parent_id):
            text = gettext("%(parent)s is of layer %(layer)s: under it stands no document of layer %(own)s.")
            return {"parent": [text % {"parent": self.parent.code, "layer": self.parent.layer, "own": self.layer}]}
        return self._faults_of_children()

    def _faults_of_children(self) -> dict[str, list[str]]:
        """The layers rise step by step, so that only two documents of the manual's own layer could form a ring."""
        below = self.pk and self.layer == Layer.MANUAL and Document.objects.filter(parent_id=self.pk)
        if not below or not below.exists():
            return {}
        return {"parent": [gettext("Documents stand under %(code)s: it stands under none.") % {"code": self.code}]}

    def _faults_of_terms(self) -> dict[str, list[str]]:
        faults: dict[str, list[str]] = {}
        unknown = sorted(set(self.clause_ids) - {each.id for each in clauses()})
        if unknown:
            faults["clauses"] = [gettext("No clause of the manual: %(ids)s.") % {"ids": ", ".join(unknown)}]
        if not 1 <= self.review_months <= MOST_MONTHS:
            faults["review_months"] = [
                gettext("A review falls due after 1 to %(most)d months.") % {"most": MOST_MONTHS}
            ]
        if not 1 <= self.retention_years <= MOST_YEARS:
            text = gettext("What was replaced is kept for 1 to %(most)d years.")
            faults["retention_years"] = [text % {"most": MOST_YEARS}]
        if self.reviewed_on and (self.layer != Layer.RECORD_TYPE or self.reviewed_on > today_of(current_actor())):
            text = gettext("A record type was reviewed on a day that has come; a text is reviewed on its edition.")
            faults["reviewed_on"] = [text]
        if self.layer != Layer.RECORD_TYPE and not self.approver_role:
            faults["approver_role"] = [gettext("Say who approves it; only record types have no approval.")]
        if self.is_manual and self.approver_role not in ("general_manager", "top_management"):
            faults["approver_role"] = [gettext("The manual is put into force by the general manager.")]
        return faults


class Outcome(models.TextChoices):
    """What a review of an edition in force came to (2.2.5)."""

    KEEP = "keep", _("It is still right")
    REVISE = "revise", _("A new edition is needed")


class Edition(Record):
    """One edition of a document, from its draft until it is disposed of."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    document = models.ForeignKey(Document, models.PROTECT, related_name="editions", verbose_name=_("Document"))
    edition = models.CharField(_("Edition"), max_length=12, blank=True, default="")
    reason = models.TextField(_("Reason of the change"), max_length=5000, blank=True, default="")
    effective_on = models.DateField(_("In force from"), null=True, blank=True)
    sections = SheetField(_("Text"), columns=SECTIONS, most=300, on_page=False)
    is_file = models.BooleanField(_("The text is an attached file"), default=False)
    order_of_issue = models.TextField(_("Order of issue"), max_length=5000, blank=True, default="")
    review_on = models.DateField(_("To be reviewed by"), null=True, editable=False)
    # The document whose valid edition this is: the database lets a document have one (1.4.3).
    in_force_of = models.ForeignKey(
        Document, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("In force of")
    )
    approved_at = models.DateTimeField(_("Approved at"), null=True, editable=False)
    in_force_at = models.DateTimeField(_("In force since"), null=True, editable=False)
    replaced_at = models.DateTimeField(_("In force until"), null=True, editable=False)
    review_outcome = models.CharField(
        _("Outcome of the review"), max_length=20, choices=Outcome.choices, null=True, blank=True
    )
    review_remark = models.TextField(_("What was reviewed, and why so"), max_length=5000, blank=True, default="")
    reviewed_on = models.DateField(_("Reviewed on"), null=True, editable=False)
    withdraw_reason = models.TextField(_("Reason of the withdrawal"), max_length=2000, blank=True, default="")

    @property
    def members(self) -> list[dict[str, str]]:
        """Whom notices of its copies are for: each who owes a receipt while it is in force, a print afterwards."""
        held = apps.get_model("document", "Copy").objects.filter(edition=self, ended_at=None, holder__isnull=False)
        owed = held.filter(acknowledged_at=None) if self.in_force_of_id else held.exclude(sort="electronic")
        return [{"person": code} for code in owed.values_list("holder__code", flat=True)]

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Edition")
        verbose_name_plural = _("Editions")
        constraints = (
            models.UniqueConstraint(
                fields=["document", "edition"], condition=~models.Q(edition=""), name="edition_once"
            ),
            # At the end of a transaction: the next edition steps in as the one before steps out.
            models.UniqueConstraint(
                fields=["in_force_of"], name="edition_one_in_force", deferrable=models.Deferrable.DEFERRED
            ),
        )
        indexes = (
            # Which edition was in force at a moment; the history on a document's page.
            models.Index(fields=["document", "in_force_at"], name="edition_by_validity"),
        )


class Issued(models.Model):
    """An edition that was put into force, as every one of the provider's people may read it (a view)."""

    number = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    author = models.ForeignKey(User, models.DO_NOTHING, related_name="+")
    opened_at = models.DateTimeField()
    document = models.ForeignKey(Document, models.DO_NOTHING, related_name="issued")
    edition = models.CharField(max_length=12)
    reason = models.TextField()
    effective_on = models.DateField()
    sections = models.JSONField()
    is_file = models.BooleanField()
    order_of_issue = models.TextField()
    review_on = models.DateField(null=True)
    approved_at = models.DateTimeField()
    in_force_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    in_force = models.BooleanField()

    class Meta:
        """Made by document/sql/issued.sql."""

        managed = False
        db_table = "document_issued"

    def __str__(self) -> str:
        """Number and edition."""
        return f"{self.number} {self.edition}"


class IssuedFile(models.Model):
    """A file that is, or is shown by, the text of an edition that was put into force (a view)."""

    edition = models.ForeignKey(Issued, models.DO_NOTHING, related_name="files")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        """Made by document/sql/issued_files.sql."""

        managed = False
        db_table = "document_issued_file"

    def __str__(self) -> str:
        """The file's name."""
        return self.name


def numbers_in_order(editions: Iterable[str]) -> list[str]:
    """Edition numbers from the first to the last."""
    return sorted(editions, key=number_of)


def number_of(edition: str) -> tuple[int, int]:
    """The two numbers of an edition such as 1.0; of one without a number, nothing comes before it."""
    major, _dot, minor = edition.partition(".")
    return int(major or 0), int(minor or 0)
