"""The declared processes by kind, the registers, judges and places, filled once at the start by the roof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.kernel.nouns import learn, learn_of_records

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.judges import Judge, Unjudged
    from steward.kernel.nouns import OfRecords
    from steward.kernel.places import Place
    from steward.kernel.process import Process
    from steward.people.register import Register

_known: dict[str, Process] = {}


_registers: list[Register] = []
_judges: list[Judge] = []
_unjudged: list[Unjudged] = []
_places: list[Place] = []


def fill(processes: Iterable[Process], registers: Iterable[Register]) -> None:
    """Takes what the table of contents lists."""
    _registers[:] = registers
    _known.clear()
    _known.update((process.kind, process) for process in processes)
    for register in _registers:
        if register.key:
            learn(register)


def fill_oversight(judges: Iterable[Judge], unjudged: Iterable[Unjudged], places: Iterable[Place]) -> None:
    """Takes the rules that the chapters state, what none of them sees yet, and the pages that stand in the menu."""
    _judges[:], _unjudged[:], _places[:] = judges, unjudged, places


def fill_facts(facts: Iterable[OfRecords]) -> None:
    """Takes what chapters know of records of every kind."""
    for fact in facts:
        learn_of_records(fact)


def all_judges() -> tuple[Judge, ...]:
    """Every rule of every clause, in the order of the contents."""
    return tuple(_judges)


def all_unjudged() -> tuple[Unjudged, ...]:
    """The parts of clauses that no rule sees yet."""
    return tuple(_unjudged)


def all_places() -> tuple[Place, ...]:
    """The pages beside lists that stand in the menu."""
    return tuple(_places)


def all_processes() -> tuple[Process, ...]:
    """Every process, in the order of the contents."""
    return tuple(_known.values())


def all_registers() -> tuple[Register, ...]:
    """Every register of plain rows, in the order of the contents."""
    return tuple(_registers)


def process_of(kind: str) -> Process:
    """The process of a kind. Raises KeyError where none is declared."""
    return _known[kind]
