"""The table of contents: manual chapter -> package; settings, menu, help and tests read it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steward.kernel.process import Process

# Chapters in the order of the menu: (manual, package). Each package holds `process.py` with PROCESSES.
CHAPTERS = (
    ("7.2", "steward.processes.incident"),
    ("6.1", "steward.registers.service_level"),
)

APPS = (
    "steward.people",
    "steward.kernel",
    "steward.surface",
    *(package for _, package in CHAPTERS),
)


@cache
def processes() -> tuple[Process, ...]:
    """Every declared process of every chapter, in the order of the menu."""
    return tuple(p for _, package in CHAPTERS for p in import_module(f"{package}.process").PROCESSES)


@cache
def by_kind() -> dict[str, Process]:
    """The processes by the kind that their records carry."""
    return {process.kind: process for process in processes()}
