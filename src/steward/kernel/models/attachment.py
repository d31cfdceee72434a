"""Attachments: files beside the database, named in it by their SHA-256."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models.record import Audience, Record
from steward.people.models import User


class Attachment(models.Model):
    """A file of a record; its content lies under `<data>/files/<first two>/<sha256>`."""

    record = models.ForeignKey(Record, models.PROTECT, related_name="attachments", db_constraint=False)
    name = models.CharField(_("File name"), max_length=255)
    media_type = models.CharField(_("Type"), max_length=100)
    size = models.BigIntegerField(_("Size (bytes)"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    reach = models.PositiveSmallIntegerField(_("Audience"), choices=Audience.choices)
    made_at = models.DateTimeField(_("Attached at"))

    class Meta:
        """Read by record."""

        verbose_name = _("Attachment")
        verbose_name_plural = _("Attachments")
        indexes = (
            # A record's page.
            models.Index(fields=["record", "id"], name="attachment_of_record"),
        )

    def __str__(self) -> str:
        """The file's name."""
        return self.name
