"""Answers to writes by `Idempotency-Key`, kept for 24 hours in the same transaction as the write."""

from __future__ import annotations

from django.db import models

from steward.people.models import User


class Idempotency(models.Model):
    """What an account was answered for a key; the same body gets the same answer again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request_digest = models.BinaryField()
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(default="")
    made_at = models.DateTimeField()

    class Meta:
        """One answer a key."""

        constraints = (models.UniqueConstraint(fields=["user", "key"], name="idempotency_once"),)
        indexes = (
            # The daily sweep of keys older than 24 hours.
            models.Index(fields=["made_at"], name="idempotency_age"),
        )

    def __str__(self) -> str:
        """Its key."""
        return self.key
