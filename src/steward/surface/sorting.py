"""The orders of a list, each of which an index serves, and a place in one that pages go on from."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Sequence

DEFAULT_SORT = "-updated_at"
LONGEST_CURSOR = 300
BIGGEST = 2**63


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of an order in which no key is null: its rows and its keys (the last is unique).

    `openness` tells whether it holds open or closed records alone.
    """

    where: Q
    keys: tuple[str, ...]
    openness: bool | None = None


@dataclass(frozen=True, slots=True)
class Sort:
    """An order: stretches one after the other, each along its keys or, `descending`, against them."""

    name: str
    stretches: tuple[Stretch, ...]
    descending: bool = False

    def among(self, exact: Sequence[int], *, openness: bool | None) -> Sort:
        """The order where only open (or closed) records are asked for, and those of `exact` come first."""
        kept = [s for s in self.stretches if openness is None or s.openness in (None, openness)]
        if exact:
            first, others = Q(pk__in=exact), ~Q(pk__in=exact)
            kept = [Stretch(first, ("id",)), *(replace(s, where=s.where & others) for s in kept)]
        return replace(self, stretches=tuple(kept))


# What has no deadline or is closed comes last either way; so does, by priority, what is closed.
_RANKED, _UNRANKED = Q(priority__isnull=False), Q(priority__isnull=True)
_OPEN, _CLOSED = Q(is_open=True), Q(is_open=False)
SORTS = {
    "updated_at": (Stretch(Q(), ("updated_at", "id")),),
    "opened_at": (Stretch(Q(), ("opened_at", "id")),),
    # Numbers are given in the order of ids; as text INC-1000000 would stand before INC-999999.
    "number": (Stretch(Q(), ("id",)),),
    "due_at": (
        Stretch(_OPEN & Q(due_at__isnull=False), ("due_at", "id"), openness=True),
        Stretch(_OPEN & Q(due_at__isnull=True), ("id",), openness=True),
        Stretch(_CLOSED, ("id",), openness=False),
    ),
    "priority": (
        Stretch(_OPEN & _RANKED, ("priority", "id"), openness=True),
        Stretch(_OPEN & _UNRANKED, ("id",), openness=True),
        Stretch(_CLOSED & _RANKED, ("priority", "id"), openness=False),
        Stretch(_CLOSED & _UNRANKED, ("id",), openness=False),
    ),
}


def sort_named(raw: str) -> Sort:
    """The order of a name, `-` before it for descending. Raises KeyError where there is none."""
    name = raw.removeprefix("-")
    return Sort(raw, SORTS[name], raw.startswith("-"))


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row's place in an order: what comes after it, or (`back`) before it."""

    stretch: int
    keys: tuple[Any, ...]
    back: bool = False


def write_cursor(cursor: Cursor, sort: Sort) -> str:
    """The cursor as one word for an address; it holds no more than the row showed."""
    keys = [key.isoformat() if isinstance(key, datetime) else key for key in cursor.keys]
    words = json.dumps([sort.name, cursor.stretch, keys, int(cursor.back)], separators=(",", ":"))
    return urlsafe_b64encode(words.encode()).decode().rstrip("=")


def read_cursor(raw: str, sort: Sort) -> Cursor | None:
    """The cursor behind a word; None where it is none of this order."""
    try:
        padded = raw[:LONGEST_CURSOR].encode("ascii") + b"=" * (-len(raw) % 4)
        name, stretch, keys, back = json.loads(urlsafe_b64decode(padded))
        if name != sort.name or type(stretch) is not int or stretch < 0 or back not in (0, 1):
            return None
        named = sort.stretches[stretch].keys
        values = tuple(_key(key, value) for key, value in zip(named, keys, strict=True))
    except (ValueError, TypeError, IndexError, RecursionError):
        return None
    return Cursor(stretch, values, back == 1)


def _key(name: str, value: object) -> object:
    """A key of the right type. Raises ValueError."""
    if name.endswith("_at"):
        moment = datetime.fromisoformat(str(value))
        if moment.tzinfo is None:
            raise ValueError(name)
        return moment
    if type(value) is not int or not 0 <= value < (32_768 if name == "priority" else BIGGEST):
        raise ValueError(name)
    return value
