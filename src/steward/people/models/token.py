"""API tokens: a hash, scopes and an end; the token itself is shown once (manual 6.6)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.models.user import User


class ApiToken(models.Model):
    """Lets a program act as an account until it expires or is withdrawn."""

    user = models.ForeignKey(User, models.PROTECT, related_name="tokens", verbose_name=_("Account"))
    name = models.CharField(_("Name"), max_length=100)
    digest = models.BinaryField(_("SHA-256"), unique=True)
    scopes = ArrayField(models.CharField(max_length=20), verbose_name=_("Scopes"))
    made_at = models.DateTimeField(_("Made at"))
    expires_at = models.DateTimeField(_("Expires at"))
    withdrawn_at = models.DateTimeField(_("Withdrawn at"), null=True, blank=True)

    class Meta:
        """Found by digest."""

        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")

    def __str__(self) -> str:
        """Its name."""
        return self.name
