"""The rows of a list as values for a file: the same narrowing, the same columns, read in keyset chunks."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from steward.people.context import now
from steward.surface import cells, listing
from steward.surface.exports.papers import around_rows
from steward.surface.narrowing import narrow
from steward.surface.printing.frame import company_of
from steward.surface.sorting import sort_named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steward.kernel.names import Names
    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.surface.narrowing import Narrowed
    from steward.surface.paper.content import Paper
    from steward.surface.sorting import Cursor

# Rows that a page answers within its time, beyond which a job writes the file; and rows of a file at all: a sheet of
# Excel ends at 1,048,576, and of a paper nobody reads more.
_SHEETS, _PAPERS = (5_000, 1_000_000), (200, 5_000)
LIMITS = {"csv": _SHEETS, "xlsx": _SHEETS, "pdf": _PAPERS, "docx": _PAPERS}
# Rows of one transaction: some hundred milliseconds, after which the rights are looked at anew.
CHUNK = 1_000
# Orders in which no row moves while a file is written; along any other one a change loses a row or doubles it.
_STEADY = ("opened_at", "number")


def narrowed_for(process: Process, actor: Actor, params: Mapping[str, Sequence[str]]) -> Narrowed:
    """The list in an order that stands still, in chunks. Raises Invalid for what is no filter of this actor."""
    narrowed = narrow(process, actor, {name: values for name, values in params.items() if name not in _PLACE})
    asked = narrowed.sort.name
    order = asked if asked.removeprefix("-") in _STEADY else "-number"
    return replace(narrowed, sort=sort_named(order), limit=CHUNK)


_PLACE = ("cursor", "limit")


def head(process: Process, columns: Sequence[str]) -> list[str]:
    """The labels above the columns, in the reader's words."""
    return [cells.label_of(process, name) for name in columns]


def paper_around(narrowed: Narrowed, words: Sequence[str]) -> Paper:
    """What stands around the rows on paper; one statement."""
    actor = narrowed.actor
    return around_rows(str(narrowed.process.label_plural), words, actor, company_of(actor))


def chunk(narrowed: Narrowed, columns: Sequence[str]) -> tuple[list[list[Any]], Cursor | None]:
    """The next rows, and where to go on; None at the end. Two statements."""
    found, place = listing.chunk(narrowed, columns)
    names = listing.names_for(narrowed.process, columns, found)
    zone = ZoneInfo(narrowed.actor.zone)
    rows = [row._asdict() for row in found]
    return [[_value(narrowed, name, row, names, zone) for name in columns] for row in rows], place


def _value(narrowed: Narrowed, name: str, row: dict[str, Any], names: Names, zone: ZoneInfo) -> Any:
    raw = row.get(name)
    if isinstance(raw, datetime):
        return raw.astimezone(zone).replace(tzinfo=None)
    return cells.cell(narrowed.process, name, row, names, narrowed.actor, now())["text"]
