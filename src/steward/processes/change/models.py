"""The nouns of change management: changes, what they cover, templates, approval policy, windows (manual 8.2)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Calendar, Record, RecordKey
from steward.kernel.priority import Impact, Urgency
from steward.kernel.refusal import Invalid
from steward.kernel.sheet import SheetField
from steward.people.models import Party, User
from steward.people.roles import ROLES
from steward.processes.change import words
from steward.processes.change.board import words as board
from steward.processes.change.words import ChangeType, Origin, Outcome, Risk, WindowKind

# Who may be asked to decide on a change.
DECIDERS = (
    "technical_operations_manager", "service_department_manager", "technical_group_leader", "project_manager",
    "product_manager", "customer_service_manager", "deputy_general_manager_technical", "general_manager", "finance",
    "finance_manager", "customer_contact",
)  # fmt: skip


class Planned(models.Model):
    """How something is done, tested and taken back."""

    implementation_plan = SheetField(_("Implementation plan"), columns=words.STEPS)
    test_plan = SheetField(_("Test plan"), columns=words.TESTS)
    backout_plan = SheetField(_("Back-out plan"), columns=words.WAY_BACK)
    expected = models.TextField(_("Expected result"), max_length=5000, blank=True, default="")
    cost_estimate = models.PositiveIntegerField(_("Cost estimate (CNY)"), null=True, blank=True)

    class Meta:
        """No table of its own."""

        abstract = True


class ChangeTemplate(Record, Planned):
    """A change that was authorised once for every time it is done as written here."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    description = models.TextField(_("Description"), max_length=20000, blank=True, default="")
    least_success = models.PositiveSmallIntegerField(
        _("Least success rate (%)"), default=80, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    approved_at = models.DateTimeField(_("Authorised at"), null=True, blank=True, editable=False)
    withdraw_reason = models.TextField(_("Reason of the withdrawal"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Change template")
        verbose_name_plural = _("Change templates")

    def __str__(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"


class Change(Record, Planned):
    """An addition, alteration or removal of anything that may have an effect on services."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    change_type = models.CharField(
        _("Type of change"), max_length=20, choices=ChangeType.choices, default=ChangeType.NORMAL
    )
    origin = models.CharField(_("Origin"), max_length=20, choices=Origin.choices, default=Origin.INSIDE)
    template = RecordKey(
        kinds=("change_template",), null=True, blank=True, db_constraint=False, verbose_name=_("Change template")
    )
    description = models.TextField(_("Description"), max_length=20000, blank=True, default="")
    reason = models.TextField(_("Reason of the change"), max_length=5000, blank=True, default="")
    impact = models.PositiveSmallIntegerField(_("Impact"), choices=Impact.choices, null=True)
    urgency = models.PositiveSmallIntegerField(_("Urgency"), choices=Urgency.choices, null=True)
    risk_reach = models.PositiveSmallIntegerField(
        _("Who notices it when it fails?"), choices=words.Reach.choices, null=True, blank=True
    )
    risk_redundancy = models.PositiveSmallIntegerField(
        _("Can another take over?"), choices=words.Redundancy.choices, null=True, blank=True
    )
    risk_experience = models.PositiveSmallIntegerField(
        _("How often was it done?"), choices=words.Experience.choices, null=True, blank=True
    )
    risk_way_back = models.PositiveSmallIntegerField(
        _("How hard is the way back?"), choices=words.WayBack.choices, null=True, blank=True
    )
    risk_timing = models.PositiveSmallIntegerField(
        _("When is it done?"), choices=words.Timing.choices, null=True, blank=True
    )
    risk = models.PositiveSmallIntegerField(_("Risk"), choices=Risk.choices, null=True, editable=False)
    risk_points = models.PositiveSmallIntegerField(_("Points of risk"), null=True, editable=False)
    items = SheetField(_("Covered configuration items"), columns=words.ITEMS, most=200)
    planned_start = models.DateTimeField(_("Planned start"), null=True, blank=True)
    planned_end = models.DateTimeField(_("Planned end"), null=True, blank=True)
    conflict_reason = models.TextField(
        _("Why it is right in spite of conflicts"), max_length=2000, blank=True, default=""
    )
    # What was in its way when it was submitted, so that later finds alone are told; whether something is now.
    known_conflicts = models.JSONField(_("Conflicts known when it was submitted"), default=list, editable=False)
    conflict_mark = models.CharField(
        _("Conflicts"), max_length=10, choices=words.ConflictMark.choices, null=True, editable=False
    )
    # The lines of the gate as the policy stood when the change came before it: [{"by": role, "quorum": number}].
    approvals = models.JSONField(_("Approvals needed"), default=list, editable=False)
    actual_start = models.DateTimeField(_("Actual start"), null=True, editable=False)
    actual_end = models.DateTimeField(_("Actual end"), null=True, editable=False)
    outcome = models.CharField(_("Outcome"), max_length=20, choices=Outcome.choices, null=True, editable=False)
    result = models.TextField(_("What was done"), max_length=5000, blank=True, default="")
    had_problems = models.BooleanField(_("There were problems"), default=False)
    backout_record = models.TextField(_("How it was backed out"), max_length=5000, blank=True, default="")
    failure_cause = models.TextField(_("Cause of the failure"), max_length=5000, blank=True, default="")
    review = models.TextField(_("Review: actual against expected result"), max_length=5000, blank=True, default="")
    lessons = models.TextField(_("Lessons"), max_length=5000, blank=True, default="")
    cost_actual = models.PositiveIntegerField(_("Actual cost (CNY)"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("Reviewed at"), null=True, editable=False)
    return_reason = models.TextField(_("Reason of the return"), max_length=2000, blank=True, default="")
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Change")
        verbose_name_plural = _("Changes")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(planned_start__isnull=True)
                | models.Q(planned_end__isnull=True)
                | models.Q(planned_end__gt=models.F("planned_start")),
                name="change_window_ends_after_it_begins",
            ),
        )
        indexes = (
            # The forward schedule, and conflicts: what overlaps a span of time.
            models.Index(fields=["planned_start", "planned_end"], name="change_by_window"),
            # The figures of each month, and the lists that they open.
            models.Index(fields=["actual_end"], condition=models.Q(outcome__isnull=False), name="change_by_end"),
            # The success rate of a template.
            models.Index(fields=["template"], condition=models.Q(template__isnull=False), name="change_by_template"),
        )

    def __str__(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"


class ChangeItem(models.Model):
    """A configuration item that a change covers (none yet: one to be created); kept by trigger from its sheet."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    ci = models.ForeignKey(Record, models.PROTECT, null=True, related_name="+", db_constraint=False)
    action = models.CharField(max_length=10, choices=words.ACTIONS)
    planned = models.JSONField(default=dict)

    class Meta:
        """Read from the change and from the item."""

        indexes = (
            # Whether a change covers an item; what else touches it.
            models.Index(fields=["ci", "record"], name="change_item_of_ci"),
        )

    def __str__(self) -> str:
        """The action."""
        return self.action


class OfParty(models.Model):
    """Adds the company that a row is for; rows of our own company are for all customers."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("Customer (our company: all)"))

    class Meta:
        """No table of its own."""

        abstract = True


class ApprovalRule(OfParty):
    """One line of the approval policy: for which changes so many holders of a role decide."""

    change_type = models.CharField(
        _("Type of change (empty: any)"), max_length=20, choices=ChangeType.choices, null=True, blank=True
    )
    risk = models.PositiveSmallIntegerField(
        _("From this risk on (empty: any)"), choices=Risk.choices, null=True, blank=True
    )
    cost_from = models.PositiveIntegerField(_("From this cost on (CNY)"), default=0)
    role = models.CharField(_("Who decides"), max_length=60, choices=[(role, ROLES[role].label) for role in DECIDERS])
    quorum = models.PositiveSmallIntegerField(
        _("How many"), default=1, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    is_active = models.BooleanField(_("Active"), default=True)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Approval policy for changes")
        verbose_name_plural = _("Approval policy for changes")

    def __str__(self) -> str:
        """Who decides."""
        return self.role


class ChangeWindow(OfParty):
    """A span in which changes are wanted, forbidden or unwelcome; for a service, or for all of a customer's."""

    kind = models.CharField(_("Kind"), max_length=20, choices=WindowKind.choices)
    title = models.CharField(_("Title"), max_length=200)
    service = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, db_constraint=False, related_name="+", verbose_name=_("Service")
    )
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Change window")
        verbose_name_plural = _("Change windows")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="window_ends_after_it_begins"
            ),
        )
        indexes = (
            # Which windows meet a change, and the schedule of a month.
            models.Index(fields=["starts_at", "ends_at"], name="change_window_by_time"),
        )

    def __str__(self) -> str:
        """The title."""
        return self.title

    def fill_in(self) -> None:
        """Raises Invalid where it ends before it begins, or what it names as its service is none."""
        if self.ends_at <= self.starts_at:
            raise Invalid({"ends_at": [gettext("It ends before it begins.")]})
        if self.service is not None and self.service.kind != "service":
            raise Invalid({"service": [gettext("This is no service.")]})


class BusinessCalendar(OfParty):
    """The calendar by which a customer does business: while it is open no change is welcome."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+", verbose_name=_("Calendar"))
    service = models.ForeignKey(
        Record, models.PROTECT, null=True, blank=True, db_constraint=False, related_name="+", verbose_name=_("Service")
    )
    is_active = models.BooleanField(_("Active"), default=True)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Business calendar of a customer")
        verbose_name_plural = _("Business calendars of customers")

    def __str__(self) -> str:
        """The calendar."""
        return str(self.calendar)

    def fill_in(self) -> None:
        """Raises Invalid where what it names as its service is none."""
        if self.service is not None and self.service.kind != "service":
            raise Invalid({"service": [gettext("This is no service.")]})


class ChangeConflict(models.Model):
    """What is in the way of a change in flight, as last looked for: another change, or a window by its title."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=20)
    other = models.ForeignKey(Record, models.PROTECT, null=True, related_name="+", db_constraint=False)
    title = models.CharField(max_length=300, blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    found_at = models.DateTimeField()

    class Meta:
        """Written by the look alone."""

        indexes = (
            # What is in the way of a change.
            models.Index(fields=["record", "starts_at"], name="change_conflict_of"),
        )

    def __str__(self) -> str:
        """The kind."""
        return self.kind


class BoardMeeting(Record):
    """A meeting of the change advisory board, or of the one for emergencies."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    is_emergency = models.BooleanField(_("Emergency board"), default=False)
    starts_at = models.DateTimeField(_("Begins at"), null=True)
    length = models.PositiveSmallIntegerField(
        _("Length in minutes"), default=60, validators=[MinValueValidator(5), MaxValueValidator(board.LONGEST_MEETING)]
    )
    venue = models.CharField(_("Place or address of the call"), max_length=300, blank=True, default="")
    members = SheetField(_("Members"), columns=board.MEMBERS, most=40, on_page=False)
    agenda = SheetField(_("Agenda"), columns=board.AGENDA, most=40, on_page=False)
    minutes_text = models.TextField(_("Minutes of the meeting"), max_length=20000, blank=True, default="")
    actions = SheetField(_("Actions"), columns=board.ACTIONS)
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Board meeting")
        verbose_name_plural = _("Change advisory board")

    def __str__(self) -> str:
        """Number and title."""
        return f"{self.number} {self.title}"


class OfChange(models.Model):
    """Something said of a change in a meeting, which is its record."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    change = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("Said by"))
    remark = models.TextField(_("Remark"), max_length=2000, blank=True, default="")
    made_at = models.DateTimeField(_("Said at"))

    class Meta:
        """No table of its own."""

        abstract = True


class BoardVote(OfChange):
    """A member's voice on a change; each has one, which may be altered until the change is concluded."""

    verdict = models.CharField(_("Vote"), max_length=20, choices=board.Verdict.choices)

    class Meta:
        """One voice a person."""

        constraints = (models.UniqueConstraint(fields=["record", "change", "user"], name="board_vote_once"),)

    def __str__(self) -> str:
        """The vote."""
        return self.verdict


class BoardConclusion(OfChange):
    """What the board concluded on a change."""

    conclusion = models.CharField(_("Conclusion"), max_length=20, choices=board.Conclusion.choices)

    class Meta:
        """One a change."""

        constraints = (models.UniqueConstraint(fields=["record", "change"], name="board_conclusion_once"),)

    def __str__(self) -> str:
        """The conclusion."""
        return self.conclusion
