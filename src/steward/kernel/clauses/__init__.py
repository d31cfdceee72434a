"""The clauses of the manual (stands in for the catalogue)."""

from __future__ import annotations

from dataclasses import dataclass

PROCESSES = {"7.3": "problem", "7": "incident", "8.1": "configuration", "8.2": "change", "9": "release", "5.1": "service_level"}


@dataclass(frozen=True)
class Clause:
    """One."""

    id: str
    process: str = ""
    who: tuple[str, ...] = ()
    chapter: str = "7"


def clauses() -> tuple[Clause, ...]:
    """All."""
    return tuple(clause(i) for i in ("7.1.1", "7.1.2", "7.2.1", "7.2.4"))


def clause(number: str) -> Clause:
    """One."""
    found = [process for prefix, process in PROCESSES.items() if number.startswith(prefix)]
    return Clause(number, found[0] if found else "", ("service_desk",))
