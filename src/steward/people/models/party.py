"""Parties: our own company, customers and suppliers (manual 6.2, 6.3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.bilingual import Bilingual


class Party(Bilingual):
    """A company. Exactly one is our own; it is a party too, so no record is ever without a customer."""

    KEY = "code"

    code = models.SlugField(_("Code"), max_length=40, unique=True)
    is_own = models.BooleanField(_("Our own company"), default=False)
    is_customer = models.BooleanField(_("Customer"), default=False)
    is_supplier = models.BooleanField(_("Supplier"), default=False)
    sort_key = models.CharField(_("Sort key (pinyin)"), max_length=200, blank=True)

    class Meta:
        """One own company; names sorted by pinyin."""

        verbose_name = _("Party")
        verbose_name_plural = _("Parties")
        constraints = (
            models.UniqueConstraint(fields=["is_own"], condition=models.Q(is_own=True), name="one_own_party"),
        )
