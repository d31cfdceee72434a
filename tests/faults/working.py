"""Job workers as `up` starts them, to be stopped and killed, and what a test holds against them meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from steward.config.cluster import admin_connection
from steward.config.commands import up
from tests.faults import questions
from tests.faults.serving import CHECKOUT, PATIENCE, Installation, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

    from steward.config.supervisor import Child
    from tests.faults.mailbox import Mailbox

# Who waits for a lock that the test holds.
WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and query ilike '%{words}%'"
WORKING = (
    "select count(*) from pg_stat_activity where datname = current_database() and usename ~ 'steward_(web|system)'"
)
# A server whose client is gone notices it after the statement that waits: here, before.
GONE = "select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and usename ~ 'steward_'"
# As if time had passed since the last sign of life of those who are dead.
AGED = "update procrastinate_workers set last_heartbeat = last_heartbeat - interval '1 hour' where id <= {newest}"


@dataclass
class Crew:
    """Workers on one installation, and the mail server that they know."""

    installation: Installation
    mailbox: Mailbox
    working: list[Child] = field(default_factory=list)

    def start(self, count: int = 1, without: str = "") -> Child:
        """Start some by the very words of `up`, careless ones on request; answer the last when all are registered."""
        before = self._registered()
        made = [self._start(without) for _ in range(count)]
        until(lambda: self._registered() >= before + count or any(map(_ended, made)), "the worker did not come up")
        assert not any(map(_ended, made)), made[-1].last_words()
        return made[-1]

    def _start(self, without: str) -> Child:
        child = up._worker(self.installation.connection, 8000)
        if without:
            child.words = [sys.executable, "-m", "tests.faults.careless", without]
        mail = {
            "STEWARD_EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "STEWARD_SMTP_HOST": "127.0.0.1",
            "STEWARD_SMTP_PORT": str(self.mailbox.port),
        }
        child.environ = {**child.environ, **mail, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}
        child.log = child.log.with_name(f"worker-{len(self.working)}.log")
        child.start()
        self.working.append(child)
        return child

    def kill(self) -> None:
        """Kill -9 all that live; go on when database and mail server know that they are gone."""
        for child in self.working:
            if child.process is not None:
                os.kill(child.process.pid, signal.SIGKILL)
                child.process.wait()
                child.process = None
        self.mailbox.release()
        self.installation.ask(GONE)
        until(self.is_alone, "somebody still works")

    def is_alone(self) -> bool:
        """Whether nobody is at work."""
        return self.mailbox.is_quiet() and self.installation.ask(WORKING)[0][0] == 0

    def age(self) -> None:
        """Let those who are registered now look long silent; those who live soon say that they do."""
        self.installation.tell(AGED.format(newest=self._registered()))

    def stop(self) -> None:
        """End all that still live."""
        for child in self.working:
            child.stop()

    def finish(self) -> None:
        """Wait until nothing is due and no job waits, however long, as long as something gets done."""
        while left := self._left():
            until(lambda left=left: self._left() != left, f"nothing gets done, and there is {left[:9]}")

    def _left(self) -> list[Any]:
        return self.installation.ask(questions.DUE) + self.installation.ask(questions.UNFINISHED)

    def _registered(self) -> int:
        return int(self.installation.ask("select coalesce(max(id), 0) from procrastinate_workers")[0][0])


def _ended(child: Child) -> bool:
    return child.process is not None and child.process.poll() is not None


@contextmanager
def crew(installation: Installation, mailbox: Mailbox) -> Iterator[Crew]:
    """Workers that end with the block, whatever happens in it."""
    made = Crew(installation, mailbox)
    try:
        yield made
    finally:
        made.stop()


@contextmanager
def opening(installation: Installation, *words: object) -> Iterator[None]:
    """Incidents are opened while the block runs, whose clocks are due; see `tests.faults.opening`."""
    program = [sys.executable, "-m", "tests.faults.opening", *map(str, words)]
    with subprocess.Popen(program, cwd=CHECKOUT, env=installation.environ("web")) as opener:
        yield
        assert opener.wait(PATIENCE) == 0


def open_incidents(installation: Installation, *words: object) -> None:
    """Open incidents likewise, before anything else happens."""
    with opening(installation, *words):
        pass


@contextmanager
def holding(installation: Installation, statement: str) -> Iterator[Connection[Any]]:
    """Keep the locks of a statement while the block runs, or until the connection given is told to roll back."""
    with admin_connection(installation.data, installation.connection.name) as holder:
        holder.execute("begin")
        holder.execute(statement.encode())
        yield holder
        holder.execute("rollback")


def waits(installation: Installation, words: str) -> int:
    """How many wait for a lock with a statement that has these words."""
    return int(installation.ask(WAITING.format(words=words))[0][0])
