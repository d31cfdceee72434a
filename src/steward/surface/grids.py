"""Small tables of numbers in forms: one input a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.refusal import Invalid
from steward.people.grid import GridField

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_DIGITS = 9


def grid_of(column: Any, value: Mapping[str, Mapping[str, int | str]] | None) -> dict[str, Any] | None:
    """What surface/fields.html shows of a grid; None for other columns."""
    if not isinstance(column, GridField):
        return None
    grid = value or {}
    return {
        "columns": [str(label) for _key, label in column.columns],
        "rows": [
            {
                "label": str(label),
                "cells": [
                    {
                        "name": f"{column.name}.{row}.{key}",
                        "label": f"{label} {name}",
                        "value": _shown(grid.get(row, {}).get(key), column.unit),
                    }
                    for key, name in column.columns
                ],
            }
            for row, label in column.rows
        ],
    }


def _shown(value: int | str | None, unit: int) -> str:
    """A cell in the form's unit; what somebody typed that is no number, as it is."""
    return str(value // unit) if isinstance(value, int) else value or ""


def posted_cells(column: GridField, posted: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The cells of a grid as they were typed, whatever they are."""
    return {
        row: {key: posted.get(f"{column.name}.{row}.{key}", "") for key, _name in column.columns}
        for row, _label in column.rows
    }


def posted_grid(column: Any, name: str, posted: Mapping[str, str]) -> dict[str, dict[str, int]] | None:
    """The grid that a form sent; None where the column is none or nothing of it came. Raises Invalid."""
    if not isinstance(column, GridField) or not any(key.startswith(f"{name}.") for key in posted):
        return None
    grid: dict[str, dict[str, int]] = {}
    for row, _label in column.rows:
        for key, _name in column.columns:
            text = posted.get(f"{name}.{row}.{key}", "").strip()
            if text and not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
                raise Invalid({name: [_("“%(text)s” is no whole number.") % {"text": text[:20]}]})
            if text:
                grid.setdefault(row, {})[key] = int(text) * column.unit
    return grid


def grid_text(column: GridField, value: Mapping[str, Mapping[str, int]]) -> str:
    """A grid as one line of text, for a timeline."""
    parts = []
    for row, label in column.rows:
        cells = [
            f"{name} {_shown(value[row][key], column.unit)}"
            for key, name in column.columns
            if key in value.get(row, {})
        ]
        if cells:
            parts.append(f"{label}: {', '.join(cells)}")
    return "; ".join(parts)
