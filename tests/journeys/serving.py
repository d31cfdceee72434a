"""The real program on a port of its own, against this process's copy of the test database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.error import URLError

from tests.database import CHECKOUT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

DIST = CHECKOUT / "src/steward/surface/static/surface/dist"
START_SECONDS = 30


class Steward:
    """A running program: where it is, and what time it thinks it is."""

    def __init__(self, port: int, clock: Path) -> None:
        """Leaves the clock to the database."""
        self.address = f"http://127.0.0.1:{port}"
        self._clock = clock
        self.clock_is(None)

    def clock_is(self, moment: datetime | None) -> None:
        """Sets the clock of every request from now on; None gives it back to the database."""
        self._clock.write_text(moment.isoformat() if moment else "")


def build_bundle() -> None:
    """Builds styles and scripts where they are missing, as the launcher does."""
    if (DIST / "steward.js").exists():
        return
    frontend = CHECKOUT / "frontend"
    if not (frontend / "node_modules").exists():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=frontend, check=True)  # noqa: S607
    subprocess.run(["node", "build.js"], cwd=frontend, check=True)  # noqa: S607


@contextmanager
def serving(folder: Path) -> Iterator[Steward]:
    """Starts the web process and stops it at the end; its words are in `web.log` of the folder."""
    port, clock = _free_port(), folder / "clock"
    clock.touch()
    words = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    words += ["--workers", "1", "--blocking-threads", "1", "--no-ws", "tests.journeys.clocked:application"]
    environ = os.environ | {
        "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}",
        "STEWARD_TEST_CLOCK": str(clock),
        "STEWARD_PORT": str(port),
    }
    with (folder / "web.log").open("w") as log:
        process = subprocess.Popen(words, env=environ, cwd=CHECKOUT, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_it_answers(process, port, folder)
            yield Steward(port, clock)
        finally:
            process.terminate()
            process.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.05)
    message = f"Steward does not start:\n{(folder / 'web.log').read_text()[-2000:]}"
    raise RuntimeError(message)
