"""Audits of the configuration: what is to be checked, and each line of it as recorded and as found (manual 8.1.9)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record
from steward.kernel.sheet import SheetField
from steward.people.models import Person
from steward.registers.configuration.models.baseline import NARROWED

MOST_LINES = 10_000


class ConfigurationAudit(Record):
    """A check of the record against the world: whole, or a sample that can be drawn again and is then the same."""

    class Extent(models.TextChoices):
        """How much of the scope is checked."""

        SAMPLE = "sample", _("A sample")
        WHOLE = "whole", _("Everything in the scope")

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    goal = models.TextField(_("Goal"), max_length=2000, blank=True, default="")
    auditor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Auditor")
    )
    planned_on = models.DateField(_("Planned for"), null=True, blank=True)
    narrowed = SheetField(_("Narrowed to"), columns=NARROWED, most=40)
    extent = models.CharField(_("Extent"), max_length=20, choices=Extent.choices, default=Extent.SAMPLE)
    sample_size = models.PositiveIntegerField(
        _("Size of the sample"), null=True, blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_LINES)],
    )  # fmt: skip
    class_ids = ArrayField(models.BigIntegerField(), verbose_name=_("Classes within"), null=True, editable=False)
    place_ids = ArrayField(models.BigIntegerField(), verbose_name=_("Places within"), null=True, editable=False)
    seed = models.CharField(_("Seed of the draw"), max_length=64, blank=True, default="", editable=False)
    drawn_at = models.DateTimeField(_("Drawn at"), null=True, editable=False)
    population = models.PositiveIntegerField(_("Items in the scope"), null=True, editable=False)
    lines_checked = models.PositiveIntegerField(_("Lines checked"), null=True, editable=False)
    lines_right = models.PositiveIntegerField(_("Lines as recorded"), null=True, editable=False)
    accuracy = models.PositiveSmallIntegerField(_("Accuracy (%)"), null=True, editable=False)
    conclusion = models.TextField(_("Result of the audit"), max_length=5000, blank=True, default="")
    resources = models.TextField(_("Whether resources suffice"), max_length=2000, blank=True, default="")
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are; lines are drawn and frozen by trigger."""

        verbose_name = _("Configuration audit")
        verbose_name_plural = _("Configuration audits")

    @property
    def rate(self) -> float | None:
        """Right lines of a hundred checked, once it is concluded."""
        return 100 * (self.lines_right or 0) / self.lines_checked if self.lines_checked else None


class Verdict(models.TextChoices):
    """What a check of a line found."""

    AS_RECORDED = "as_recorded", _("As recorded")
    DIFFERS = "differs", _("Found otherwise")
    MISSING = "missing", _("Not found")
    EXCUSED = "excused", _("Not checked, with a reason")
    UNRECORDED = "unrecorded", _("There, but not recorded")


class AuditLine(models.Model):
    """An item drawn, frozen as it was recorded then, and what was found; without an item: a thing not recorded."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    item = models.ForeignKey(Record, models.PROTECT, related_name="+", null=True, db_constraint=False)
    place = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(null=True)
    snapshot = models.JSONField(default=dict)
    verdict = models.CharField(max_length=20, choices=Verdict.choices, blank=True, default="")
    # Rows of {field, recorded, found}.
    differences = models.JSONField(default=list)
    note = models.TextField(max_length=2000, blank=True, default="")
    seen_by = models.CharField(max_length=200, blank=True, default="")
    checked_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    times = models.PositiveIntegerField(default=0)

    class Meta:
        """Written by the draw, then by checks while the audit runs; its history is kept by trigger."""

        constraints = (models.UniqueConstraint(fields=["record", "item"], name="audit_line_once"),)
        indexes = (
            # The lines of an audit, in the order of the draw.
            models.Index(fields=["record", "place"], name="audit_lines"),
            # The running audits that hold an item: its page.
            models.Index(fields=["item"], name="audit_line_of_ci"),
        )

    def __str__(self) -> str:
        """Which one."""
        return str(self.place)
