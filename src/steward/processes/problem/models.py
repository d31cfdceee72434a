"""The nouns of problem management (manual 7.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Category, Record
from steward.kernel.priority import Impact, Urgency
from steward.kernel.sheet import Column, SheetField
from steward.people.models import User


class Origin(models.TextChoices):
    """How a problem was found (7.3.1)."""

    INCIDENTS = "incidents", _("Like incidents")
    TREND = "trend", _("Trend of figures")
    MAJOR_INCIDENT = "major_incident", _("Major incident")
    SUPPLIER = "supplier", _("Told by a supplier")
    PROACTIVE = "proactive", _("Found before it did harm")


BRANCHES = (
    ("people", _("People")),
    ("process", _("Method")),
    ("equipment", _("Equipment")),
    ("software", _("Software")),
    ("environment", _("Environment")),
    ("measurement", _("Measurement")),
    ("supplier", _("Supplier")),
)
WHYS = (Column("why", _("Why?"), "long", required=True), Column("because", _("Because"), "long"))
FISHBONE = (
    Column("branch", _("Kind of cause"), "choice", choices=BRANCHES, required=True),
    Column("cause", _("Possible cause"), required=True),
    Column("evidence", _("Evidence")),
    Column("holds", _("It holds"), "flag"),
)
EVENTS = (
    Column("at", _("Time"), "moment", required=True),
    Column("event", _("What happened"), required=True),
    Column("known_from", _("Known from")),
)


class Problem(Record):
    """The unknown cause of one or more incidents, from its detection to the proof that it is gone."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    origin = models.CharField(_("Origin"), max_length=20, choices=Origin.choices, null=True, blank=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Category")
    )
    impact = models.PositiveSmallIntegerField(_("Impact"), choices=Impact.choices, null=True)
    urgency = models.PositiveSmallIntegerField(_("Urgency"), choices=Urgency.choices, null=True)
    description = models.TextField(_("Description"), max_length=20000, blank=True, default="")
    next_review_on = models.DateField(_("Next review on"), null=True, blank=True)
    whys = SheetField(_("Five whys"), columns=WHYS, most=20)
    fishbone = SheetField(_("Fishbone"), columns=FISHBONE, most=60)
    events = SheetField(_("Course of events"), columns=EVENTS, most=100)
    root_cause = models.TextField(_("Root cause"), max_length=20000, blank=True, default="")
    known_error = models.TextField(_("Known error, as the desk reads it"), max_length=20000, blank=True, default="")
    workaround = models.TextField(_("Workaround"), max_length=20000, blank=True, default="")
    no_workaround = models.TextField(_("Why there is no workaround"), max_length=2000, blank=True, default="")
    solution = models.TextField(_("Solution"), max_length=20000, blank=True, default="")
    verification = models.TextField(_("How the solution was verified"), max_length=2000, blank=True, default="")
    review = models.TextField(_("Review: what we learned"), max_length=20000, blank=True, default="")
    reviewed_on = models.DateField(_("Reviewed on"), null=True, blank=True)
    accepted_risk = models.TextField(_("Accepted risk and its reason"), max_length=20000, blank=True, default="")
    # Who proposed to accept the risk; somebody else decides.
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("Acceptance proposed by")
    )
    waits_for = models.CharField(_("Waits for"), max_length=300, blank=True, default="")
    solved_at = models.DateTimeField(_("Solved at"), null=True, blank=True, editable=False)
    reopen_reason = models.TextField(_("Reason of the reopening"), max_length=2000, blank=True, default="")
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Problem")
        verbose_name_plural = _("Problems")
        indexes = (
            # The list by category, and the answers offered to an incident of that category.
            models.Index(fields=["category", "-record"], name="problem_by_category"),
            # Open problems past their review date (7.3.1).
            models.Index(fields=["next_review_on"], name="problem_by_review"),
        )
