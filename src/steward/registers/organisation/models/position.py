"""Duty statements of positions, and who has read which edition of them (manual 2.1.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.days import today_of
from steward.people.context import current_actor
from steward.people.models import Person, Unit
from steward.registers.organisation.roles import held_roles

LONG = 20_000


class Position(models.Model):
    """What the holders of a role have to do, and to whom they report; a text that changes is a new edition."""

    role = models.CharField(_("Role"), max_length=60, unique=True, choices=held_roles)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Unit it belongs to")
    )
    reports_to = models.CharField(_("Reports to"), max_length=60, blank=True, default="", choices=held_roles)
    duties_zh = models.TextField(_("Duties (Chinese)"), max_length=LONG)
    duties_en = models.TextField(_("Duties (English)"), max_length=LONG)
    edition = models.PositiveIntegerField(_("Edition"), default=1)
    issued_on = models.DateField(_("In this edition since"))

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Duty statement")
        verbose_name_plural = _("Duty statements")
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(reports_to=models.F("role")),
                name="position_reports_to_another",
                violation_error_message=_("A position can't report to itself: name the one above it."),
            ),
        )

    def __str__(self) -> str:
        """Whose duties these are."""
        return str(self.get_role_display())

    def fill_in(self) -> None:
        """A new text is a new edition, issued today; what else changes is none."""
        before = Position.objects.filter(pk=self.pk).values_list("duties_zh", "duties_en", "edition").first()
        if before is None or before[:2] != (self.duties_zh, self.duties_en):
            self.edition = (before[2] if before else 0) + 1
            self.issued_on = today_of(current_actor())


class Acknowledgement(models.Model):
    """Somebody has read and taken on an edition of a duty statement."""

    position = models.ForeignKey(Position, models.PROTECT, related_name="acknowledgements")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        """Once for each edition."""

        constraints = (
            models.UniqueConstraint(fields=["position", "person", "edition"], name="edition_acknowledged_once"),
        )

    def __str__(self) -> str:
        """Who, which edition."""
        return f"{self.person} · {self.position} · {self.edition}"
