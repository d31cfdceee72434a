"""Texts and matrix to begin with, where a company has none of its own yet (manual appendix 2, 3.1.2)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from steward.kernel.rows import write_row
from steward.registers.organisation.models import Position, Responsibility

HERE = Path(__file__).parent / "starters.toml"


@dataclass(frozen=True, slots=True)
class Starter:
    """The first duty statement of a role, a line a duty."""

    role: str
    reports_to: str
    zh: str
    en: str


@cache
def statements() -> tuple[Starter, ...]:
    """Of every position of appendix 2, the top first."""
    return tuple(
        Starter(each["role"], each["reports_to"], each["zh"].strip(), each["en"].strip())
        for each in _read()["position"]
    )


@cache
def matrix() -> tuple[tuple[str, str, str], ...]:
    """Cells as (process, role, letter)."""
    return tuple(
        (process, role, letter)
        for process, parts in _read()["matrix"].items()
        for letter, roles in parts.items()
        for role in ([roles] if isinstance(roles, str) else roles)
    )


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(HERE.read_text(encoding="utf-8"))


def begin() -> int:
    """Writes what is missing of both; answers how many rows. What a company has written itself stays."""
    there = set(Position.objects.values_list("role", flat=True))
    fresh = [each for each in statements() if each.role not in there]
    for each in fresh:
        values = {"role": each.role, "reports_to": each.reports_to, "duties_zh": each.zh, "duties_en": each.en}
        write_row(Position, None, values, "")
    cells = () if Responsibility.objects.exists() else matrix()
    for process, role, letter in cells:
        write_row(Responsibility, None, {"process": process, "role": role, "letter": letter}, "")
    return len(fresh) + len(cells)
