"""A log file's bytes, plain or out of gz or xz, known by their first bytes and never more than the limit."""

from __future__ import annotations

import gzip
import io
import lzma
import zlib
from typing import TYPE_CHECKING, BinaryIO

from steward.channel.ticket_log.sentences import FileRefused
from steward.channel.ticket_log.sentences import sentence as _

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK = 64 * 1024
# xz may ask for a dictionary of 4 GiB before it gives its first byte; xz -9 asks for 65 MiB.
XZ_MEMORY = 128 * 1024**2
GZ, XZ = b"\x1f\x8b", b"\xfd7zXZ\x00"
FOREIGN = {
    b"PK\x03\x04": "zip",
    b"BZh": "bzip2",
    b"7z\xbc\xaf": "7z",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"Rar!": "rar",
}


class Expanded(io.RawIOBase):
    """The readable bytes of a log; refuses damaged ones and more than `most`."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self.most = most
        self.given = 0
        self.source = _opened(file)

    def readable(self) -> bool:
        """Say that this is for reading."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Fill the buffer; raises FileRefused for damage and for more bytes than the limit."""
        view = memoryview(buffer).cast("B")
        try:
            data = self.source.read(min(len(view), CHUNK))
        except (lzma.LZMAError, zlib.error, gzip.BadGzipFile, EOFError) as error:
            raise FileRefused(
                _("The compressed file is damaged or ends early: {error}. Fetch it again.", error=str(error)),
            ) from error
        self.given += len(data)
        if self.given > self.most:
            raise FileRefused(
                _(
                    "The file expands to more than {most} bytes, which the mapping does not allow. "
                    "If it is meant to, raise file.limits.expanded_bytes.",
                    most=self.most,
                ),
            )
        view[: len(data)] = data
        return len(data)


def _opened(file: BinaryIO) -> BinaryIO | gzip.GzipFile | _Xz:
    first = file.read(len(XZ))
    file.seek(0)
    for magic, name in FOREIGN.items():
        if first.startswith(magic):
            raise FileRefused(
                _("This is a {name} file. Unpack it and give the CSV itself, plain, gz or xz.", name=name),
            )
    if first.startswith(GZ):
        return gzip.GzipFile(fileobj=file)
    return _Xz(file) if first == XZ else file


class _Xz:
    """One xz stream after another, with bounded memory and bounded steps; lzma.LZMAFile offers no bound."""

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
        self.left = b""

    def read(self, size: int) -> bytes:
        """Give up to `size` bytes, none at the end."""
        while True:
            if self.stream.eof and not self._next_stream():
                return b""
            raw = b""
            if self.stream.needs_input:
                raw = self.left or self.file.read(CHUNK)
                self.left = b""
                if not raw:
                    message = "the end is missing"
                    raise EOFError(message)
            data = self.stream.decompress(raw, size)
            if data:
                return data

    def _next_stream(self) -> bool:
        # Between streams xz allows padding by zero bytes.
        rest = self.stream.unused_data
        while not (rest := rest.lstrip(b"\0")):
            rest = self.file.read(CHUNK)
            if not rest:
                return False
        self.stream = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY)
        self.left = rest
        return True
