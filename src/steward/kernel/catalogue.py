"""The declared processes by kind and the registers, filled once at the start by the roof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.kernel.nouns import learn

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.process import Process
    from steward.people.register import Register

_known: dict[str, Process] = {}


_registers: list[Register] = []


def fill(processes: Iterable[Process], registers: Iterable[Register]) -> None:
    """Takes what the table of contents lists."""
    _registers[:] = registers
    _known.clear()
    _known.update((process.kind, process) for process in processes)
    for register in _registers:
        if register.key:
            learn(register)


def all_processes() -> tuple[Process, ...]:
    """Every process, in the order of the contents."""
    return tuple(_known.values())


def all_registers() -> tuple[Register, ...]:
    """Every register of plain rows, in the order of the contents."""
    return tuple(_registers)


def process_of(kind: str) -> Process:
    """The process of a kind. Raises KeyError where none is declared."""
    return _known[kind]
