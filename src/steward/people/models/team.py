"""Teams that work is assigned to (manual 2.1.4.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.bilingual import Bilingual
from steward.people.models.person import Person
from steward.people.models.unit import Unit


class Team(Bilingual):
    """A group of persons who share a queue."""

    KEY = "code"

    code = models.SlugField(_("Code"), max_length=100, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("Unit"))
    is_active = models.BooleanField(_("Active"), default=True)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Team")
        verbose_name_plural = _("Teams")


class TeamMember(models.Model):
    """A person's time in a team."""

    team = models.ForeignKey(Team, models.PROTECT, related_name="members", verbose_name=_("Team"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="teams", verbose_name=_("Person"))
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Team member")
        verbose_name_plural = _("Team members")

    def __str__(self) -> str:
        """Who is in which team."""
        return f"{self.person} · {self.team}"
