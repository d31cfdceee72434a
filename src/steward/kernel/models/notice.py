"""Notices to people, in the page and by mail (manual 2.1.8, 7.2.1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models.record import Record
from steward.kernel.models.timeline import TimelineEntry
from steward.people.models import User


class NoticeRow(models.Model):
    """One act told to one account under one template: unique, so that nothing is told twice."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    entry = models.ForeignKey(TimelineEntry, models.PROTECT, related_name="+")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    template = models.CharField(_("Template"), max_length=40)
    made_at = models.DateTimeField(_("Made at"))
    read_at = models.DateTimeField(_("Read at"), null=True)
    mailed_at = models.DateTimeField(_("Mailed at"), null=True)

    class Meta:
        """Once each; unread ones first."""

        constraints = (models.UniqueConstraint(fields=["entry", "user", "template"], name="notice_once"),)
        indexes = (
            # The bell in the page's head, and the page of notices.
            models.Index(fields=["user", "-id"], name="notices_of_user"),
            models.Index(fields=["user"], condition=models.Q(read_at__isnull=True), name="notices_unread"),
        )

    def __str__(self) -> str:
        """Its template."""
        return self.template


class AnswerLink(models.Model):
    """A signed one-time link by which a contact answers; opening it shows the record and decides nothing."""

    digest = models.BinaryField(unique=True)
    record = models.ForeignKey(Record, models.PROTECT, related_name="+", db_constraint=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """What it is for."""
        return self.purpose
