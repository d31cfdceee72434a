"""Sheets in forms and on pages: one input a cell, empty rows to go on with (manual 8.2, 9.1.2)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from steward.kernel.sheet import LONGEST, Column, SheetField
from steward.surface import times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Rows = Sequence[Mapping[str, Any]]

# Rows offered beyond those that are filled, for whoever has no scripts; a button adds more.
SPARE = 2
MOST_TEXT = 240


def inputs_of_sheet(column: SheetField) -> Iterator[str]:
    """The names under which the cells of a sheet are sent."""
    for row in range(column.most + SPARE):
        yield from (f"{column.name}.{row}.{each.key}" for each in column.columns)


def as_typed(column: SheetField, rows: Rows, zone: str) -> list[dict[str, Any]]:
    """The rows as a form holds them: times in the reader's zone."""
    return [{each.key: _typed(each, row[each.key], zone) for each in column.columns if each.key in row} for row in rows]


def sheet_of(column: Any, rows: Any) -> dict[str, Any] | None:
    """What surface/sheet.html shows of rows as a form holds them; None for other columns."""
    if not isinstance(column, SheetField):
        return None
    filled = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    spare = min(SPARE, max(0, column.most - len(filled)))
    return {
        "name": column.name,
        "most": column.most,
        "columns": [{"label": str(each.label), "kind": each.kind} for each in column.columns],
        "rows": [
            [_cell(column, each, number, row.get(each.key)) for each in column.columns]
            for number, row in enumerate([*filled, *({} for _spare in range(spare))])
        ],
    }


def _cell(column: SheetField, each: Column, number: int, value: Any) -> dict[str, Any]:
    label = _("%(column)s, row %(row)d") % {"column": each.label, "row": number + 1}
    return {
        "name": f"{column.name}.{number}.{each.key}",
        "label": label,
        "kind": each.kind,
        "value": "" if isinstance(value, (dict, list)) else value or "",
        "text": str(each.shown(value) or "").replace("T", " ") if each.kind == "moment" else each.shown(value) or "",
        "maxlength": LONGEST.get(each.kind),
        "options": [{"value": key, "label": str(name), "selected": key == value} for key, name in each.choices],
    }


def _typed(column: Column, value: Any, zone: str) -> str:
    """A value as an input holds it."""
    if column.kind == "moment" and (moment := _moment(value)):
        return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    return ("on" if value is True else "") if isinstance(value, bool) else str(value)


def _moment(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None


def cell_text(column: Column, value: Any, zone: str) -> str:
    """A value as a reader sees it."""
    if value is None or isinstance(value, (dict, list)):
        return ""
    if column.kind == "flag":
        return _("yes") if value is True else _("no")
    if column.kind == "moment" and (moment := _moment(value)):
        return times.short(moment, zone)
    return str(column.shown(value))


def posted_sheet(column: Any, name: str, posted: Mapping[str, str]) -> list[dict[str, str]] | None:
    """The rows that a form sent, as they were typed; None where the column is none or nothing of it came."""
    if not isinstance(column, SheetField):
        return None
    pattern = re.compile(rf"{re.escape(name)}\.(\d{{1,4}})\.(\w+)")
    rows: dict[int, dict[str, str]] = {}
    for key in posted:
        if found := pattern.fullmatch(key):
            rows.setdefault(int(found[1]), {})[found[2]] = posted[key].strip()
    if not rows:
        return None
    return [filled for _number, row in sorted(rows.items()) if (filled := {k: v for k, v in row.items() if v})]


def sheet_text(column: SheetField, rows: Rows, zone: str) -> str:
    """A sheet as one line of text, for a timeline."""
    lines = [
        ", ".join(
            text if each.kind != "flag" else f"{each.label}: {text}"
            for each in column.columns
            if each.key in row and (text := cell_text(each, row[each.key], zone))
        )
        for row in rows
    ]
    text = " · ".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…"
