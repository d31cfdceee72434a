"""The table of contents: manual chapter -> package; settings, menu, help and tests read it."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steward.kernel.judges import Judge, Unjudged
    from steward.kernel.nouns import OfRecords
    from steward.kernel.places import Place
    from steward.kernel.process import Process
    from steward.people.register import Register

# Chapters in the order of the menu: (manual, package). Each package holds `process.py` with PROCESSES.
CHAPTERS = (
    ("7.2", "steward.processes.incident"),
    ("7.3", "steward.processes.problem"),
    ("8.2", "steward.processes.change"),
    ("9.1", "steward.processes.release"),
    ("8.1", "steward.registers.configuration"),
    ("7.2.2", "steward.registers.knowledge"),
    ("6.1", "steward.registers.service_level"),
    ("5.2", "steward.oversight.service_reporting"),
    ("2.1", "steward.registers.organisation"),
    ("2.2", "steward.registers.document"),
    ("3.4", "steward.oversight.audit"),
)

# What looks at all of them from above: pages, registers and judges of their own, but no records.
OVERSIGHT = ("steward.oversight.conformity",)

APPS = (
    "steward.people",
    "steward.kernel",
    "steward.surface",
    *(package for _, package in CHAPTERS),
    *OVERSIGHT,
    "steward.channel.notices",
    "steward.channel.ticket_log",
    "steward.desk",
    "steward.demo",
)


@cache
def processes() -> tuple[Process, ...]:
    """Every declared process of every chapter, in the order of the menu."""
    return tuple(p for _, package in CHAPTERS for p in import_module(f"{package}.process").PROCESSES)


@cache
def registers() -> tuple[Register, ...]:
    """Every register of plain rows, ground floor first."""
    homes = (
        "steward.people.registers",
        "steward.kernel.registers",
        *_found("registers"),
    )
    return tuple(register for home in homes for register in import_module(home).REGISTERS)


def judges() -> tuple[Judge, ...]:
    """Every rule by which a clause is judged, as the chapters state them."""
    return tuple(judge for home in _found("evidence") for judge in import_module(home).JUDGES)


def unjudged() -> tuple[Unjudged, ...]:
    """The parts of their clauses that the chapters can't judge yet."""
    return tuple(part for home in _found("evidence") for part in import_module(home).UNJUDGED)


def places() -> tuple[Place, ...]:
    """The pages beside lists that stand in the menu, the desk's first."""
    homes = ("steward.desk.places", *_found("places"))
    return tuple(place for home in homes for place in import_module(home).PLACES)


def facts_of_records() -> tuple[OfRecords, ...]:
    """What chapters know of records of every kind."""
    return tuple(fact for home in _found("of_records") for fact in import_module(home).OF_RECORDS)


def _found(module: str) -> tuple[str, ...]:
    """The modules of this name that the chapters have."""
    packages = (*(package for _, package in CHAPTERS), *OVERSIGHT)
    return tuple(f"{package}.{module}" for package in packages if find_spec(f"{package}.{module}"))


@cache
def by_kind() -> dict[str, Process]:
    """The processes by the kind that their records carry."""
    return {process.kind: process for process in processes()}


@cache
def own_addresses() -> tuple[str, ...]:
    """The chapters' modules of addresses of their own; the most have none."""
    return _found("urls")
