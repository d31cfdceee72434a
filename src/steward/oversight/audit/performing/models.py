"""The noun of performance reports: what a period came to, what is thought of it, who has read it (manual 0.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record
from steward.kernel.receipts import READERS, RECEIPTS
from steward.kernel.sheet import Column, SheetField
from steward.oversight.audit.models import GATHERED, LONG

# What the representative reports on, in the order of the manual.
PARTS = (
    ("policy", _("Policy")),
    ("objectives", _("Objectives")),
    ("satisfaction", _("Satisfaction of customers")),
    ("activities", _("Service activities")),
    ("audits", _("Audits")),
    ("nonconformities", _("Nonconformities")),
    ("improvements", _("Improvements")),
    ("reviews", _("Reviews")),
    ("awareness", _("Awareness")),
)
# What is counted over the period, beside how clauses and processes stand at its end.
FIGURES = (
    ("clauses", _("Clauses of the manual that records judge")),
    ("not_built", _("Clauses that the product does not judge yet")),
    ("resolution", _("Incidents closed, and resolved past their target")),
    ("confirmed", _("Incidents closed, and without the user's own word")),
    ("reopened", _("Incidents closed, and reopened before")),
    ("incidents", _("Incidents opened")),
    ("urgent", _("Incidents of the highest priority")),
    ("problems", _("Problems opened")),
    ("problems_closed", _("Problems closed")),
    ("changes", _("Changes ended, and not as planned")),
    ("emergencies", _("Emergency changes ended")),
    ("releases", _("Releases closed")),
    ("audits_planned", _("Audits planned in the period, and not reported in it")),
    ("open_nonconformities", _("Nonconformities open, and past their day")),
    ("closed_nonconformities", _("Nonconformities closed, and past their day")),
    ("improving", _("Improvements under way, and past their day")),
    ("improved", _("Improvements closed with a measured result")),
    ("decisions", _("Decisions of reviews to be carried out, and past their day")),
)
FOUND = (
    Column("part", _("Part of the report"), "choice", choices=PARTS, required=True),
    Column("figure", _("Figure"), "choice", choices=FIGURES),
    Column("clause", _("Clause")),
    *(column for column in GATHERED if column.key != "input"),
    Column("was_judged", _("Cases in the report before"), "number"),
    Column("was_breached", _("Breached in the report before"), "number"),
)
ASSESSED = (
    Column("part", _("Part of the report"), "choice", choices=PARTS, required=True),
    Column("assessment", _("Assessment"), "long"),
)


class PerformanceReport(Record):
    """What the representative reports to top management on a period: figures frozen, each part assessed, read."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    period_from = models.DateField(_("Period from"))
    period_until = models.DateField(_("Period until"))
    due_on = models.DateField(_("Due on"), null=True, editable=False)
    found = SheetField(_("Figures as gathered"), columns=FOUND, most=400, on_page=False, editable=False)
    gathered_at = models.DateTimeField(_("Figures gathered at"), null=True, editable=False)
    assessments = SheetField(_("Assessments"), columns=ASSESSED, most=2 * len(PARTS), on_page=False)
    conclusion = models.TextField(_("Conclusion"), max_length=LONG, blank=True, default="")
    members = SheetField(_("To be read by"), columns=READERS, most=60)
    issued_on = models.DateField(_("Issued on"), null=True, editable=False)
    receipts = SheetField(_("Read by"), columns=RECEIPTS, most=60, editable=False)
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        app_label = "audit"
        verbose_name = _("Performance report")
        verbose_name_plural = _("Performance reports")
        indexes = (
            # The report before, and whether the next one is to be drafted.
            models.Index(fields=["period_until"], name="performance_by_period"),
        )
