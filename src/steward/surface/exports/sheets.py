"""Files of rows, written as they come: CSV with a byte-order mark, Excel by the row."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from steward.surface.exports.papers import PaperSheet
from steward.surface.printing.frame import EXCEL, PAPERS, XLSX

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from steward.surface.paper.content import Paper

FORMS = {
    "csv": "text/csv; charset=utf-8",
    XLSX: EXCEL,
    **PAPERS,
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDE = 18


class Sheet(Protocol):
    """A file that takes rows."""

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Writes rows below those that are there."""

    def close(self) -> None:
        """Writes what is left."""

    def give_up(self) -> None:
        """Lets go of what an unfinished file holds."""


def _safe(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


class CsvSheet:
    """CSV in UTF-8, with a byte-order mark, for spreadsheets take it as UTF-8 then."""

    def __init__(self, out: BinaryIO, head: Sequence[str]) -> None:
        """Begins with the labels."""
        self._out = out
        out.write(b"\xef\xbb\xbf")
        self._write([head])

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Writes rows; formulas as texts."""
        self._write([_safe(value) for value in row] for row in rows)

    def _write(self, rows: Iterable[Sequence[Any]]) -> None:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        self._out.write(text.getvalue().encode())

    def close(self) -> None:
        """All is written."""

    def give_up(self) -> None:
        """Nothing is held."""


class XlsxSheet:
    """Excel; with a `folder` for its parts the rows are not kept in memory."""

    def __init__(self, out: BinaryIO, head: Sequence[str], folder: Path | None = None) -> None:
        """Begins with the labels."""
        kept = {"constant_memory": True, "tmpdir": str(folder)} if folder else {"in_memory": True}
        self._in_memory = folder is None
        self._book = xlsxwriter.Workbook(out, {**kept, "strings_to_formulas": False, "strings_to_urls": False})
        self._book.use_zip64()
        self._sheet = self._book.add_worksheet()
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        if folder:
            self._sheet.set_column(0, len(head) - 1, _WIDE)
        self._sheet.write_row(0, 0, head, self._book.add_format({"bold": True}))
        self._sheet.freeze_panes(1, 0)
        self._next = 1

    def add(self, rows: Iterable[Sequence[Any]]) -> None:
        """Writes rows; no text becomes a formula or an address."""
        for row in rows:
            for place, value in enumerate(row):
                if isinstance(value, datetime):
                    self._sheet.write_datetime(self._next, place, value, self._date)
                else:
                    self._sheet.write(self._next, place, value)
            self._next += 1

    def close(self) -> None:
        """Packs the parts into the file. Raises OSError on a full disk."""
        if self._in_memory:
            self._sheet.autofit()
        try:
            self._book.close()
        except FileCreateError as error:
            raise OSError(*error.args) from error

    def give_up(self) -> None:
        """Closes the file of rows that is not kept in memory; a full disk takes not even the last of them."""
        if not self._in_memory:
            with suppress(OSError, ValueError):
                self._sheet.row_data_fh.close()


def sheet(
    form: str, out: BinaryIO, head: Sequence[str], folder: Path | None = None, paper: Paper | None = None
) -> Sheet:
    """A file of this form (see `FORMS`); `paper` is what stands around the rows where they are printed."""
    if paper is not None and form in PAPERS:
        return PaperSheet(out, form, head, paper)
    return CsvSheet(out, head) if form == "csv" else XlsxSheet(out, head, folder)
