"""The linters, as tests, so that one command says whether the house is in order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent.parent
TOOLS = Path(sys.executable).parent
LINTERS = {
    "ruff check": ["ruff", "check", "--no-cache"],
    "ruff format": ["ruff", "format", "--check", "--no-cache"],
    "import-linter": ["lint-imports", "--no-cache"],
    "bandit": ["bandit", "-q", "-r", "src", "-c", "pyproject.toml", "--severity-level", "medium"],
    "mypy": ["mypy"],
}


@pytest.mark.parametrize("words", LINTERS.values(), ids=LINTERS)
def test_it_finds_nothing(words):
    done = subprocess.run([TOOLS / words[0], *words[1:]], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


@pytest.mark.long
def test_no_library_has_a_known_hole():
    for lock in ("runtime", "test"):
        done = subprocess.run(
            [TOOLS / "pip-audit", "--require-hashes", "--disable-pip", "-r", f"requirements/{lock}.lock"],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
