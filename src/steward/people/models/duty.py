"""Duties: a role held by a person from-to, within a service project or everywhere (manual 2.1.1, 2.1.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.models.person import Person
from steward.people.models.project import ServiceProject


class Duty(models.Model):
    """What somebody is answerable for; every right follows from the duties that cover today."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="duties", verbose_name=_("Person"))
    role = models.CharField(_("Role"), max_length=60)
    project = models.ForeignKey(
        ServiceProject, models.PROTECT, null=True, blank=True, verbose_name=_("Service project")
    )
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Duty")
        verbose_name_plural = _("Duties")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="duty_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        """Who holds which role."""
        return f"{self.person} · {self.role}"


class Delegation(models.Model):
    """A duty exercised by somebody else for a time, for a stated reason."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="delegations", verbose_name=_("Duty"))
    delegate = models.ForeignKey(Person, models.PROTECT, verbose_name=_("Delegate"))
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"))
    reason = models.TextField(_("Reason"))

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Delegation")
        verbose_name_plural = _("Delegations")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="delegation_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        """Who stands in for whom."""
        return f"{self.duty} → {self.delegate}"
