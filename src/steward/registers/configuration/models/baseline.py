"""Baselines: a scope and a moment (manual 8.1.2)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.kernel.models import Record
from steward.kernel.sheet import Column, SheetField

PARTS = (("class", _("Class, with those below it")), ("place", _("Place, with all in it")))
NARROWED = (
    Column("part", _("Only"), "choice", choices=PARTS, required=True),
    Column("code", _("Code"), required=True),
)


class Baseline(Record):
    """What a service project runs at one moment, approved: later writes are measured by it (8.1.2, 9.1.7).

    Its content is what revisions and relations tell of that moment, and is not kept a second time.
    """

    record = models.OneToOneField(
        Record, models.PROTECT, parent_link=True, primary_key=True, db_constraint=False, related_name="+"
    )
    purpose = models.TextField(_("Purpose"), max_length=2000, blank=True, default="")
    narrowed = SheetField(_("Narrowed to"), columns=NARROWED, most=40)
    moment = models.DateTimeField(_("Moment"), null=True, blank=True)
    class_ids = ArrayField(models.BigIntegerField(), verbose_name=_("Classes within"), null=True, editable=False)
    place_ids = ArrayField(models.BigIntegerField(), verbose_name=_("Places within"), null=True, editable=False)
    items_count = models.PositiveIntegerField(_("Items"), null=True, editable=False)
    relations_count = models.PositiveIntegerField(_("Relations"), null=True, editable=False)
    seal = models.BinaryField(_("Seal of the content"), null=True, editable=False)
    end_reason = models.TextField(_("Why it ends"), max_length=2000, blank=True, default="")

    class Meta:
        """Rows are protected as their records are; an approved one is frozen by trigger."""

        verbose_name = _("Baseline")
        verbose_name_plural = _("Baselines")
