"""The noun of requests for resources (manual 2.1.1)."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record


class ResourceRequest(Record):
    """Somebody needs people, money or means for the services; top management decides."""

    class Sort(models.TextChoices):
        """What is asked for."""

        PEOPLE = "people", _("People and posts")
        MONEY = "money", _("Budget")
        EQUIPMENT = "equipment", _("Equipment and tools")
        PREMISES = "premises", _("Rooms and workplaces")
        TRAINING = "training", _("Training and qualification")

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    sort = models.CharField(_("What is asked for"), max_length=20, choices=Sort.choices, default=Sort.PEOPLE)
    description = models.TextField(_("Description"), max_length=20_000, blank=True, default="")
    benefit = models.TextField(_("What it is needed for, and what happens without it"), max_length=5000)
    amount = models.PositiveIntegerField(
        _("Estimated cost (CNY)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    needed_by = models.DateField(_("Needed until"))
    withdraw_reason = models.TextField(_("Reason of the withdrawal"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Request for resources")
        verbose_name_plural = _("Requests for resources")
