"""The nouns of improvement: nonconformities, audits, management reviews (manual 2.1.10, 2.1.11, 3.4)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.clauses import clauses
from steward.kernel.judges import Verdict
from steward.kernel.models import Record
from steward.kernel.sheet import Column, SheetField
from steward.people.models import Person, User
from steward.people.processes import SERVICE_PROCESSES

LONG = 20_000


class Source(models.TextChoices):
    """Where a nonconformity was noticed (3.4.5)."""

    BY_HAND = "by_hand", _("Noticed by somebody")
    AUDIT = "audit", _("Internal or external audit")
    COMPLAINT = "complaint", _("Complaint")
    INCIDENT = "incident", _("Incident or problem")
    SLA_BREACH = "sla_breach", _("Breach of an agreed level")
    REVIEW = "review", _("Management review")
    MEASURE = "measure", _("Measurement of a process")
    CLAUSE_BREACH = "clause_breach", _("Clause found breached by its rules")


class Grade(models.TextChoices):
    """How grave it is; a potential one has not come about yet (3.4.2)."""

    MAJOR = "major", _("Major")
    MINOR = "minor", _("Minor")
    POTENTIAL = "potential", _("Observation (potential)")


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
CORRECTIVE, PREVENTIVE = "corrective", "preventive"
ACTIONS = (
    Column(
        "kind", _("Kind of action"), "choice", required=True,
        choices=((CORRECTIVE, _("Corrective")), (PREVENTIVE, _("Preventive"))),
    ),
    Column("what", _("What"), required=True),
    Column("who", _("Person responsible"), required=True, names=("person",)),
    Column("until", _("Until"), "day", required=True),
    Column("done_on", _("Done on"), "day"),
    Column("result", _("Result")),
)  # fmt: skip


def clause_choices() -> list[tuple[str, str]]:
    """The clauses of the manual, each with its title in the reader's language."""
    return [(each.id, f"{each.id} {each.title}") for each in clauses()]


class Nonconformity(Record):
    """Something that is not, or may come not to be, as the manual asks: from its containment to a measured effect."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    found_by = models.CharField(_("Found by"), max_length=20, choices=Source.choices, default=Source.BY_HAND)
    grade = models.CharField(_("Grade"), max_length=20, choices=Grade.choices, default=Grade.MINOR)
    clause = models.CharField(_("Clause"), max_length=10, choices=clause_choices, null=True, blank=True)
    description = models.TextField(_("Description"), max_length=LONG, blank=True, default="")
    due_on = models.DateField(_("Due on"), null=True, editable=False)
    containment = models.TextField(_("Correction at once"), max_length=LONG, blank=True, default="")
    whys = SheetField(_("Five whys"), columns=WHYS, most=20)
    fishbone = SheetField(_("Fishbone"), columns=FISHBONE, most=60)
    root_cause = models.TextField(_("Root cause"), max_length=LONG, blank=True, default="")
    actions = SheetField(_("Corrective and preventive actions"), columns=ACTIONS, most=60)
    measure = models.CharField(_("How the effect is measured"), max_length=300, blank=True, default="")
    expected = models.CharField(_("Expected result"), max_length=300, blank=True, default="")
    measure_from = models.DateField(_("Measured not before"), null=True, blank=True)
    measured_on = models.DateField(_("Measured on"), null=True, blank=True)
    measured = models.TextField(_("Measured result"), max_length=2000, blank=True, default="")
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("Effect verified by")
    )
    extension_until = models.DateField(_("Extended until"), null=True, blank=True)
    extension_reason = models.TextField(_("Reason of the extension"), max_length=2000, blank=True, default="")
    accepted_risk = models.TextField(_("Accepted risk and its reason"), max_length=LONG, blank=True, default="")
    # Who asked for more time, or for the acceptance of a risk; somebody else decides.
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("Decision asked for by")
    )
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Nonconformity")
        verbose_name_plural = _("Nonconformities")
        indexes = (
            # The list by clause, and whether a clause has an open one already.
            models.Index(fields=["clause", "-record"], name="nonconformity_by_clause"),
            # Those past their day (3.4.5).
            models.Index(fields=["due_on"], name="nonconformity_by_due_day"),
        )


CONFORM, OBSERVATION, NONCONFORM = "conform", "observation", "nonconform"
RESULTS = (
    (CONFORM, _("Conform")),
    (OBSERVATION, _("Observation")),
    (NONCONFORM, _("Not conform")),
    ("not_looked_at", _("Not looked at")),
)
PLAN = (
    Column("day", _("Day"), "day", required=True),
    Column("unit", _("Unit audited"), required=True, names=("unit",)),
    Column("auditor", _("Auditor"), required=True, names=("person",)),
    Column("clauses", _("Clauses, such as 7.2 or 8.1.3"), required=True),
    Column("topic", _("Topic")),
)
CHECKS = (
    Column("clause", _("Clause"), required=True),
    Column("question", _("What is looked at"), "long", required=True),
    Column("result", _("Result"), "choice", choices=RESULTS),
    Column("note", _("What was seen, and the reason"), "long"),
)
DRAWN = (
    Column("number", _("Record"), required=True),
    Column("kind", _("Kind"), required=True),
    Column("clause", _("Clause"), required=True),
    Column("seen", _("Looked at"), "flag"),
    Column("note", _("Note")),
)


class Audit(Record):
    """An internal audit of some units against some clauses: what was planned, asked, drawn, found and reported."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    purpose = models.TextField(_("Purpose and scope"), max_length=5000, blank=True, default="")
    planned_from = models.DateField(_("Planned from"))
    planned_until = models.DateField(_("Planned until"))
    plan = SheetField(_("Audit plan"), columns=PLAN, most=100)
    checks = SheetField(_("Check list"), columns=CHECKS, most=300, on_page=False)
    sample_size = models.PositiveSmallIntegerField(
        _("Records to draw"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(200)]
    )
    sample_from = models.DateField(_("Records opened from"), null=True, blank=True)
    sample_until = models.DateField(_("Records opened until"), null=True, blank=True)
    # What makes the draw repeatable: the same seed over the same set of records draws the same ones.
    seed = models.CharField(_("Seed"), max_length=40, blank=True, default="")
    drawn_from = models.PositiveIntegerField(_("Drawn from so many records"), null=True, editable=False)
    drawn_set = models.CharField(_("Fingerprint of that set"), max_length=64, default="", editable=False)
    drawn = SheetField(_("Random sample"), columns=DRAWN, most=200, on_page=False)
    report = models.TextField(_("Report"), max_length=LONG, blank=True, default="")
    held_from = models.DateField(_("Held from"), null=True, editable=False)
    reported_on = models.DateField(_("Reported on"), null=True, editable=False)
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Audit")
        verbose_name_plural = _("Audits")
        indexes = (
            # The programme of a year.
            models.Index(fields=["planned_from"], name="audit_by_planned_day"),
            # Whether an audit came before a review.
            models.Index(fields=["reported_on"], name="audit_by_report_day"),
        )


PROCESSES, PROBLEMS, AUDITS, FEEDBACK, INFLUENCES, FORMER = (
    "processes", "problems", "audits", "feedback", "influences", "former",
)  # fmt: skip
# The five inputs that the manual names, and what became of the decisions before (3.4.3).
INPUTS = (
    (PROCESSES, _("State of each process")),
    (PROBLEMS, _("Problems and suggestions for improvement")),
    (AUDITS, _("Audit results")),
    (FEEDBACK, _("Feedback of interested parties")),
    (INFLUENCES, _("Other influences")),
    (FORMER, _("Decisions of the review before")),
)
PROCESS_NAMES = (
    *((key, process.label) for key, process in SERVICE_PROCESSES.items()),
    ("service_planning", _("New or changed services")),
    ("", ""),
)
ATTENDEES = (
    Column("person", _("Person"), required=True, names=("person",)),
    Column("part", _("Takes part as")),
)
GATHERED = (
    Column("input", _("Input"), "choice", choices=INPUTS, required=True),
    Column("process", _("Process"), "choice", choices=PROCESS_NAMES),
    Column("subject", _("Subject")),
    Column("record", _("Record")),
    Column("verdict", _("Verdict"), "choice", choices=tuple(Verdict.choices)),
    Column("judged", _("Cases"), "number"),
    Column("breached", _("Breached"), "number"),
    Column("due", _("Due"), "number"),
    Column("until", _("Until"), "day"),
)
RESOLUTIONS = (
    Column("what", _("What was decided"), required=True),
    Column("who", _("Person responsible"), required=True, names=("person",)),
    Column("until", _("Until"), "day", required=True),
    Column("done_on", _("Done on"), "day"),
    Column("result", _("Result, with its measured effect")),
)


class ManagementReview(Record):
    """Top management looks at the whole: what it had before it, what it concluded and decided."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    held_on = models.DateField(_("Held on"))
    venue = models.CharField(_("Venue"), max_length=200, blank=True, default="")
    attendees = SheetField(_("Attendees"), columns=ATTENDEES, most=60)
    influences = models.TextField(_("Other influences to be looked at"), max_length=LONG, blank=True, default="")
    inputs = SheetField(_("Inputs as gathered"), columns=GATHERED, most=300, on_page=False, editable=False)
    gathered_at = models.DateTimeField(_("Inputs gathered at"), null=True, editable=False)
    conclusions = models.TextField(_("Conclusions"), max_length=LONG, blank=True, default="")
    resolutions = SheetField(_("Decisions and actions"), columns=RESOLUTIONS, most=60)
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Management review")
        verbose_name_plural = _("Management reviews")
        indexes = (
            # The review before, and those of the year.
            models.Index(fields=["held_on"], name="review_by_day"),
        )


class Spring(models.TextChoices):
    """What an improvement came from (3.4.4)."""

    REVIEW = "review", _("Management review")
    AUDIT = "audit", _("Internal or external audit")
    MEASURE = "measure", _("Measurement of a process")
    CUSTOMER = "customer", _("Customer's wish or complaint")
    IDEA = "idea", _("Idea of our own people")


STEPS = ACTIONS[1:]


class Improvement(Record):
    """Something is to get better: from where it stands to where it shall stand, measured, verified and told."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    spring = models.CharField(_("Came from"), max_length=20, choices=Spring.choices, default=Spring.IDEA)
    clause = models.CharField(_("Clause"), max_length=10, choices=clause_choices, null=True, blank=True)
    description = models.TextField(_("Description"), max_length=LONG, blank=True, default="")
    baseline = models.CharField(_("Where it stands today"), max_length=300, blank=True, default="")
    goal = models.CharField(_("Where it shall stand"), max_length=300, blank=True, default="")
    measure = models.CharField(_("How it is measured"), max_length=300, blank=True, default="")
    inform = models.CharField(_("Who is told, how and when"), max_length=300, blank=True, default="")
    due_on = models.DateField(_("Due on"), null=True, blank=True)
    steps = SheetField(_("Steps"), columns=STEPS, most=60)
    measured_on = models.DateField(_("Measured on"), null=True, blank=True)
    measured = models.TextField(_("Measured result"), max_length=2000, blank=True, default="")
    verified_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("Result verified by")
    )
    verification = models.TextField(_("How the result was verified"), max_length=2000, blank=True, default="")
    reported_to = models.CharField(_("Reported to"), max_length=300, blank=True, default="")
    reported_on = models.DateField(_("Reported on"), null=True, blank=True)
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Improvement")
        verbose_name_plural = _("Improvements")
        indexes = (
            # Those past their day (3.4.4).
            models.Index(fields=["due_on"], name="improvement_by_due_day"),
        )


class ClauseOwner(models.Model):
    """Who answers for a clause, and whether a breach of it raises a nonconformity by itself."""

    clause = models.CharField(_("Clause"), max_length=10, choices=clause_choices, unique=True)
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Owner"))
    raises_by_itself = models.BooleanField(_("A breach raises a nonconformity by itself"), default=False)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Owner of a clause")
        verbose_name_plural = _("Owners of clauses")

    def __str__(self) -> str:
        """The clause."""
        return self.clause
