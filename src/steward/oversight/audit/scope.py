"""Clauses as people name them: one, or a chapter with all below it (manual 3.4.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from steward.kernel.clauses import clauses

if TYPE_CHECKING:
    from collections.abc import Iterable

_BETWEEN = re.compile(r"[\s,;，、；]+")


def words_of(text: str) -> list[str]:
    """The numbers that a text names."""
    return [word.strip(".") for word in _BETWEEN.split(text) if word.strip(".")]


def named_by(word: str) -> list[str]:
    """The clauses that a number stands for, in the order of the manual; none where the manual knows it not."""
    return [each.id for each in clauses() if each.id == word or each.id.startswith(f"{word}.")]


def covered_by(texts: Iterable[str]) -> list[str]:
    """The clauses that several texts name, each once, in the order of the manual."""
    found = {number for text in texts for word in words_of(text) for number in named_by(word)}
    return [each.id for each in clauses() if each.id in found]
