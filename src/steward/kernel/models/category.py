"""Categories of records as a tree (manual 7.2.1)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from steward.people.bilingual import Bilingual


class Category(Bilingual):
    """A node of a kind's category tree; `path` is its codes from the root, for sorting and sub-trees."""

    KEY = "code"

    kind = models.CharField(_("Kind"), max_length=40)
    code = models.CharField(_("Code"), max_length=120, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, verbose_name=_("Belongs to"))
    path = models.CharField(_("Path"), max_length=400)
    is_active = models.BooleanField(_("Active"), default=True)

    class Meta:
        """Plain rows; their history is kept by trigger."""

        verbose_name = _("Category")
        verbose_name_plural = _("Categories")
        indexes = (
            # The choice in a form, in tree order.
            models.Index(fields=["kind", "path"], name="category_tree"),
        )

    def fill_in(self) -> None:
        """The path follows from the parent's."""
        self.path = f"{self.parent.path}/{self.code}" if self.parent else self.code
