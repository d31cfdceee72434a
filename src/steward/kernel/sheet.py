"""A sheet: rows of one shape kept in a record, such as steps of a plan, tasks, causes or checks (manual 8.2, 9.1.2).

    steps = SheetField(_("Run sheet"), columns=(Column("step", _("Step"), required=True), Column("done", …, "flag")))

A value is a list of rows, each `{column: value}` without the empty ones. It is amended whole, under the record's
version, and the timeline keeps the rows before and after.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from steward.kernel.cleaning import clean_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import Promise

Kind: TypeAlias = Literal["text", "long", "number", "day", "moment", "flag", "choice"]
LONGEST = {"text": 300, "long": 5_000, "choice": 60}
BIGGEST = 10**9
FIRST_YEAR, LAST_YEAR = 1990, 2100


# In a timeline: the place of a row in its sheet, counted from one.
PLACE = "#"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet; `choices` are (key, label) where its kind is `choice`.

    `names` says what a text is the key of: `("person",)`, `("unit",)`, or kinds of records. Where it is
    `free`, other words may stand there too: keys are offered and shown by name, and what was typed stays as it is.
    """

    key: str
    label: str | Promise
    kind: Kind = "text"
    choices: tuple[tuple[str, str | Promise], ...] = ()
    required: bool = False
    names: tuple[str, ...] = ()
    free: bool = False

    def shown(self, value: Any) -> Any:
        """A value as its reader sees it; moments and flags are shown by the surface."""
        return dict(self.choices).get(value, value) if self.kind == "choice" else value


class SheetField(models.JSONField):
    """Rows of the same columns, at most `most` of them; `on_page` is False where a panel of the chapter shows them."""

    def __init__(
        self, *args: Any, columns: tuple[Column, ...] = (), most: int = 100, on_page: bool = True, **kwargs: Any
    ) -> None:
        """Empty unless somebody writes rows."""
        self.columns, self.most, self.on_page = columns, most, on_page
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def read(self, given: object, zone: str) -> list[dict[str, Any]]:
        """Checked rows from outside; times without an offset are of `zone`. Raises ValidationError with every fault."""
        if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
            raise ValidationError(_("Expected are rows with these columns: %(columns)s.") % {"columns": self._names()})
        filled = [row for row in given if any(value not in (None, "", False) for value in row.values())]
        if len(filled) > self.most:
            raise ValidationError(_("At most %(most)d rows.") % {"most": self.most})
        faults: list[str] = []
        rows = [self._row(number, row, zone, faults) for number, row in enumerate(filled, 1)]
        if faults:
            raise ValidationError(faults)
        return rows

    def _names(self) -> str:
        return ", ".join(column.key for column in self.columns)

    def _row(self, number: int, row: dict[str, Any], zone: str, faults: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        unknown = set(row) - {column.key for column in self.columns}
        if unknown:
            names = ", ".join(sorted(clean_text(str(name))[:40] for name in unknown))
            faults.append(_("Row %(row)d has unknown columns: %(names)s.") % {"row": number, "names": names})
        for column in self.columns:
            given = row.get(column.key)
            try:
                value = read_cell(column, given, zone)
            except (ValueError, TypeError, OverflowError):
                value = None
                faults.append(_sentence(number, column, expected(column.kind)))
            else:
                if column.required and value in (None, "", False):
                    faults.append(_sentence(number, column, _("is needed")))
            if value not in (None, "", False):
                found[column.key] = value
        return found


def difference(before: Sequence[dict[str, Any]], after: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows that a write took away and those that it brought, each with its place; rows that stayed are left out."""
    texts = [[json.dumps(row, sort_keys=True) for row in rows] for rows in (before, after)]
    found: list[list[dict[str, Any]]] = [[], []]
    for tag, *spans in SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_opcodes():
        if tag != "equal":
            for side, rows, span in ((0, before, spans[:2]), (1, after, spans[2:])):
                found[side] += [{PLACE: place + 1, **rows[place]} for place in range(*span)]
    return found


def read_cell(column: Column, given: Any, zone: str) -> Any:
    """One value by its column's kind, None where nothing is given. Raises ValueError, TypeError or OverflowError."""
    return None if given in (None, "") else _READERS[column.kind](column, given, zone)


def expected(kind: Kind) -> str:
    """What a column of this kind takes, as the end of a sentence."""
    return _EXPECTED[kind]()


def _sentence(row: int, column: Column, what: str) -> str:
    return _("Row %(row)d, “%(column)s”: %(what)s.") % {"row": row, "column": column.label, "what": what}


_EXPECTED = {
    "text": lambda: _("a text of at most %(most)d characters is expected") % {"most": LONGEST["text"]},
    "long": lambda: _("a text of at most %(most)d characters is expected") % {"most": LONGEST["long"]},
    "number": lambda: _("a whole number is expected"),
    "day": lambda: _("a day such as 2026-03-31 is expected"),
    "moment": lambda: _("a time such as 2026-03-31 14:05 is expected"),
    "flag": lambda: _("yes or no is expected"),
    "choice": lambda: _("choose one of those offered"),
}


def _text(column: Column, given: Any, _zone: str) -> str:
    if isinstance(given, (dict, list, bool)):
        raise TypeError
    text = clean_text(str(given)).strip()
    if len(text) > LONGEST[column.kind]:
        raise ValueError
    return text


def _number(_column: Column, given: Any, _zone: str) -> int:
    if isinstance(given, (bool, float, dict, list)):
        raise TypeError
    number = int(str(given))
    if not 0 <= number <= BIGGEST:
        raise ValueError
    return number


def _day(_column: Column, given: Any, _zone: str) -> str:
    day: date | None = parse_date(str(given).strip())
    if day is None or not FIRST_YEAR <= day.year < LAST_YEAR:
        raise ValueError
    return day.isoformat()


def _moment(_column: Column, given: Any, zone: str) -> str:
    moment = parse_datetime(str(given).strip().replace(" ", "T", 1))
    if moment is None or not FIRST_YEAR <= moment.year < LAST_YEAR:
        raise ValueError
    aware: datetime = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC).isoformat()


def _flag(_column: Column, given: Any, _zone: str) -> bool:
    if given in (True, "on", "true"):
        return True
    if given in (False, "false"):
        return False
    raise ValueError


def _choice(column: Column, given: Any, _zone: str) -> str:
    if not isinstance(given, str) or given not in dict(column.choices):
        raise ValueError
    return given


_READERS = {
    "text": _text, "long": _text, "number": _number, "day": _day, "moment": _moment, "flag": _flag, "choice": _choice,
}  # fmt: skip
