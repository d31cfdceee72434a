"""Leaves, roots and the chain of the ledger: pure arithmetic on bytes."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTHING = bytes(32)
_ESCAPED = re.compile(rb"\\(.)")
# What COPY writes after a backslash; any other character stands for itself.
_SIGNS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def leaf(line: bytes) -> bytes:
    """The leaf of an entry from its immutable columns as one line of text."""
    return sha256(b"\0" + line).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The Merkle root; an odd leaf goes up as it is, no leaves give 32 zeros."""
    level = list(leaves) or [NOTHING]
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)] + odd
    return level[0]


def head(before: bytes, root_of_batch: bytes, told: str) -> bytes:
    """The head after a batch: it stands for every batch up to this one."""
    return sha256(b"\2" + before + root_of_batch + told.encode()).digest()


def unescape(text: bytes) -> bytes:
    """The bytes of a column as COPY wrote it."""
    if b"\\" not in text:
        return text
    return _ESCAPED.sub(lambda match: _SIGNS.get(match[1], match[1]), text)


def payload_is_whole(payload_hash: bytes, salt: bytes, body: bytes, changes: bytes) -> bool:
    """Whether a payload is the one that was hashed when it was written; all four as COPY wrote them."""
    whole = sha256(bytes.fromhex(salt[3:].decode()) + unescape(body) + unescape(changes)).hexdigest()
    return payload_hash[3:] == whole.encode()
