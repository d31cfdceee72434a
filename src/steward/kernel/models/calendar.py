"""Working calendars in editions, with holidays and make-up working days (manual 6.1.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.refusal import Refused
from steward.people.bilingual import Bilingual
from steward.people.context import now


class Calendar(Bilingual):
    """When a service is worked for."""

    KEY = "code"

    code = models.SlugField(_("Code"), max_length=60, unique=True)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Calendar")
        verbose_name_plural = _("Calendars")


class CalendarEdition(models.Model):
    """What was issued about a span of days; for each day the newest edition counts."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="editions", verbose_name=_("Calendar"))
    edition = models.PositiveIntegerField(_("Edition"))
    zone = models.CharField(_("Time zone"), max_length=60)
    weekly = models.JSONField(_("Weekly hours"))
    exceptions = models.JSONField(_("Holidays and make-up days"), default=dict)
    covers_from = models.DateField(_("From"))
    covers_until = models.DateField(_("Until"))
    issued_at = models.DateTimeField(_("Issued at"))

    class Meta:
        """Editions count up within a calendar."""

        verbose_name = _("Calendar edition")
        verbose_name_plural = _("Calendar editions")
        constraints = (models.UniqueConstraint(fields=["calendar", "edition"], name="calendar_edition_once"),)

    def __str__(self) -> str:
        """Which edition."""
        return f"{self.calendar} · {self.edition}"

    def fill_in(self) -> None:
        """An edition is issued when it is written, and it must read as one. Raises Refused."""
        from steward.kernel.calendar_store import edition

        if self.issued_at is None:
            self.issued_at = now()
        try:
            edition(self)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise Refused(
                [_("These hours or days can't be read as a calendar: %(why)s.") % {"why": str(error)[:200]}]
            ) from error
