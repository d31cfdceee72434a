"""What the import hands on: a ticket's history, and how it stands to an earlier import of it."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

from steward.channel.ticket_log.vocabulary import Value


@dataclass(frozen=True, slots=True)
class HistoryMove:
    """One entry of the timeline to be.

    `event` counts the ticket's events from 1 (the opening, which event logs have no row for, is 0).
    `timed` is false where the source states no time for it: `at` is then the last one it states.
    `current` marks the entry that brings a case row to its present state; it is no event that could come
    again, and the next export may know better.
    """

    event: int
    at: datetime
    from_state: str | None
    to_state: str
    actor: str | None
    changes: Table[str, tuple[Value, Value]]
    timed: bool = True
    current: bool = False


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """A ticket as its log tells it: `values` are the record's fields at the end, `stated` its facts."""

    number: str
    line: int
    opened_at: datetime
    updated_at: datetime
    state: str
    values: Table[str, Value]
    stated: Table[str, Value]
    moves: tuple[HistoryMove, ...]
    keys: tuple[bytes, ...]

    @property
    def events(self) -> int:
        """Count the events the history is made of."""
        return len(self.keys)

    def digest(self, events: int | None = None) -> bytes:
        """Sum up the keys of the first events (all by default) in their order."""
        return blake2b(b"".join(self.keys[:events]), digest_size=16).digest()

    def content(self) -> bytes:
        """Sum up the values at the end, so that a source which changed them without an event is found out."""
        said = repr((self.state, sorted(self.values.items()), sorted(self.stated.items())))
        return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Imprint:
    """What is kept with an imported record to know its history again."""

    events: int
    digest: bytes
    content: bytes


class Standing(StrEnum):
    """How a history stands to what was imported before."""

    NEW = "new"
    SAME = "same"
    LONGER = "longer"
    AMENDED = "amended"
    SHORTER = "shorter"
    DIFFERENT = "different"


def imprint(history: CaseHistory) -> Imprint:
    """Give what is to be kept with the record of a history."""
    return Imprint(history.events, history.digest(), history.content())


def standing(history: CaseHistory, before: Imprint | None) -> Standing:
    """Compare a history with what was kept of the same ticket at the last import.

    LONGER: its first events are those already there, the moves after `before.events` are new. AMENDED: no new
    event, other values. SHORTER: an older export. DIFFERENT: the source tells the past otherwise than it did.
    """
    if before is None:
        return Standing.NEW
    if history.events < before.events:
        return Standing.SHORTER
    if history.digest(before.events) != before.digest:
        return Standing.DIFFERENT
    if history.events > before.events:
        return Standing.LONGER
    return Standing.SAME if history.content() == before.content else Standing.AMENDED


def new_moves(history: CaseHistory, before: Imprint | None) -> tuple[HistoryMove, ...]:
    """Give the moves that are new; one that is `current` may lead where the record is."""
    if before is None:
        return history.moves
    return tuple(move for move in history.moves if move.event > before.events)
