"""The noun of external audits: who audits us against what, what was found, what came of it (manual 1.2.2, A2.4.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record
from steward.kernel.sheet import Column, SheetField
from steward.oversight.audit.models import LONG, Grade
from steward.registers.organisation.models import Certificate


class Occasion(models.TextChoices):
    """Why somebody audits us."""

    CERTIFICATION = "certification", _("Certification")
    SURVEILLANCE = "surveillance", _("Surveillance")
    RENEWAL = "renewal", _("Renewal of a certificate")
    CUSTOMER = "customer", _("Audit by a customer")


class Outcome(models.TextChoices):
    """What those who audited us concluded."""

    PASSED = "passed", _("Passed")
    CONDITIONS = "conditions", _("Passed with findings to be answered")
    FAILED = "failed", _("Not passed")


FINDINGS = (
    Column("clause", _("Clause"), required=True),
    Column("grade", _("Grade"), "choice", choices=tuple(Grade.choices), required=True),
    Column("what", _("What was found"), "long", required=True),
)


class ExternalAudit(Record):
    """An audit by a certification body or a customer; its report and certificate are attached to it."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    occasion = models.CharField(_("Occasion"), max_length=20, choices=Occasion.choices, default=Occasion.SURVEILLANCE)
    body = models.CharField(_("Audited by (organisation)"), max_length=200)
    lead_auditor = models.CharField(_("Lead auditor"), max_length=200, blank=True, default="")
    standard = models.CharField(_("Audited against"), max_length=200, default="ISO/IEC 20000-1:2018")
    scope = models.TextField(_("Scope of the audit"), max_length=5000, blank=True, default="")
    certificate = models.ForeignKey(
        Certificate, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("Certificate that it is about"),
    )  # fmt: skip
    planned_from = models.DateField(_("Planned from"))
    planned_until = models.DateField(_("Planned until"))
    held_from = models.DateField(_("Held from"), null=True, editable=False)
    outcome = models.CharField(_("Outcome"), max_length=20, choices=Outcome.choices, null=True, blank=True)
    report = models.TextField(_("Report"), max_length=LONG, blank=True, default="")
    findings = SheetField(_("Findings"), columns=FINDINGS, most=100)
    reported_on = models.DateField(_("Reported on"), null=True, blank=True)
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        app_label = "audit"
        verbose_name = _("External audit")
        verbose_name_plural = _("External audits")
        indexes = (
            # The next one, and those of a year.
            models.Index(fields=["planned_from"], name="external_audit_by_day"),
            # Audit results of a review.
            models.Index(fields=["reported_on"], name="external_audit_by_report_day"),
        )
