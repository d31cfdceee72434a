"""The clauses of the manual in our own words, Chinese and English, and the standard they serve (manual 0 to 10, A2)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
# In the order of the manual.
PARTS = ("0-1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "A2")

RoleKind: TypeAlias = Literal["management", "department", "function", "party"]


def _of_reader(en: str, zh: str) -> str:
    """The text in the active language."""
    return zh if (get_language() or "").startswith("zh") else en


@dataclass(frozen=True, slots=True, kw_only=True)
class _Titled:
    title_en: str
    title_zh: str

    @property
    def title(self) -> str:
        """The title in the active language."""
        return _of_reader(self.title_en, self.title_zh)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause(_Titled):
    """One requirement of the manual: what it `asks`, of `who` (the first answers), and the `rule` by which it is met.

    `process` is '' for a clause on the management system itself; `standard` are clauses of ISO/IEC 20000-1:2018.
    """

    id: str
    chapter: str
    who: tuple[str, ...]
    standard: tuple[str, ...]
    asks_en: str
    asks_zh: str
    rule_en: str
    rule_zh: str
    process: str = ""

    @property
    def asks(self) -> str:
        """What is asked, in the active language."""
        return _of_reader(self.asks_en, self.asks_zh)

    @property
    def rule(self) -> str:
        """When it counts as met, in the active language."""
        return _of_reader(self.rule_en, self.rule_zh)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter(_Titled):
    """A group of clauses on the map."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StandardClause(_Titled):
    """A clause of ISO/IEC 20000-1:2018 by its number, with a short title of ours.

    A `heading` asks nothing of its own. `unserved` gives the reason where no clause of the manual serves it.
    """

    id: str
    heading: bool = False
    unserved_en: str = ""
    unserved_zh: str = ""

    @property
    def unserved(self) -> str:
        """Why no clause of the manual serves it, in the active language; '' where one does."""
        return _of_reader(self.unserved_en, self.unserved_zh)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleName(_Titled):
    """A party or role that clauses name."""

    key: str
    kind: RoleKind


def _entries(name: str, table: str) -> list[dict[str, Any]]:
    found = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))[table]
    return [{key: tuple(value) if isinstance(value, list) else value for key, value in each.items()} for each in found]


@cache
def _by_id() -> Mapping[str, Clause]:
    return {each["id"]: Clause(**each) for part in PARTS for each in _entries(part, "clause")}


@cache
def clauses() -> tuple[Clause, ...]:
    """Every clause in the order of the manual."""
    return tuple(_by_id().values())


def clause(number: str) -> Clause:
    """The clause of a number. Raises KeyError where the manual has none."""
    return _by_id()[number]


@cache
def chapters() -> tuple[Chapter, ...]:
    """The groups of the map in their order."""
    return tuple(Chapter(**each) for each in _entries("chapters", "chapter"))


@cache
def standard() -> tuple[StandardClause, ...]:
    """The clauses of ISO/IEC 20000-1:2018 from 4 to 10 in their order."""
    return tuple(StandardClause(**each) for each in _entries("standard", "clause"))


@cache
def roles() -> Mapping[str, RoleName]:
    """The roles by their keys, in the order of the manual's organisation."""
    return MappingProxyType({each["key"]: RoleName(**each) for each in _entries("roles", "role")})
