"""Saved views of lists: a name for a query in the address."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.models import User


class SavedView(models.Model):
    """A list as somebody likes to see it; the query is the page's own address, nothing else."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    name = models.CharField(_("Name"), max_length=80)
    query = models.CharField(max_length=2000)

    class Meta:
        """Listed by owner and kind."""

        constraints = (models.UniqueConstraint(fields=["user", "kind", "name"], name="saved_view_once"),)

    def __str__(self) -> str:
        """Its name."""
        return self.name
