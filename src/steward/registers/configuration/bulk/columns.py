"""What the columns of a table are called, in the file and in the record (manual 8.1.2)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.utils import translation

from steward.kernel.catalogue import process_of
from steward.kernel.intake.values import field_of

if TYPE_CHECKING:
    from collections.abc import Collection

# Column of the file: field of the item. Attributes stand in columns of their own, `attributes.<key>`.
PLAIN = {
    "name": "title", "name_en": "title_en", "criticality": "criticality", "serial": "serial",
    "version": "version_label", "rack_unit": "rack_unit", "rack_height": "rack_height", "rack_face": "rack_face",
    "warranty_until": "warranty_until",
}  # fmt: skip
NAMED = {
    "class": "ci_class_id", "place": "place_id", "service": "service_id", "owner": "owner_id", "team": "team_id",
    "supplier": "supplier_id",
}  # fmt: skip
ATTRIBUTE = "attributes."
ITEMS = ("number", "class", "name", "name_en", "state", *list(PLAIN)[2:], *list(NAMED)[1:])
RELATIONS = ("source", "relation", "target", "group", "needed")
PLACES = ("code", "kind", "in", "name_zh", "name_en", "units", "address")


@cache
def _labels() -> dict[str, str]:
    """Labels of the forms, in both languages, for whoever writes the first line by hand."""
    process, found = process_of("ci"), {"名称": "name", "英文名称": "name_en"}
    fields = {**PLAIN, **NAMED, "number": "number", "state": "state"}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for column, name in fields.items():
                found[str(field_of(process, name.removesuffix("_id")).verbose_name).lower()] = column
    return found


def header_of(cell: str) -> str:
    """The column that a cell of the first line names."""
    word = cell.strip().strip("\ufeff").lower()
    return _labels().get(word, word.replace(" ", "_"))


def kind_of(header: Collection[str]) -> str | None:
    """What a table with these columns holds; None where it is nothing known."""
    if {"source", "relation", "target"} <= set(header):
        return "relations"
    if {"code", "kind"} <= set(header):
        return "places"
    return "items" if set(header) & {"number", "name"} else None


def field_label(column: str) -> str:
    """What a column of items is called in forms, in the reader's language; an attribute by its key."""
    if column not in PLAIN and column not in NAMED:
        return column.removeprefix(ATTRIBUTE)
    return str(field_of(process_of("ci"), {**PLAIN, **NAMED}[column].removesuffix("_id")).verbose_name)
