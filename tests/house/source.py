"""The program's own source, read once: modules as trees, templates and scripts as text."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

CHECKOUT = Path(__file__).parent.parent.parent
PACKAGE = CHECKOUT / "src" / "steward"


@dataclass(frozen=True)
class Module:
    """A module with its place, text and tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> list[str]:
        """Its lines."""
        return self.text.splitlines()


@cache
def modules() -> tuple[Module, ...]:
    """Every module of the package, migrations left out: Django writes those."""
    paths = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
    return tuple(_module(path) for path in paths)


def _module(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    return Module(str(path.relative_to(PACKAGE)), text, ast.parse(text))


def templates() -> list[tuple[str, str]]:
    """Every template with its place."""
    found = sorted(p for folder in ("jinja2", "templates") for p in PACKAGE.rglob(f"{folder}/**/*.html"))
    return [(str(path.relative_to(PACKAGE)), path.read_text(encoding="utf-8")) for path in found]
