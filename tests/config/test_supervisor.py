"""The supervisor: what dies comes back, what ends takes its own with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from steward.config.supervisor import Child, Supervisor

SLEEP = "import time; time.sleep(60)"
WITH_CHILD = (
    "import subprocess, sys, time, pathlib; p = subprocess.Popen(['sleep', '60']);"
    "pathlib.Path(sys.argv[1]).write_text(str(p.pid)); time.sleep(60)"
)


def child(tmp_path: Path, program: str, *words: str) -> Child:
    return Child("toy", [sys.executable, "-c", program, *words], {}, tmp_path / "toy.log")


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def ticks_until(supervisor: Supervisor, reached) -> None:
    for count, _tick in enumerate(supervisor.ticks()):
        if reached():
            return
        assert count < 200, "it never came"


@pytest.fixture
def supervise():
    made = []

    def _supervise(*children: Child) -> Supervisor:
        said = []
        supervisor = Supervisor(list(children), said.append)
        supervisor.said = said
        supervisor.start()
        made.append(supervisor)
        return supervisor

    yield _supervise
    for supervisor in made:
        supervisor.stop()


def test_a_dead_child_is_started_again_and_said_aloud(tmp_path, supervise):
    toy = child(tmp_path, SLEEP)
    supervisor = supervise(toy)
    first = toy.process.pid
    os.kill(first, signal.SIGKILL)
    ticks_until(supervisor, lambda: toy.process and toy.process.pid != first)
    assert toy.failures == 1
    assert "toy ended with -9" in supervisor.said[0]


def test_a_child_that_dies_at_once_is_tried_less_and_less(tmp_path, supervise):
    toy = child(tmp_path, "raise SystemExit('broken')")
    ticks_until(supervise(toy), lambda: toy.failures == 2)
    assert toy._next - toy._started >= 1.0
    assert "broken" in toy.last_words()


def test_stopping_takes_grandchildren_along(tmp_path, supervise):
    note = tmp_path / "pid"
    supervisor = supervise(child(tmp_path, WITH_CHILD, str(note)))
    ticks_until(supervisor, lambda: note.exists() and note.read_text())
    supervisor.stop()
    pid = int(note.read_text())
    ticks_until(Supervisor([], print), lambda: not lives(pid))
    assert not lives(pid)


def test_a_supervisor_that_was_killed_leaves_no_child(tmp_path):
    note = tmp_path / "pid"
    program = (
        "import sys, time, pathlib; from steward.config.supervisor import Child\n"
        "c = Child('toy', ['sleep', '60'], {}, pathlib.Path(sys.argv[1] + '.log')); c.start()\n"
        "pathlib.Path(sys.argv[1]).write_text(str(c.process.pid)); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(note)]) as parent:
        watcher = Supervisor([], print)
        ticks_until(watcher, lambda: note.exists() and note.read_text())
        parent.kill()
    pid = int(note.read_text())
    ticks_until(Supervisor([], print), lambda: not lives(pid))
    assert not lives(pid)


def test_a_long_log_gives_way(tmp_path, supervise, monkeypatch):
    monkeypatch.setattr("steward.config.supervisor.LONGEST_LOG", 3)
    (tmp_path / "toy.log").write_text("old and long")
    supervise(child(tmp_path, SLEEP))
    assert (tmp_path / "toy.old.log").read_text() == "old and long"
