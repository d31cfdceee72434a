"""A paper as an Excel book: what it says first, then a sheet for each of its tables (quality F11; decision 0044)."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.surface.paper.content import Facts, Heading, Prose, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.surface.paper.content import Paper

_NUMBER = re.compile(r"-?\d+(\.\d+)?( %)?")
# What Excel takes for the name of a sheet.
_NO_NAME, LONGEST_NAME = re.compile(r"[\[\]:*?/\\']"), 31
_WIDE, _WIDEST = 22, 90


def book(paper: Paper) -> bytes:
    """The book; no text becomes a formula or an address, and what is a number stands as one."""
    import xlsxwriter

    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, share = made.add_format({"bold": True}), made.add_format({"num_format": "0.0 %"})
    _write_told(made.add_worksheet(_("Report")), paper, bold)
    names: set[str] = {_("Report").lower()}
    for title, table in _tables(paper):
        sheet = made.add_worksheet(_name(title, names))
        sheet.set_column(0, len(table.head) - 1, _WIDE)
        sheet.write_row(0, 0, table.head, bold)
        sheet.freeze_panes(1, 0)
        for place, row in enumerate(table.rows, 1):
            for column, text in enumerate(row):
                _write(sheet, (place, column), text if column not in table.numbers else _number(text), share)
    made.close()
    return out.getvalue()


def _write(sheet: Any, place: tuple[int, int], value: str | tuple[float, bool], share: Any) -> None:
    if isinstance(value, str):
        sheet.write_string(*place, value)
    else:
        sheet.write_number(*place, value[0], share if value[1] else None)


def _number(text: str) -> str | tuple[float, bool]:
    """The number that a text is, and whether it is a share; the text itself where it is none."""
    if not _NUMBER.fullmatch(text):
        return text
    is_share = text.endswith("%")
    return float(text.removesuffix(" %")) / (100 if is_share else 1), is_share


def _write_told(sheet: Any, paper: Paper, bold: Any) -> None:
    """Title, head, and the texts of the paper below each other."""
    sheet.set_column(0, 0, _WIDE)
    sheet.set_column(1, 1, _WIDEST)
    rows = [(paper.title, ""), (paper.number, paper.subject), (paper.company, paper.printed)]
    rows += [pair for block in paper.blocks for pair in _told(block)]
    for place, (left, right) in enumerate(rows):
        sheet.write_string(place, 0, left, bold)
        sheet.write_string(place, 1, right)


def _told(block: Any) -> Iterator[tuple[str, str]]:
    if isinstance(block, Heading):
        yield block.text, ""
    elif isinstance(block, Prose):
        yield "", block.text
    elif isinstance(block, Facts):
        yield from block.rows


def _tables(paper: Paper) -> Iterator[tuple[str, Table]]:
    """Each table under the heading that stands before it."""
    title = paper.title
    for block in paper.blocks:
        if isinstance(block, Heading):
            title = block.text
        elif isinstance(block, Table):
            yield title, block


def _name(title: str, taken: set[str]) -> str:
    plain = _NO_NAME.sub(" ", title).strip() or "-"
    name, count = plain[:LONGEST_NAME], 1
    while name.lower() in taken:
        count += 1
        name = f"{plain[: LONGEST_NAME - 4]} {count}"
    taken.add(name.lower())
    return name
