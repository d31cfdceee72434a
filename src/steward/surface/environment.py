"""Jinja2 as the pages use it: translations, addresses, static files by their content."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from django.contrib.staticfiles import finders
from django.templatetags.static import static as static_url
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment


@cache
def static(path: str) -> str:
    """The address of a static file, with a mark of its content so that browsers may keep it for good."""
    found = finders.find(path)
    if not isinstance(found, str):
        return static_url(path)
    with open(found, "rb") as file:  # noqa: PTH123  a path as finders give it
        mark = hashlib.sha256(file.read()).hexdigest()[:10]
    return f"{static_url(path)}?v={mark}"


def _url(name: str, **kwargs: Any) -> str:
    return reverse(name, kwargs=kwargs)


class _Language:
    """The `lang` attribute of the page being rendered."""

    def __str__(self) -> str:
        return "zh-Hans" if (get_language() or "zh-hans").startswith("zh") else "en"

    def lower(self) -> str:
        """As a string's."""
        return str(self).lower()


def environment(**options: Any) -> Environment:
    """The environment for `TEMPLATES`."""
    made = Environment(**options, extensions=["jinja2.ext.i18n"])  # noqa: S701  Django switches autoescape on  # nosec B701
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # of the extension
    made.globals.update(url=_url, static=static, lang=_Language())
    return made
