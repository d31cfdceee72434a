"""The press: a paper as PDF, fonts embedded, set by typst in a child process with limits (decision 0029)."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from steward.kernel.refusal import Refused
from steward.surface.paper.content import Paper, as_data, pictures_of

log = logging.getLogger(__name__)
HERE = Path(__file__).parent
# A clock on the wall beside the limit of computing, for a machine that swaps.
MOST_SECONDS = 90


def pdf(paper: Paper) -> bytes:
    """The paper as PDF/A. Raises Refused where it takes more time or memory than a paper may."""
    with tempfile.TemporaryDirectory(prefix="steward-paper-") as made:
        folder = Path(made)
        shutil.copyfile(HERE / "paper.typ", folder / "paper.typ")
        (folder / "content.json").write_text(json.dumps(as_data(paper), ensure_ascii=False), "utf-8")
        for name, data in pictures_of(paper).items():
            (folder / name).write_bytes(data)
        _set(folder)
        return (folder / "paper.pdf").read_bytes()


def _set(folder: Path) -> None:
    words = [sys.executable, "-I", str(HERE / "typesetting.py"), str(folder), str(HERE / "fonts")]
    try:
        done = subprocess.run(words, cwd=folder, env={}, capture_output=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode or not (folder / "paper.pdf").exists():
        log.error("typst: %s", done.stderr.decode(errors="replace")[-2000:] if done else "too slow")
        raise Refused([_("This paper could not be set: it is too long. Take less of it, or the Excel or Word file.")])
