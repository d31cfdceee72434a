"""A pack as a file: a zip whose manifest names every part with its hash, and whose last bytes seal all before them.

The seal is the SHA-256 of every byte before it; it stands as the comment of the zip. Checking needs the file alone:
no database, no installation, nothing but Python's own library (manual 1.2.2).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORM = "steward-audit-pack/1"
MANIFEST = "MANIFEST.json"
_SEAL = b"sha256:"
_LENGTH = len(_SEAL) + 64
# What stands between the parts of a zip and its comment: two bytes that tell the comment's length.
_BEFORE = 2
_BLOCK = 1 << 20


class Fault(StrEnum):
    """What may be wrong with a file that should be a pack."""

    UNREADABLE = "unreadable"
    SHORT = "short"
    UNSEALED = "unsealed"
    ALTERED = "altered"
    FORM = "form"
    PARTS = "parts"
    PART = "part"


class Broken(Exception):
    """A pack that is not as it was made: what was found first, as a word, and the name that it is about."""

    def __init__(self, what: Fault, name: str = "") -> None:
        """Keeps both; whoever shows it has the sentence."""
        super().__init__(what, name)
        self.what, self.name = what, name


@dataclass(frozen=True, slots=True)
class Checked:
    """A pack that is as it was made: what its manifest says, how many parts, and the seal to compare by eye."""

    manifest: dict[str, Any]
    parts: int
    seal: str


def write(path: Path, parts: Iterable[tuple[str, bytes]], told: dict[str, Any]) -> Checked:
    """Writes a pack of these parts (name, content); `told` goes into its manifest. Answers it as it would be read."""
    hashes: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in parts:
            hashes[name] = {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}
            pack.writestr(name, content)
        manifest = {"form": FORM, **told, "parts": hashes}
        pack.writestr(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
        # Room for the seal, whose bytes are not among those that it seals.
        pack.comment = _SEAL + b"0" * 64
    seal = _digest(path)
    with path.open("r+b") as file:
        file.seek(-64, io.SEEK_END)
        file.write(seal.encode())
    return Checked(manifest, len(hashes), seal)


def _digest(path: Path) -> str:
    """The hash of every byte before the seal."""
    left, digest = path.stat().st_size - 64, hashlib.sha256()
    with path.open("rb") as file:
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            digest.update(block)
            left -= len(block)
    return digest.hexdigest()


def check(path: Path) -> Checked:
    """Reads a pack and compares everything in it. Raises Broken with the first thing that is not as it was made."""
    seal = _sealed(path)
    try:
        with zipfile.ZipFile(path) as pack:
            return _compared(pack, seal)
    except (zipfile.BadZipFile, ValueError, KeyError, EOFError, NotImplementedError) as error:
        raise Broken(Fault.UNREADABLE, str(error)) from error


def _sealed(path: Path) -> str:
    """The seal at the end. Raises Broken where it is none, or not that of the bytes before it."""
    if path.stat().st_size <= _LENGTH + _BEFORE:
        raise Broken(Fault.SHORT)
    with path.open("rb") as file:
        file.seek(-_LENGTH, io.SEEK_END)
        told = file.read()
    if not told.startswith(_SEAL):
        raise Broken(Fault.UNSEALED)
    if told[len(_SEAL) :] != _digest(path).encode():
        raise Broken(Fault.ALTERED)
    return told[len(_SEAL) :].decode()


def _compared(pack: zipfile.ZipFile, seal: str) -> Checked:
    manifest = json.loads(pack.read(MANIFEST))
    if manifest.get("form") != FORM:
        raise Broken(Fault.FORM, str(manifest.get("form")))
    parts = manifest["parts"]
    names = [name for name in pack.namelist() if name != MANIFEST]
    if sorted(names) != sorted(parts):
        raise Broken(Fault.PARTS)
    for name in names:
        if hashlib.sha256(pack.read(name)).hexdigest() != parts[name]["sha256"]:
            raise Broken(Fault.PART, name)
    return Checked(manifest, len(parts), seal)
