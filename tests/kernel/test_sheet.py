"""Sheets: rows from outside are read cell by cell, and every fault is told at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from steward.kernel.sheet import Column, SheetField

SHEET = SheetField(
    columns=(
        Column("step", "Step", required=True),
        Column("minutes", "Minutes", "number"),
        Column("on", "On", "day"),
        Column("at", "At", "moment"),
        Column("kind", "Kind", "choice", choices=(("test", "Test"), ("move", "Move"))),
        Column("done", "Done", "flag"),
        Column("remark", "Remark", "long"),
    ),
    most=3,
)


def read(*rows: Any) -> list[dict[str, Any]]:
    return SHEET.read(list(rows), "Asia/Shanghai")


def faults(*rows: Any) -> list[str]:
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        read(*rows)
    return refused.value.messages


def test_a_row_is_kept_by_the_types_of_its_columns() -> None:
    row = {"step": " 切换 ", "minutes": "15", "on": "2026-03-01", "at": "2026-03-01T09:30", "kind": "test", "done": "on"}  # fmt: skip  # noqa: E501
    kept = {"minutes": 15, "at": "2026-03-01T01:30:00+00:00", "done": True}
    assert read(row) == [{**row, "step": "切换", **kept}]


def test_what_is_read_once_reads_the_same_again() -> None:
    rows = read({"step": "a", "at": "2026-03-01 09:30", "done": True}, {"step": "b", "minutes": 0})
    assert read(*rows) == rows


def test_empty_rows_and_cells_are_left_out() -> None:
    assert read({"step": "", "minutes": None}, {"step": "a", "remark": "", "done": False}, {}) == [{"step": "a"}]


def test_every_fault_of_every_row_is_told() -> None:
    second = {"step": "b" * 301, "kind": "no", "on": "31.3.", "at": "soon", "done": 3, "\x00": "?"}
    told = faults({"minutes": "x"}, second)
    assert len(told) == 8
    assert told[0] == "Row 1, “Step”: is needed."
    assert told[1] == "Row 1, “Minutes”: a whole number is expected."
    assert "Row 2 has unknown columns" in told[2]


@pytest.mark.parametrize("given", [None, "text", 3, {"step": "a"}, [1], ["a"], [[]]])
def test_what_is_no_rows_is_refused(given: Any) -> None:
    with pytest.raises(ValidationError):
        SHEET.read(given, "UTC")


@pytest.mark.parametrize(
    "cell",
    [
        {"minutes": -1}, {"minutes": 10**10}, {"minutes": 1.5}, {"minutes": True}, {"minutes": "१२x"},
        {"step": {}}, {"step": True}, {"on": "2026-02-30"}, {"on": "9999-01-01"}, {"at": "2026-01-01T25:00"},
        {"kind": []}, {"done": "1"},
    ],
)  # fmt: skip
def test_a_cell_of_another_kind_is_refused(cell: dict[str, Any]) -> None:
    assert len(faults({"step": "a", **cell})) == 1


def test_there_is_an_end_to_rows() -> None:
    assert faults(*({"step": str(number)} for number in range(4))) == ["At most 3 rows."]


def test_hostile_signs_do_not_come_in() -> None:
    assert read({"step": "a\x00b\u202ec"}) == [{"step": "abc"}]
