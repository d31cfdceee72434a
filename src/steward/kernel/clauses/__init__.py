"""The clauses of the manual in our own words, Chinese and English, and the standard they serve (manual 0 to 10, A2)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from steward.kernel.clauses.words import Chapter, Clause, RoleName, StandardClause

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ("Chapter", "Clause", "RoleName", "StandardClause", "chapters", "clause", "clauses", "roles", "standard")

HERE = Path(__file__).parent
# In the order of the manual.
PARTS = ("0-1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "A2")


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
