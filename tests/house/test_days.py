"""A date is somebody's: nothing asks the server's clock, whose day is another one for eight hours of the company's."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.source import CHECKOUT, PACKAGE

# Where a moment becomes a day: each names the zone.
ALLOWED = {"src/steward/kernel/days.py"}


def _paths() -> list[Path]:
    found = [*PACKAGE.rglob("*.py"), *(CHECKOUT / "tests").rglob("*.py")]
    return [path for path in sorted(found) if "migrations" not in path.parts]


def _days_of_no_zone(text: str) -> list[int]:
    """Lines with `date.today()`, or with `….date()` of a now that no `astimezone` has placed."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args):
            continue
        names = {getattr(each, "attr", getattr(each, "id", "")) for each in ast.walk(node.func.value)}
        if node.func.attr == "today" or (node.func.attr == "date" and "now" in names and "astimezone" not in names):
            found.append(node.lineno)
    return found


def test_it_finds_what_it_looks_for() -> None:
    wrong = "a = date.today()\nb = now().date()\nc = (datetime.now(UTC) + day).date()\n"
    assert _days_of_no_zone(wrong) == [1, 2, 3]
    assert not _days_of_no_zone("a = now().astimezone(zone).date()\nb = value.date()\nc = day_at(now(), zone)\n")


def test_every_date_is_of_a_zone() -> None:
    found = [
        f"{place}:{line}"
        for path in _paths()
        if (place := str(path.relative_to(CHECKOUT))) not in ALLOWED
        for line in _days_of_no_zone(path.read_text(encoding="utf-8"))
    ]
    assert not found, f"use kernel.days, or day_in_company() in tests: {', '.join(found)}"
