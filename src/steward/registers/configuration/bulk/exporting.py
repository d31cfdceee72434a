"""The project's items, relations and places as tables that import again with equal content (manual 8.1.2)."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

from steward.registers.configuration.bulk.columns import ATTRIBUTE, NAMED, PLACES, PLAIN, RELATIONS
from steward.registers.configuration.bulk.known import GONE, Known, read_known
from steward.surface.exports.sheets import CsvSheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from steward.people.actor import Actor
    from steward.people.models import ServiceProject
    from steward.registers.configuration.models import Place

Tables = dict[str, tuple[list[str], list[list[Any]]]]


def tables_of(project: ServiceProject, actor: Actor, *, with_numbers: bool = True) -> Tables:
    """Name of each table with its head and its rows. Without numbers relations name their ends by name."""
    known = read_known(project, actor)
    rows = [row for row in known.items.values() if row["state"] not in GONE]
    keys = sorted({key for row in rows for key in row["attributes"]})
    head = ["number", *PLAIN, *NAMED, "state", *(f"{ATTRIBUTE}{key}" for key in keys)]
    names = _names(known)
    items = [[row["number"] if with_numbers else "", *_cells(row, keys, names)] for row in rows]
    called = {row["number"]: row["number"] if with_numbers else row["title"] for row in known.items.values()}
    ties = [
        [called[row["number"]], each["relation"], called.get(each["target"], each["target"]), each.get("group", ""),
         each.get("needed", "")]
        for row in rows
        for each in row["relations"]
    ]  # fmt: skip
    return {
        "places": (list(PLACES), _places(known, rows)),
        "items": (head, items),
        "relations": (list(RELATIONS), ties),
    }


def _names(known: Known) -> dict[str, dict[int, str]]:
    found = {column: {pk: key for key, pk in rows.items()} for column, rows in known.named.items()}
    found["class"] = {each.pk: code for code, each in known.classes.items()}
    found["place"] = {each.pk: code for code, each in known.places.items()}
    return found


def _cells(row: dict[str, Any], keys: Sequence[str], names: dict[str, dict[int, str]]) -> Iterator[Any]:
    yield from ("" if row[name] is None else str(row[name]) for name in PLAIN.values())
    yield from (names[column].get(row[name], "") for column, name in NAMED.items())
    yield row["state"]
    yield from (_word(row["attributes"].get(key, "")) for key in keys)


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _places(known: Known, rows: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """The places that items stand in, and all around them, the outer first."""
    by_id = {each.pk: each for each in known.places.values()}
    used = {code for row in rows if row["place_id"] in by_id for code in by_id[row["place_id"]].path.split("/")}
    found = sorted((known.places[code] for code in used if code in known.places), key=lambda each: each.path)
    return [
        [each.code, each.kind, _code(by_id.get(each.parent_id or 0)), each.name_zh, each.name_en, each.units or "",
         each.address]
        for each in found
    ]  # fmt: skip


def _code(place: Place | None) -> str:
    return place.code if place else ""


def as_zip(tables: Tables) -> bytes:
    """A CSV file for each table, packed together."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (head, rows) in tables.items():
            file = io.BytesIO()
            sheet = CsvSheet(file, head)
            sheet.add(rows)
            archive.writestr(f"{name}.csv", file.getvalue())
    return out.getvalue()


def as_xlsx(tables: Tables) -> bytes:
    """One book with a sheet for each table; no text becomes a formula."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for name, (head, rows) in tables.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate([head, *rows]):
            sheet.write_row(place, 0, row)
    book.close()
    return out.getvalue()
