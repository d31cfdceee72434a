"""The heads of the ledger outside the database: a file of lines that only grows, to be copied elsewhere."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import zlib
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from steward.kernel.models import Seal
    from steward.kernel.sealed_rows import SealedRow

# Characters of a leaf that a mark keeps: enough to find an altered row, the root proves the rest.
MARK = 8
_BLOCK = 65_536


def line_of(seal: Seal, sealed: Sequence[SealedRow]) -> dict[str, Any]:
    """What the file keeps of a seal: its head, and a mark of each row so that an altered one can be named."""
    marks = "\n".join(f"{row.id} {row.number} {row.leaf.hex()[:MARK]} {row.recorded_at}" for row in sealed)
    return {
        "era": seal.era,
        "seal": seal.pk,
        "from": int(seal.from_xid),
        "until": int(seal.until_xid),
        "entries": seal.entries,
        "root": bytes(seal.root).hex(),
        "head": bytes(seal.head).hex(),
        "sealed_at": seal.sealed_at.isoformat(),
        "kept_at": timezone.now().isoformat(),
        "rows": base64.b64encode(zlib.compress(marks.encode())).decode(),
    }


def marks_of(line: dict[str, Any]) -> dict[int, tuple[str, str, str]]:
    """(record number, start of the leaf, time) of each row by its entry's id."""
    text = zlib.decompress(base64.b64decode(line["rows"])).decode()
    split = (mark.split(" ", 3) for mark in text.split("\n"))
    return {int(pk): (number, leaf, at) for pk, number, leaf, at in split}


def read(path: Path) -> dict[tuple[int, int], dict[str, Any]]:
    """The kept heads by era and number. Raises FileNotFoundError, or ValueError for a broken line."""
    with path.open(encoding="utf-8") as file:
        lines = [json.loads(line) for line in file if line.endswith("\n")]
    return {(line["era"], line["seal"]): line for line in lines}


class Appending:
    """The open file with the era and number of its last line."""

    def __init__(self, file: IO[bytes]) -> None:
        """Cuts off what a crash left half written."""
        self._file = file
        line = _last_line(file)
        said = json.loads(line) if line else {"era": 0, "seal": 0}
        self.last: tuple[int, int] = said["era"], said["seal"]

    def append(self, line: dict[str, Any]) -> None:
        """Writes a line and waits until it is on the disk."""
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


@contextmanager
def appending(path: Path) -> Iterator[Appending]:
    """Opens the file for one writer."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield Appending(file)


def _last_line(file: IO[bytes]) -> bytes:
    """The last whole line; the file ends after it from here on."""
    size = file.seek(0, os.SEEK_END)
    tail, start = b"", size
    while start > 0 and tail.count(b"\n") < 2:  # noqa: PLR2004  the end of the last line, and of the one before
        start = max(0, start - _BLOCK)
        file.seek(start)
        tail = file.read(size - start)
    whole = tail[: tail.rfind(b"\n") + 1]
    file.truncate(start + len(whole))
    file.seek(0, os.SEEK_END)
    return whole[whole.rfind(b"\n", 0, -1) + 1 :].strip()
