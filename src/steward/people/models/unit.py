"""Units of a party as a tree, branches included (manual 1.1, 2.1.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.bilingual import Bilingual
from steward.people.models.party import Party


class Unit(Bilingual):
    """A department, branch or group; the tree follows `parent`."""

    KEY = "code"

    party = models.ForeignKey(Party, models.PROTECT, related_name="units", verbose_name=_("Party"))
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("Belongs to"))
    code = models.SlugField(_("Code"), max_length=60, unique=True)
    role = models.CharField(_("Department"), max_length=60, blank=True)
    is_branch = models.BooleanField(_("Branch"), default=False)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Unit")
        verbose_name_plural = _("Units")
