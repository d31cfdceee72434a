"""Tables of a Word file, written row by row as XML: python-docx looks at all cells for each one that it fills."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from steward.kernel.cleaning import clean_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from docx.document import Document as Word

# The share of a column that takes what it needs: numbers of rows.
_LEAST = 0.4
_SMALL, _GREY, _HEAD = 17, "5F5F5F", "F3F3F3"  # half points, and colours


def add_table(
    document: Word,
    width: int,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[float] = (),
    numbers: Collection[int] = (),
    labels: Collection[int] = (),
) -> None:
    """Adds a table of this width (in English metric units) with a head that is repeated; `labels` are grey columns."""
    columns = len(head) or len(rows[0])
    table = document.add_table(0, columns, style="Table Grid" if head else None)
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, not widths
    shares = [share or _LEAST for share in widths or (1,) * columns]
    for column, share in zip(table.columns, shares, strict=True):
        column.width = int(width * share / sum(shares))
    if head:
        table._tbl.append(_row(head, is_head=True))  # noqa: SLF001  see above
    for row in rows:
        table._tbl.append(_row(row, numbers=numbers, labels=labels))  # noqa: SLF001  see above
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _row(
    row: Sequence[str], *, is_head: bool = False, numbers: Collection[int] = (), labels: Collection[int] = ()
) -> Any:
    made = _element("w:tr")
    properties = _under(made, "w:trPr")
    _under(properties, "w:cantSplit")
    if is_head:
        _under(properties, "w:tblHeader")
    for place, text in enumerate(row):
        cell = _under(made, "w:tc")
        if is_head:
            _under(_under(cell, "w:tcPr"), "w:shd", val="clear", fill=_HEAD)
        paragraph = _under(cell, "w:p")
        kept = _under(paragraph, "w:pPr")
        _under(kept, "w:spacing", before="20", after="20")
        if place in numbers:
            _under(kept, "w:jc", val="right")
        _write(paragraph, clean_text(text), is_bold=is_head, is_grey=place in labels)
    return made


def _write(paragraph: Any, text: str, *, is_bold: bool, is_grey: bool) -> None:
    run = _under(paragraph, "w:r")
    properties = _under(run, "w:rPr")
    if is_bold:
        _under(properties, "w:b")
    if is_grey:
        _under(properties, "w:color", val=_GREY)
    _under(properties, "w:sz", val=str(_SMALL))
    for place, line in enumerate(text.split("\n")):
        if place:
            _under(run, "w:br")
        shown = _under(run, "w:t")
        shown.set(qn("xml:space"), "preserve")
        shown.text = line


def _element(name: str, **values: str) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _under(parent: Any, name: str, **values: str) -> Any:
    made = _element(name, **values)
    parent.append(made)
    return made
