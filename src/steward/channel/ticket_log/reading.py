"""A log file as rows of cells with their line numbers, whatever its packing, encoding and quoting."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from steward.channel.ticket_log.expanding import Expanded
from steward.channel.ticket_log.mapping import FileFormat
from steward.channel.ticket_log.sentences import FileRefused, Sentence
from steward.channel.ticket_log.sentences import sentence as _

# A line may hold a few fields of the greatest length; what is longer is cut there and its row refused.
FIELDS_IN_A_LINE = 4
MARK_UNREADABLE = "steward-mark-unreadable"


def _mark_unreadable(error: UnicodeError) -> tuple[str, int]:
    # A lone surrogate is in no decoded text, so that a cell which holds one is known to be unreadable.
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return "\udcff" * (error.end - error.start), error.end


codecs.register_error(MARK_UNREADABLE, _mark_unreadable)


class LogFile:
    """An open log: its header, its rows, and how far reading has come (`position` of `size` bytes)."""

    def __init__(self, file: BinaryIO, form: FileFormat, size: int) -> None:
        self.file = file
        self.form = form
        self.size = size
        self.lines = _Lines(file, form)
        self.reader = csv.reader(
            self.lines,
            delimiter=form.delimiter,
            quotechar=form.quote,
            strict=True,
        )
        self.header = form.header or self._read_header()

    @property
    def position(self) -> int:
        """Bytes of the file as it lies on the disk that have been read."""
        return self.file.tell()

    def _read_header(self) -> tuple[str, ...]:
        try:
            return tuple(next(self.reader))
        except StopIteration:
            raise FileRefused(_("The file is empty: there is not even a line with the names of columns.")) from None
        except csv.Error as error:
            raise FileRefused(
                _(
                    "The first line cannot be read as names of columns: {error}. Check file.delimiter and file.quote.",
                    error=str(error),
                ),
            ) from error

    def rows(self) -> Iterator[tuple[int, list[str], Sentence | None]]:
        """Give each row by the line it begins on, with a reason where it is bad; empty lines are none."""
        wanted = len(self.header)
        while True:
            line = self.lines.count + 1
            self.lines.cut = False
            try:
                cells = next(self.reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, [], self._why_unreadable(error)
                continue
            if self.lines.cut:
                yield line, cells, _("The line is longer than {most} characters.", most=self.lines.longest)
            elif len(cells) == wanted:
                yield line, cells, None
            elif cells:
                yield line, cells, _("{found} columns in place of {wanted}.", found=len(cells), wanted=wanted)

    def _why_unreadable(self, error: csv.Error) -> Sentence:
        if "field limit" in str(error):
            return _(
                "A field is longer than {most} characters. Is a quote opened and not closed?",
                most=self.form.limits.field_characters,
            )
        return _("The quotes do not fit: {error}.", error=str(error))


class _Lines:
    """Lines of text with a bound on their length, counted as an editor counts them."""

    def __init__(self, file: BinaryIO, form: FileFormat) -> None:
        expanded = io.BufferedReader(Expanded(file, form.limits.expanded_bytes))
        self.text = io.TextIOWrapper(expanded, form.encoding, MARK_UNREADABLE, newline="")
        self.longest = FIELDS_IN_A_LINE * form.limits.field_characters
        self.count = 0
        self.cut = False
        for _line in range(form.skip_lines):
            next(self, None)

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self.text.readline(self.longest)
        if not line:
            raise StopIteration
        self.count += 1
        if len(line) == self.longest and not line.endswith(("\n", "\r")):
            self.cut = True
            while (rest := self.text.readline(self.longest)) and not rest.endswith(("\n", "\r")):
                continue
        return line


@contextmanager
def opened(path: Path, form: FileFormat) -> Iterator[LogFile]:
    """Open a log; raises FileRefused where there is none. Sets csv's field limit while it is open."""
    try:
        file = path.open("rb")
    except OSError as error:
        reason = _("The file cannot be read: {error}. Check the path.", error=error.strerror or str(error))
        raise FileRefused(reason) from error
    before = csv.field_size_limit(form.limits.field_characters)
    try:
        with file:
            yield LogFile(file, form, path.stat().st_size)
    finally:
        csv.field_size_limit(before)
