"""What the Chinese catalogue holds, and which of its words were asked for."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import translation
from django.utils.translation import _trans, trans_real

import steward
from steward.config.language import compile_changed

if TYPE_CHECKING:
    from collections.abc import Iterator

SEPARATOR = "\x04"
# Names, and words that are the same in both languages.
SAME = frozenset({"", "Steward", "REST", "API", "CSV", "XLSX", "简体中文", "English", ", ", "; "})


@cache
def _catalogue() -> Any:
    compile_changed(Path(steward.__file__).parent)
    trans_real._translations = {}
    return trans_real.translation("zh-hans")._catalog


def missing(message: str, context: str = "") -> str | None:
    """The message where the Chinese catalogue lacks it, None where it is there."""
    if message in SAME:
        return None
    key = f"{context}{SEPARATOR}{message}" if context else message
    catalogue = _catalogue()
    found = catalogue.get(key) or catalogue.get((key, 0))
    return None if found else f"{context}: {message}" if context else message


@contextmanager
def asked_for() -> Iterator[set[tuple[str, str]]]:
    """Collects (message, context) of whatever is translated inside."""
    found: set[tuple[str, str]] = set()
    _catalogue()
    with pytest.MonkeyPatch.context() as patch, translation.override("zh-hans"):
        for name, place in (
            ("gettext", (0, None)),
            ("pgettext", (1, 0)),
            ("ngettext", (0, None)),
            ("npgettext", (1, 0)),
        ):
            patch.setattr(_trans, name, _noting(getattr(trans_real, name), found, *place))
        yield found


def _noting(real: Any, found: set[tuple[str, str]], message: int, context: int | None) -> Any:
    def noting(*args: Any) -> str:
        found.add((str(args[message]), "" if context is None else str(args[context])))
        return str(real(*args))

    return noting
