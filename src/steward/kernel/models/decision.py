"""Decisions at a gate: by others, one each, in rounds (manual 1.4.1: never the author)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models.record import Record
from steward.people.models import Person


class Decision(models.Model):
    """What one holder of a gate's role decided in one round of one record."""

    class Verdict(models.TextChoices):
        """Yes or no."""

        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")

    record = models.ForeignKey(Record, models.PROTECT, related_name="decisions", db_constraint=False)
    gate = models.CharField(_("Gate"), max_length=40)
    round = models.PositiveIntegerField(_("Round"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    verdict = models.CharField(_("Decision"), max_length=10, choices=Verdict.choices)
    comment = models.TextField(_("Remark"), blank=True, default="")
    decided_at = models.DateTimeField(_("Decided at"))

    class Meta:
        """One decision a person a round."""

        constraints = (models.UniqueConstraint(fields=["record", "gate", "round", "person"], name="one_decision_each"),)

    def __str__(self) -> str:
        """The verdict."""
        return self.verdict
