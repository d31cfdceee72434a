"""Keeps the processes of a running installation alive, and ends them in order."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import FrameType

TICK = 0.1
# A child that dies again soon after its start waits longer each time.
LONGEST_WAIT = 30.0
STEADY = 60.0
# What a request or a job may still need when everything stops.
GRACE = 20.0
LONGEST_LOG = 10 * 1024 * 1024
PR_SET_PDEATHSIG = 1


@dataclass
class Child:
    """A program that must run, its output in a log of its own."""

    name: str
    words: list[str]
    environ: Mapping[str, str]
    log: Path
    failures: int = 0
    process: subprocess.Popen[bytes] | None = None
    _started: float = 0.0
    _next: float = 0.0

    def start(self) -> None:
        """Start the program in a session of its own: Ctrl-C is for the supervisor alone."""
        if self.log.exists() and self.log.stat().st_size > LONGEST_LOG:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.words,
                env={**os.environ, **self.environ},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - no threads run when children are started
            )
        self._started = time.monotonic()

    def watch(self) -> int | None:
        """Start the program again when it died and its wait is over; return the code it just died with."""
        now = time.monotonic()
        if self.process is None:
            if now >= self._next:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.failures = 1 if now - self._started > STEADY else self.failures + 1
        self._next = now + min(LONGEST_WAIT, 0.5 * 2 ** (self.failures - 1))
        self.process = None
        return code

    def stop(self) -> None:
        """Ask the program to end, make it end when it does not, with everything that it started."""
        if self.process is None:
            return
        group = self.process.pid
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(GRACE)
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def last_words(self) -> str:
        """Return the end of the log."""
        return "\n  ".join(self.log.read_text(errors="replace").splitlines()[-6:])


@dataclass
class Supervisor:
    """Children in the order of their start and of their end."""

    children: list[Child]
    say: Callable[[str], None]
    stopping: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        """Let Ctrl-C, SIGTERM and a closed terminal end everything."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._end)

    def start(self) -> None:
        """Start every child."""
        for child in self.children:
            child.start()

    def ticks(self) -> Iterator[None]:
        """Watch the children until the end is asked for, giving way at each tick."""
        while not self.stopping.wait(TICK):
            for child in self.children:
                code = child.watch()
                if code is not None:
                    self.say(f"{child.name} ended with {code} and is started again; see {child.log}")
            yield

    def stop(self) -> None:
        """End the children, the first one first."""
        for child in self.children:
            child.stop()

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()


def _end_with_parent() -> None:
    """Let the kernel end this child when a kill -9 takes the supervisor."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
