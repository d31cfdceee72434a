"""Sheets in forms and on pages: one input a cell, empty rows to go on with (manual 8.2, 9.1.2)."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from steward.kernel.catalogue import all_processes
from steward.kernel.named import RECORD, noun_of
from steward.kernel.names import Names
from steward.kernel.sheet import LONGEST, PLACE, Column, SheetField
from steward.surface import choices, times

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Rows = Sequence[Mapping[str, Any]]

# Rows offered beyond those that are filled, for whoever has no scripts; a button adds more.
SPARE = 2
MOST_TEXT = 240
NOBODY_NAMED = Names({})


def inputs_of_sheet(column: SheetField) -> Iterator[str]:
    """The names under which the cells of a sheet are sent."""
    for row in range(column.most + SPARE):
        yield from (f"{column.name}.{row}.{each.key}" for each in column.columns)


def as_typed(column: SheetField, rows: Rows, zone: str) -> list[dict[str, Any]]:
    """The rows as a form holds them: times in the reader's zone."""
    return [{each.key: _typed(each, row[each.key], zone) for each in column.columns if each.key in row} for row in rows]


def filled_rows(rows: Any) -> list[dict[str, Any]]:
    """Those of the rows that a form sent which are rows."""
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def keys_in(sheets: Iterable[tuple[Any, Any]]) -> dict[str, set[str]]:
    """The keys of persons, units and records in rows of these columns, by noun; for `names_of`."""
    found: dict[str, set[str]] = {}
    for field, rows in sheets:
        for column in field.columns if isinstance(field, SheetField) else ():
            if noun := noun_of(column):
                keys = {row.get(column.key) for row in filled_rows(rows)}
                found.setdefault(noun, set()).update(key for key in keys if isinstance(key, str) and key)
    return found


def sheet_of(column: Any, rows: Any, names: Names = NOBODY_NAMED) -> dict[str, Any] | None:
    """What surface/sheet.html shows of rows as a form holds them; None for other columns."""
    if not isinstance(column, SheetField):
        return None
    filled = filled_rows(rows)
    spare = min(SPARE, max(0, column.most - len(filled)))
    return {
        "name": column.name,
        "most": column.most,
        "columns": [{"label": str(each.label), "kind": each.kind} for each in column.columns],
        "lists": [_list(column, each) for each in column.columns if each.names],
        "rows": [
            [_cell(column, each, number, row.get(each.key), names) for each in column.columns]
            for number, row in enumerate([*filled, *({} for _spare in range(spare))])
        ],
    }


def _list(column: SheetField, each: Column) -> str:
    """What the suggestions of a column are called in the page."""
    return f"list-{column.name}-{each.key}"


def _cell(column: SheetField, each: Column, number: int, value: Any, names: Names) -> dict[str, Any]:
    label = _("%(column)s, row %(row)d") % {"column": each.label, "row": number + 1}
    return {
        "name": f"{column.name}.{number}.{each.key}",
        "label": label,
        "kind": each.kind,
        "value": "" if isinstance(value, (dict, list)) else value or "",
        "text": str(each.shown(value) or "").replace("T", " ") if each.kind == "moment" else each.shown(value) or "",
        "maxlength": LONGEST.get(each.kind),
        **(_suggested(column, each, value, names) if each.names else {}),
        "options": [{"value": key, "label": str(name), "selected": key == value} for key, name in each.choices],
    }


def _suggested(column: SheetField, each: Column, value: Any, names: Names) -> dict[str, Any]:
    """Where a cell's suggestions come from, and the name of what stands in it."""
    return {
        "search_url": choices.address_of(each.names),
        "list": _list(column, each),
        "said": names.called(noun_of(each), str(value or "")),
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


def cell_text(column: Column, value: Any, zone: str, names: Names = NOBODY_NAMED) -> str:
    """A value as a reader sees it: a person or unit by name, a record by number and title."""
    if title := names.called(noun_of(column), value) if column.names and isinstance(value, str) else "":
        return f"{value} {title}" if noun_of(column) == RECORD else title
    if value is None or isinstance(value, (dict, list)):
        return ""
    if column.kind == "flag":
        return _("yes") if value is True else _("no")
    if column.kind == "moment" and (moment := _moment(value)):
        return times.short(moment, zone)
    return str(column.shown(value))


def cell_url(column: Column, value: Any, names: Names) -> str:
    """The page of the record that a cell names; empty where the reader sees none."""
    if noun_of(column) != RECORD or not isinstance(value, str) or not names.called(noun_of(column), value):
        return ""
    return next((f"/{each.kind}/{value}/" for each in all_processes() if value.startswith(f"{each.prefix}-")), "")


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


def sheet_text(column: SheetField, rows: Rows, zone: str, names: Names = NOBODY_NAMED) -> str:
    """A sheet, or the rows of it that differ, as one line of text, for a timeline."""
    lines = [
        ", ".join(
            text if each.kind != "flag" else f"{each.label}: {text}"
            for each in column.columns
            if each.key in row and (text := cell_text(each, row[each.key], zone, names))
        )
        for row in rows
    ]
    places = [row.get(PLACE, place) for place, row in enumerate(rows, 1)]
    text = " · ".join(f"{place}. {line}" for place, line in zip(places, lines, strict=True))
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…"
