"""Persons, of our own company and of others (manual 2.1.2, 6.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.bilingual import Bilingual
from steward.people.models.party import Party
from steward.people.models.unit import Unit


class Person(Bilingual):
    """Somebody by name; an account is a `User` of its own."""

    KEY = "code"

    code = models.SlugField(_("Person number"), max_length=60, unique=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="persons", verbose_name=_("Party"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("Unit"))
    sort_key = models.CharField(_("Sort key (pinyin)"), max_length=200, blank=True)
    email = models.EmailField(_("Mail"), blank=True)
    phone = models.CharField(_("Phone"), max_length=60, blank=True)
    left_on = models.DateField(_("Left on"), null=True, blank=True)

    class Meta:
        """Found by number, mail or pinyin."""

        verbose_name = _("Person")
        verbose_name_plural = _("Persons")
        indexes = (
            # The caller search: pinyin initials of one party's people.
            models.Index(fields=["party", "sort_key"], name="person_by_pinyin"),
        )
