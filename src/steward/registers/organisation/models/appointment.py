"""Appointments to a role, and authorisations of its holder, each by a signed letter (manual 0.2, 2.1.5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record
from steward.people.models import Person, User
from steward.registers.organisation.roles import held_roles

LONG = 20_000
AS_ABOVE = _("Left empty, the English letter has the text above.")
DRAWN_UP = _("Left empty, it is drawn up from what stands above, and follows it until it is signed.")


class Sort(models.TextChoices):
    """What the letter does."""

    APPOINTMENT = "appointment", _("Appointment to the role")
    AUTHORISATION = "authorisation", _("Authorisation of its holder")


class Appointment(Record):
    """A letter by which somebody is appointed to a role, or is authorised to more in it, for a time."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    sort = models.CharField(_("Sort of letter"), max_length=20, choices=Sort.choices, default=Sort.APPOINTMENT)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Person"))
    role = models.CharField(_("Role"), max_length=60, choices=held_roles)
    in_project = models.BooleanField(_("For this service project alone"), default=False)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    extent = models.TextField(_("What it authorises to"), max_length=LONG, blank=True, default="")
    extent_en = models.TextField(
        _("What it authorises to (English)"), max_length=LONG, blank=True, default="", help_text=AS_ABOVE
    )
    letter_zh = models.TextField(_("Letter (Chinese)"), max_length=LONG, blank=True, default="", help_text=DRAWN_UP)
    letter_en = models.TextField(_("Letter (English)"), max_length=LONG, blank=True, default="", help_text=DRAWN_UP)
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("Signed by")
    )
    signed_on = models.DateField(_("Signed on"), null=True, editable=False)
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)
    end_reason = models.TextField(_("Reason of the end"), max_length=2000, blank=True, default="")

    @property
    def members(self) -> list[dict[str, str]]:
        """Whom a notice names beside owner and author: the one who is appointed."""
        return [{"person": self.person.code}]

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Appointment")
        verbose_name_plural = _("Appointments")
        indexes = (
            # Who holds a role by which letter: the organisation page and the judges.
            models.Index(fields=["role", "starts_on"], name="appointment_by_role"),
        )
