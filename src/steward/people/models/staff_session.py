"""Staff sessions: an administrator's time-limited, logged look at everything; there is no superuser."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.models.user import User


class StaffSession(models.Model):
    """While it runs, its account may read all customers' records."""

    user = models.ForeignKey(User, models.PROTECT, related_name="staff_sessions", verbose_name=_("Account"))
    reason = models.TextField(_("Reason"))
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("Until"))

    class Meta:
        """Found by account and end."""

        verbose_name = _("Staff session")
        verbose_name_plural = _("Staff sessions")
        indexes = (
            # steward.actor() asks on every request whether one is running.
            models.Index(fields=["user", "ends_at"], name="staff_session_running"),
        )

    def __str__(self) -> str:
        """Who, why."""
        return f"{self.user}: {self.reason}"
