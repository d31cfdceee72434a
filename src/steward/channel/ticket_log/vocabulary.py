"""The words a mapping may use: the fields of a record, the facts a source states, and their kinds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a cell must hold to be taken."""

    TEXT = "text"
    CHOICE = "choice"
    FOUR_LEVELS = "1 to 4"
    THREE_LEVELS = "1 to 3"
    WHOLE = "whole"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    TIME = "time"
    PATH = "path"
    TAGS = "tags"


class Kept:
    """The answer `keep_previous`: the row above of the same ticket holds the value."""

    def __repr__(self) -> str:
        return "KEPT"


KEPT = Kept()
Value = str | int | Decimal | bool | datetime | tuple[str, ...] | Kept | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field that columns can fill; `longest` is in characters, 0 where the kind has a bound of its own."""

    name: str
    kind: Kind = Kind.TEXT
    longest: int = 0


def _table(*fields: Field) -> dict[str, Field]:
    return {field.name: field for field in fields}


# Characters that a record holds of a name and of a running text.
NAME, LONG = 120, 20_000
RECORD_FIELDS = _table(
    Field("number", longest=120),
    Field("state", Kind.CHOICE),
    Field("opened_at", Kind.TIME),
    Field("updated_at", Kind.TIME),
    Field("resolved_at", Kind.TIME),
    Field("closed_at", Kind.TIME),
    Field("title", longest=300),
    Field("description", longest=LONG),
    Field("priority", Kind.FOUR_LEVELS),
    Field("impact", Kind.THREE_LEVELS),
    Field("urgency", Kind.THREE_LEVELS),
    Field("category", Kind.PATH, NAME),
    Field("team", longest=NAME),
    Field("assignee", longest=NAME),
    Field("requester", longest=NAME),
    Field("actor", longest=NAME),
    Field("channel", Kind.CHOICE),
    Field("closure_code", longest=60),
    Field("resolution", longest=LONG),
    Field("tags", Kind.TAGS, 40),
)
STATED_FACTS = _table(
    Field("sla_met", Kind.YES_NO),
    Field("reopened", Kind.WHOLE),
    Field("reassigned", Kind.WHOLE),
    Field("effort_hours", Kind.DECIMAL),
    Field("problem", longest=NAME),
    Field("change", longest=NAME),
    Field("caused_by", longest=NAME),
    Field("configuration_item", longest=NAME),
    Field("supplier", longest=NAME),
    Field("location", longest=NAME),
    Field("symptom", longest=NAME),
    Field("resolver", longest=NAME),
    Field("opened_by", longest=NAME),
)
# Kinds a mapping may choose with `as` for a stated fact of its own naming.
CHOSEN_KINDS = (Kind.TEXT, Kind.WHOLE, Kind.DECIMAL, Kind.YES_NO, Kind.TIME)
REQUIRED = ("number", "state", "opened_at", "title")
