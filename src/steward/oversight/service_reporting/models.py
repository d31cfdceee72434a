"""The nouns of service reporting: what is agreed on, and the reports themselves (manual 5.2)."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Calendar, Record, RecordKey
from steward.kernel.sheet import Column, SheetField
from steward.people.models import User

LONG = 20_000
MOST_DAYS = 60


class Every(models.TextChoices):
    """How often a report is made."""

    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")


LANGUAGES = (("zh-hans", _("Chinese")), ("en", _("English")))
MEMBERS = (Column("person", _("Person"), required=True, names=("person",)),)
WANTED = (Column("content", _("What else is reported"), required=True),)
SAID = (
    Column("content", _("What else is reported"), required=True),
    Column("said", _("What there is to report"), "long"),
)


class ReportAgreement(Record):
    """What is reported of a service project: how often, in which language, to whom, by which day."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    every = models.CharField(_("Period of the report"), max_length=10, choices=Every.choices, default=Every.MONTH)
    language = models.CharField(_("Language of the report"), max_length=10, choices=LANGUAGES, default="zh-hans")
    due_days = models.PositiveSmallIntegerField(
        _("Issued within (days after the period)"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_DAYS)],
    )
    calendar = models.ForeignKey(
        Calendar, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Working days of")
    )
    target_share = models.PositiveSmallIntegerField(
        _("Share of targets to be met (%)"), default=95, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    starts_on = models.DateField(_("Reports from"))
    ends_on = models.DateField(_("Reports until"), null=True, blank=True)
    further = SheetField(_("Contents beside the six"), columns=WANTED, most=20)
    members = SheetField(_("Recipients"), columns=MEMBERS, most=60)
    wish = models.TextField(_("What is to be different"), max_length=2000, blank=True, default="")
    agreed_at = models.DateTimeField(_("Agreed at"), null=True, editable=False)
    agreed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("Agreed by")
    )
    # What the database keeps apart by days: of a service project one agreement holds on each day.
    holds = models.BooleanField(_("Has been agreed"), default=False, editable=False)
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Report agreement")
        verbose_name_plural = _("Report agreements")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="report_agreement_ends_after_it_starts",
            ),
        )


class Remark(models.TextField):  # type: ignore[type-arg]  # Django gives it no brackets at run time
    """A text that stands in the report beside the figures it is about, and not once more below them."""

    on_page = False

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """As the plain text that it is to the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


def _remark(label: Any) -> Remark:
    return Remark(label, max_length=LONG, blank=True, default="")


class ServiceReport(Record):
    """How the service of a project was in a period: figures as they were drawn, and what somebody says of them."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    agreement = RecordKey(kinds=("report_agreement",), null=True, verbose_name=_("Report agreement"))
    period_from = models.DateField(_("First day of the period"))
    period_until = models.DateField(_("Last day of the period"), null=True, editable=False)
    due_on = models.DateField(_("To be issued by"), null=True, editable=False)
    summary = _remark(_("Summary"))
    on_performance = _remark(_("On performance against targets"))
    on_breaches = _remark(_("On breaches and nonconformities"))
    on_workload = _remark(_("On workload and use of resources"))
    on_events = _remark(_("On major events and changes"))
    on_trends = _remark(_("On trends"))
    on_satisfaction = _remark(_("On customer satisfaction"))
    further = SheetField(_("Contents beside the six"), columns=SAID, most=20, on_page=False)
    conclusion = _remark(_("Conclusion"))
    members = SheetField(_("Recipients"), columns=MEMBERS, most=60)
    # What the records said when the figures were drawn; never reckoned again once the report is checked.
    figures = models.JSONField(_("Figures"), default=dict, editable=False)
    drawn_at = models.DateTimeField(_("Figures drawn at"), null=True, editable=False)
    digest = models.CharField(_("Fingerprint of the figures"), max_length=64, default="", editable=False)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("Submitted by")
    )
    issued_at = models.DateTimeField(_("Issued at"), null=True, editable=False)
    reading = models.CharField(_("Who has read it, when and where"), max_length=300, blank=True, default="")
    replaces = RecordKey(
        kinds=("service_report",), null=True, blank=True, db_constraint=False, verbose_name=_("Replaces the report")
    )
    correction = models.TextField(_("Reason of the correction"), max_length=2000, blank=True, default="")
    # False once it is cancelled: the period may then be reported anew.
    stands = models.BooleanField(_("Not cancelled"), default=True, editable=False)
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Service report")
        verbose_name_plural = _("Service reports")
        constraints = (
            # Of a period one report, and of a report one correction.
            models.UniqueConstraint(
                fields=["agreement", "period_from"],
                condition=models.Q(replaces__isnull=True, stands=True),
                name="one_report_a_period",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=models.Q(replaces__isnull=False, stands=True), name="corrected_once"
            ),
        )
        indexes = (
            # What is to be issued soon, and what is late.
            models.Index(fields=["due_on"], name="service_report_by_due_day"),
        )
