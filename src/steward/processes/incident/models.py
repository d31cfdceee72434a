"""The nouns of incident management (manual 7.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Category, Record
from steward.kernel.priority import Impact, Urgency
from steward.kernel.sheet import SheetField
from steward.people.models import Person
from steward.registers.knowledge.models import RUN


class Channel(models.TextChoices):
    """How an incident came in."""

    PHONE = "phone", _("Phone")
    MAIL = "mail", _("Mail")
    PORTAL = "portal", _("Portal")
    MONITORING = "monitoring", _("Monitoring")
    CHAT = "chat", _("Chat")
    API = "api", _("Interface")
    IN_PERSON = "in_person", _("In person")


class Confirmation(models.TextChoices):
    """Who or what showed that service is restored (7.2.4)."""

    USER = "user", _("By the user")
    MONITOR = "monitor", _("By the monitor")
    TIMEOUT = "timeout", _("By time-out after notice")


class Incident(Record):
    """An unplanned interruption of a service, or a loss of its quality."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    description = models.TextField(_("Description"), max_length=20000, blank=True, default="")
    requester = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Reported by")
    )
    channel = models.CharField(_("Channel"), max_length=20, choices=Channel.choices, null=True, blank=True)
    impact = models.PositiveSmallIntegerField(_("Impact"), choices=Impact.choices, null=True)
    urgency = models.PositiveSmallIntegerField(_("Urgency"), choices=Urgency.choices, null=True)
    category = models.ForeignKey(
        Category, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Category")
    )
    resolution = models.TextField(_("Resolution"), max_length=20000, blank=True, default="")
    closure_code = models.CharField(_("Closure code"), max_length=60, null=True, blank=True)
    restored_at = models.DateTimeField(_("Service restored at"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("Resolved at"), null=True, blank=True, editable=False)
    confirmation = models.CharField(
        _("Confirmation"), max_length=20, choices=Confirmation.choices, null=True, blank=True
    )
    confirmed_at = models.DateTimeField(_("Confirmed at"), null=True, blank=True, editable=False)
    reopened = models.PositiveIntegerField(_("Reopened"), default=0, editable=False)
    reassigned = models.PositiveIntegerField(_("Reassigned"), default=0, editable=False)
    checks = SheetField(_("Check list"), columns=RUN, most=60)
    breach_reason = models.TextField(_("Reason of the missed target"), max_length=2000, blank=True, default="")
    waits_for = models.CharField(_("Waits for"), max_length=300, blank=True, default="")
    reopen_reason = models.TextField(_("Reason of the reopening"), max_length=2000, blank=True, default="")
    cancel_reason = models.TextField(_("Reason of the cancellation"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Incident")
        verbose_name_plural = _("Incidents")
        indexes = (
            # The list by category, and the figures.
            models.Index(fields=["category", "-record"], name="incident_by_category"),
            # The list by what few or none have: else the whole history is read to find the first.
            models.Index(fields=["channel", "-record"], name="incident_by_channel"),
            models.Index(fields=["closure_code", "-record"], name="incident_by_closure_code"),
            models.Index(fields=["impact", "urgency", "-record"], name="incident_by_impact"),
        )
