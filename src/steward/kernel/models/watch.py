"""Watchers: who wants to hear of a record."""

from __future__ import annotations

from django.db import models

from steward.kernel.models.record import Record
from steward.people.models import User


class Watch(models.Model):
    """An account watches a record."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="watchers", db_constraint=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        """Once each."""

        constraints = (models.UniqueConstraint(fields=["record", "user"], name="watch_once"),)

    def __str__(self) -> str:
        """Who watches."""
        return str(self.user_id)
