"""A pack is refused if one byte of it was altered; checking needs the file alone."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from steward.oversight.conformity.pack import sealing

if TYPE_CHECKING:
    from pathlib import Path

PARTS = [("index.html", "<h1>条款</h1>".encode()), ("data/map.json", b"{}" * 500)]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    path = tmp_path / "pack.zip"
    sealing.write(path, PARTS, {"company": "安枢数据", "made_at": "2026-03-02T02:00:00Z"})
    return path


def test_it_is_as_it_was_made(pack: Path) -> None:
    checked = sealing.check(pack)
    assert checked.parts == 2
    assert checked.manifest["company"] == "安枢数据"
    assert pack.read_bytes().endswith(checked.seal.encode())


def test_every_altered_byte_is_found(pack: Path) -> None:
    whole = pack.read_bytes()
    for place in range(len(whole)):
        altered = bytearray(whole)
        altered[place] ^= 0x20
        pack.write_bytes(altered)
        with pytest.raises(sealing.Broken):
            sealing.check(pack)


@pytest.mark.parametrize("cut", [0, 10, 100, -1])
def test_a_part_of_a_pack_is_none(pack: Path, cut: int) -> None:
    pack.write_bytes(pack.read_bytes()[:cut])
    with pytest.raises(sealing.Broken):
        sealing.check(pack)


def test_the_seal_of_another_pack_is_none(pack: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.zip"
    sealing.write(other, [PARTS[0], ("data/map.json", b"[]")], {})
    other.write_bytes(other.read_bytes()[:-64] + pack.read_bytes()[-64:])
    with pytest.raises(sealing.Broken, match="altered"):
        sealing.check(other)


def test_checking_needs_no_database_and_no_library(pack: Path) -> None:
    program = (
        "import sys; sys.path.insert(0, 'src')\nfrom pathlib import Path\n"
        "from steward.oversight.conformity.pack import sealing\n"
        f"print(sealing.check(Path({str(pack)!r})).parts)"
    )
    command = [sys.executable, "-I", "-S", "-c", program]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.stdout == "2\n", told.stderr
