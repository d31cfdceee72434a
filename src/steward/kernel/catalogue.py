"""The declared processes by kind, filled once at the start by the roof."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.process import Process

_known: dict[str, Process] = {}


def fill(processes: Iterable[Process]) -> None:
    """Takes what the table of contents lists."""
    _known.clear()
    _known.update((process.kind, process) for process in processes)


def all_processes() -> tuple[Process, ...]:
    """Every process, in the order of the contents."""
    return tuple(_known.values())


def process_of(kind: str) -> Process:
    """The process of a kind. Raises KeyError where none is declared."""
    return _known[kind]
