"""A name in Chinese and English, of which the reader sees his own."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_chinese() -> bool:
    """Whether the present reader reads Chinese."""
    return (get_language() or "zh-hans").startswith("zh")


class Bilingual(models.Model):
    """Adds `name_zh` and `name_en`; `name` is the one in the reader's language, the other where it is empty."""

    name_zh = models.CharField(_("Chinese name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200)

    class Meta:
        """No table of its own."""

        abstract = True

    def __str__(self) -> str:
        """The name in the reader's language."""
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        chosen, other = (self.name_zh, self.name_en) if in_chinese() else (self.name_en, self.name_zh)
        return chosen or other
