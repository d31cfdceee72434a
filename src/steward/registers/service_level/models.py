"""Nouns of service level management: services, agreements and their targets (manual 6.1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from steward.kernel.models import Calendar, Record
from steward.people.grid import GridField

CLOCKS = (
    ("response", pgettext_lazy("clock", "Response")), ("resolution", pgettext_lazy("clock", "Resolution")),
    ("update", _("Progress update")),
)  # fmt: skip


class Service(Record):
    """A service of the catalogue; its title is Chinese, `title_en` English."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    description_zh = models.TextField(_("Description (Chinese)"), blank=True, default="")
    description_en = models.TextField(_("Description (English)"), blank=True, default="")
    in_scope = models.BooleanField(_("In the scope of the management system"), default=True)

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Service")
        verbose_name_plural = _("Services")


class Agreement(Record):
    """One edition of a service level agreement of a customer, for one service or for all."""

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    edition = models.PositiveIntegerField(_("Edition"), default=1)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+", verbose_name=_("Service hours"))
    response_met_by = models.CharField(
        _("Response is met by"),
        max_length=20,
        choices=[("assignment", _("Assignment to a person")), ("reply", _("First public reply"))],
        default="reply",
    )
    pauses_for_user = models.BooleanField(_("Pauses while waiting for the user"), default=True)
    pauses_for_supplier = models.BooleanField(_("Pauses while waiting for a supplier"), default=False)
    pauses_for_change = models.BooleanField(_("Pauses while waiting for a change"), default=False)
    # Seconds by clock and priority, {"response": {"1": 900, …}, …}: an edition is read whole and never altered.
    targets = GridField(
        _("Targets (minutes)"),
        rows=CLOCKS,
        columns=[(p, f"P{p}") for p in "1234"],
        unit=60,
        default=dict,
        blank=True,
    )

    class Meta:
        """Rows are protected as their records are."""

        verbose_name = _("Service level agreement")
        verbose_name_plural = _("Service level agreements")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="agreement_ends_after_it_starts",
            ),
        )
