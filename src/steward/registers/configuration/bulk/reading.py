"""Tables from files: CSV in whatever encoding can be told, Excel sheet by sheet; each row with its line (8.1.2)."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from steward.kernel.refusal import Invalid
from steward.registers.configuration.bulk import facts
from steward.registers.configuration.bulk.columns import header_of, kind_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

MOST_BYTES = 25 * 1024 * 1024
MOST_ROWS = 200_000
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_FIRST_LONG = 0x800
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line of a table."""

    table: str
    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column, the empty ones left out, with the line that they stand in.

    `guessed` names those that serve a new item alone: who wrote the row does not truly know them.
    """

    line: int
    cells: dict[str, str]
    guessed: frozenset[str] = frozenset()


@dataclass(slots=True)
class Table:
    """Rows of one kind: `items`, `relations` or `places`."""

    name: str
    kind: str
    rows: list[Row]
    faults: list[Fault] = field(default_factory=list)

    def without(self, lines: set[int]) -> Table:
        """The table without some of its lines."""
        return Table(self.name, self.kind, [row for row in self.rows if row.line not in lines])


def unknown_column(cells: Collection[str], known: Collection[str]) -> str | None:
    """The sentence for the first column that there is not."""
    unknown = next((key for key in cells if key not in known), None)
    return _("There is no column “%(column)s”.") % {"column": unknown[:60]} if unknown is not None else None


def read_file(name: str, raw: bytes) -> list[Table]:
    """The tables of a CSV or Excel file. Raises Invalid where it can't be read as a whole."""
    if len(raw) > MOST_BYTES:
        _refuse(_("“%(file)s” is longer than %(most)d MB."), name, most=MOST_BYTES // 1024**2)
    if facts.is_facts(raw):
        return [_facts_table(name, raw)]
    if raw[:4] == b"PK\x03\x04":
        return list(_sheets(name, raw))
    return [_table(name, _csv_rows(name, _decoded(name, raw)))]


def _hosts(name: str, raw: bytes) -> list[Row]:
    return [Row(line, cells, facts.GUESSED) for line, cells in enumerate(facts.hosts_in(name, raw), 1)]


def _facts_table(name: str, raw: bytes) -> Table:
    try:
        return Table(name, "items", _hosts(name, raw))
    except facts.Unreadable as error:
        _refuse(_("“%(file)s”: “%(part)s” holds no facts of a host as Ansible tells them."), name, part=error.part)


def rows_given(kind: str, given: Sequence[dict[str, Any]]) -> Table:
    """A table from rows that a program sent; a line is the place of its row, from 1."""
    rows = [
        Row(line, {str(key): str(value) for key, value in row.items() if value not in (None, "")})
        for line, row in enumerate(given, 1)
    ]
    return Table(kind, kind, rows)


def _refuse(text: str, name: str, **more: object) -> NoReturn:
    raise Invalid({"files": [text % {"file": name, **more}]})


def _decoded(name: str, raw: bytes) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return _as(name, raw, encoding)
    if b"\x00" in raw[:4000]:
        # The signs of a table's commas and line ends: their empty byte comes last or first.
        return _as(name, raw, "utf-16-le" if raw[1:4000:2].count(0) > raw[:4000:2].count(0) else "utf-16-be")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        _check_one_encoding(name, raw)
        return _as(name, raw, "gb18030")


def _as(name: str, raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        text = _("“%(file)s”, line %(line)d: this is neither UTF-8 nor GB18030 nor UTF-16. Save the file as UTF-8.")
        _refuse(text, name, line=line)


def _check_one_encoding(name: str, raw: bytes) -> None:
    """Lines in UTF-8 beside lines that are not: read as the one or the other, half of it would be wrong."""
    speaking: dict[bool, int] = {}
    for number, line in enumerate(raw.split(b"\n"), 1):
        if line.isascii():
            continue
        try:
            is_utf8 = any(ord(sign) >= _FIRST_LONG for sign in line.decode("utf-8"))
        except UnicodeDecodeError:
            speaking.setdefault(False, number)
        else:
            if is_utf8:
                speaking.setdefault(True, number)
    if len(speaking) > 1:
        text = _(
            "“%(file)s” mixes two encodings: line %(utf8)d is UTF-8, line %(other)d is not. Save it whole as UTF-8."
        )
        _refuse(text, name, utf8=speaking[True], other=speaking[False])


def _csv_rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error:
        _refuse(_("“%(file)s”, line %(line)d: a quote is opened and not closed."), name, line=reader.line_num)


def _sheets(name: str, raw: bytes) -> Iterator[Table]:
    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError):
        _refuse(_("“%(file)s” is no Excel file that can be read."), name)
    for sheet in book.worksheets:
        rows = (
            (line, [_cell_text(value) for value in cells])
            for line, cells in enumerate(sheet.iter_rows(values_only=True), 1)
        )
        yield _table(f"{name} · {sheet.title}", rows)


def _cell_text(value: object) -> str:
    if value is None:
        return ""
    if hasattr(value, "isoformat"):
        return str(value.isoformat()).removesuffix("T00:00:00")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _table(name: str, lines: Iterable[tuple[int, list[str]]]) -> Table:
    stream = iter(lines)
    _line, first = next(stream, (1, []))
    header = [header_of(cell) for cell in first]
    kind = kind_of(header)
    if kind is None:
        text = _(
            "“%(file)s”: its first line names no columns of items (class, name …), of relations (source, relation,"
            " target) or of places (code, kind …)."
        )
        _refuse(text, name)
    twice = [column for column in header if column and header.count(column) > 1]
    if twice:
        _refuse(_("“%(file)s”: the column “%(column)s” stands twice."), name, column=twice[0])
    table = Table(name, kind, [])
    for line, cells in stream:
        _take(table, header, line, cells)
    return table


def _take(table: Table, header: list[str], line: int, cells: list[str]) -> None:
    if not any(cell.strip() for cell in cells):
        return
    if len(table.rows) == MOST_ROWS:
        _refuse(_("“%(file)s” has more than %(most)d rows. Cut it into several files."), table.name, most=MOST_ROWS)
    extra = [cell for cell in cells[len(header) :] if cell.strip()]
    if extra:
        text = _("This line has %(there)d columns in place of %(named)d.")
        sentence = text % {"there": len(cells), "named": len(header)}
        table.faults.append(Fault(table.name, line, sentence))
        return
    pairs = zip(header, cells, strict=False)
    table.rows.append(Row(line, {key: _plain(cell) for key, cell in pairs if key and cell.strip()}))


def _plain(cell: str) -> str:
    """Without the mark by which our own export keeps spreadsheets from taking a text for a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell
