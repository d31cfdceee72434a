"""The clauses of the manual (stands in for the catalogue)."""

from __future__ import annotations

from dataclasses import dataclass

PROCESSES = {
    "7.3": "problem",
    "7": "incident",
    "8.1": "configuration",
    "8.2": "change",
    "9": "release",
    "5.1": "service_level",
}


@dataclass(frozen=True)
class Clause:
    """One."""

    id: str
    process: str = ""
    who: tuple[str, ...] = ("service_desk",)
    chapter: str = "7"
    standard: tuple[str, ...] = ("8.6.1",)
    title: str = "Title"
    asks: str = "asks"
    rule: str = "rule"
    kind: str = "department"
    key: str = "service_desk"


def clauses() -> tuple[Clause, ...]:
    """All."""
    return tuple(clause(i) for i in ("7.1.1", "7.1.2", "7.2.1", "7.2.4", "7.2.3"))


def clause(number: str) -> Clause:
    """One."""
    if number[0] not in "123456789A":
        raise KeyError(number)
    found = [process for prefix, process in PROCESSES.items() if number.startswith(prefix)]
    return Clause(number, found[0] if found else "", ("service_desk",))


def chapters():
    return (Clause("7"),)


def standard():
    return (Clause("8.6.1"),)


def roles():
    return {"service_desk": Clause("7")}
