"""Attributes in forms and on pages: one input each, under the labels that another row states (manual 8.1.1)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from steward.kernel.attributes import AttributesField
from steward.kernel.sheet import LONGEST
from steward.surface.sheets import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steward.kernel.sheet import Column


def inputs_of_attributes(column: AttributesField) -> Iterator[str]:
    """The names under which attributes of any row are sent."""
    yield from (f"{column.name}.{key}" for key in column.states.every_key())


def attributes_of(column: AttributesField, text: str, row: str) -> list[dict[str, Any]]:
    """The inputs of a form: for each attribute of the row that is named, with its value from the text of all."""
    values = _values(text)
    return [_cell(column.name, each, values.get(each.key)) for each in column.states.columns_of(row or None)]


def _values(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _cell(field: str, each: Column, value: Any) -> dict[str, Any]:
    typed = "on" if value is True else "" if value is None or isinstance(value, (dict, list, bool)) else str(value)
    return {
        "name": f"{field}.{each.key}",
        "label": str(each.label),
        "required": each.required,
        "kind": each.kind,
        "value": typed,
        "text": each.shown(value) or "",
        "maxlength": LONGEST.get(each.kind),
        "options": [{"value": key, "label": str(name), "selected": key == value} for key, name in each.choices],
    }


def posted_attributes(column: Any, name: str, posted: Mapping[str, str]) -> dict[str, str] | None:
    """What a form sent, by key; None where the column holds no attributes or nothing of them came."""
    if not isinstance(column, AttributesField):
        return None
    start = f"{name}."
    sent = {key.removeprefix(start): posted[key].strip() for key in posted if key.startswith(start)}
    return {key: value for key, value in sent.items() if value} if sent else None


def shown_attributes(column: AttributesField, record: Any, value: Mapping[str, Any], zone: str) -> list[dict[str, str]]:
    """Label and text of each attribute that has a value, in the order in which they are stated."""
    stated = column.states.columns_of(getattr(record, f"{column.by}_id"))
    return [
        {"label": str(each.label), "text": cell_text(each, value[each.key], zone)}
        for each in stated
        if each.key in value
    ]


def attributes_text(value: Mapping[str, Any]) -> str:
    """Attributes as one line of text, for a timeline."""
    return ", ".join(f"{key}: {each}" for key, each in value.items())
