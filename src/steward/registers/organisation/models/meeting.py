"""Meetings with agenda, minutes and actions, and the plan of communication they serve (manual 2.1.8, 2.1.9)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record
from steward.kernel.sheet import Column, SheetField
from steward.people.bilingual import Bilingual
from steward.registers.organisation.roles import held_roles

LONG = 20_000
LONGEST_MINUTES, YEARS = 1440, 1100


class Communication(Bilingual):
    """What is told to whom, in which form and how often."""

    KEY = "code"

    class Form(models.TextChoices):
        """How it is told; meetings and reviews are records here."""

        MEETING = "meeting", _("Meeting")
        REVIEW = "review", _("Review meeting")
        REPORT = "report", _("Written report")
        TRAINING = "training", _("Training")
        ANNOUNCEMENT = "announcement", _("Announcement to staff")

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    form = models.CharField(_("Form of communication"), max_length=20, choices=Form.choices, default=Form.MEETING)
    audience_zh = models.CharField(_("To whom (Chinese)"), max_length=200)
    audience_en = models.CharField(_("To whom (English)"), max_length=200)
    organiser = models.CharField(_("Organised by"), max_length=60, choices=held_roles)
    every_days = models.PositiveSmallIntegerField(
        _("At least every (days)"), validators=[MinValueValidator(1), MaxValueValidator(YEARS)]
    )
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Planned communication")
        verbose_name_plural = _("Communication plan")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="communication_ends_after_it_starts",
            ),
        )


TOPICS = (
    Column("topic", _("Topic"), required=True),
    Column("who", _("Presented by"), names=("person",), free=True),
    Column("minutes", _("Minutes"), "number"),
)
MEMBERS = (
    Column("person", _("Person"), required=True, names=("person",), free=True),
    Column("excused", _("Sent apologies"), "flag"),
)
ACTIONS = (
    Column("what", _("What"), required=True),
    Column("who", _("Who"), required=True, names=("person",)),
    Column("until", _("Until"), "day", required=True),
    Column("done_on", _("Done on"), "day"),
    Column("result", _("Result")),
)


class Meeting(Record):
    """A meeting from its agenda to the last action done."""

    class Sort(models.TextChoices):
        """Who meets."""

        COMMITTEE = "committee", _("Service committee")
        DEPARTMENT = "department", _("Within a department")
        PROJECT = "project", _("Within a service project")
        CUSTOMER = "customer", _("With a customer")
        SUPPLIER = "supplier", _("With a supplier")
        BRIEFING = "briefing", _("Briefing of all staff")

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    sort = models.CharField(_("Sort of meeting"), max_length=20, choices=Sort.choices, default=Sort.DEPARTMENT)
    communication = models.ForeignKey(
        Communication, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Serves the plan")
    )
    starts_at = models.DateTimeField(_("Meeting begins"))
    length = models.PositiveSmallIntegerField(
        _("Length (minutes)"), default=60, validators=[MinValueValidator(5), MaxValueValidator(LONGEST_MINUTES)]
    )
    venue = models.CharField(_("Place"), max_length=200, blank=True, default="")
    topics = SheetField(_("Agenda"), columns=TOPICS, most=60)
    members = SheetField(_("Who takes part"), columns=MEMBERS, most=100)
    minutes_text = models.TextField(_("Minutes of the meeting"), max_length=LONG, blank=True, default="")
    actions = SheetField(_("Actions"), columns=ACTIONS, most=60)
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Meeting")
        verbose_name_plural = _("Meetings")
        indexes = (
            # When a communication of the plan was last held, and the list by day.
            models.Index(fields=["communication", "-starts_at"], name="meeting_of_plan"),
        )
