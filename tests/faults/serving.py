"""An installation that may be hurt: its own durable cluster, its web processes, people who visit them."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from steward.config.cluster import admin_connection, ensure_cluster
from steward.config.commands import up
from steward.config.postgresql import Postgres

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from steward.config.connection import Connection
    from steward.config.supervisor import Child

CHECKOUT = Path(__file__).resolve().parents[2]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
# How long anything may take to come up before a test gives in.
PATIENCE = 60.0


@dataclass
class Installation:
    """A durable cluster with the cast in it."""

    data: Path
    connection: Connection

    @classmethod
    def filled(cls, data: Path, connection: Connection) -> Installation:
        """Migrate a new cluster and load the cast."""
        made = cls(data, connection)
        subprocess.run([sys.executable, "-m", "tests.template"], cwd=CHECKOUT, env=made.environ("owner"), check=True)
        return made

    def environ(self, role: Any) -> dict[str, str]:
        """Variables of a program that acts as `role`."""
        paths = {
            "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}",
            "DJANGO_SETTINGS_MODULE": "steward.config.settings",
        }
        return {**os.environ, **self.connection.environ(role), **paths}

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the database as the one whom no policy binds."""
        with admin_connection(self.data, self.connection.name) as admin:
            return admin.execute(query).fetchall()  # type: ignore[arg-type]

    def tell(self, statement: str) -> None:
        """Run a statement likewise."""
        with admin_connection(self.data, self.connection.name) as admin:
            admin.execute(statement)  # type: ignore[arg-type]

    def kill(self, *, with_children: bool) -> None:
        """Kill -9 the server; its children too, or let them find out for themselves."""
        server = Postgres.of(self.data).pid()
        assert server is not None, "there is no server to kill"
        for pid in [server, *(children_of(server) if with_children else ())]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def start(self) -> None:
        """Start the server again; it recovers."""
        ensure_cluster(self.data)


def children_of(pid: int) -> list[int]:
    """Give the processes that this one started."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):
                if int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                    found.append(int(folder.name))
    return found


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Web:
    """The web processes as `up` starts them."""

    child: Child
    port: int

    def keep_alive(self) -> None:
        """Do what `up` does at each tick: a server killed too often in a row gives up and is started anew."""
        self.child.failures = 0
        self.child.watch()

    def workers(self) -> list[int]:
        """The processes that answer requests."""
        return children_of(self.child.process.pid) if self.child.process else []


@contextmanager
def serving(connection: Connection, workers: int = 1) -> Iterator[Web]:
    """Serve an installation by the very words of `up` on a port of its own."""
    port = free_port()
    child = up._web(connection, "127.0.0.1", port, workers)
    # A checkout is not always installed; and the demo's accounts are not here.
    child.environ = {**child.environ, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}
    child.start()
    try:
        until(lambda: answers(port), "the web process did not answer")
        yield Web(child, port)
    finally:
        child.stop()


def answers(port: int) -> bool:
    """Whether the web process answers."""
    with suppress(OSError, http.client.HTTPException):
        return Visitor(port).ask("GET", "/healthz").status == 200
    return False


def until(reached: Any, otherwise: str) -> Any:
    """Ask until it is so; a look every few milliseconds, not a guess how long it takes."""
    deadline = time.monotonic() + PATIENCE
    while not (found := reached()):
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.02)
    return found


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


@dataclass
class Visitor:
    """A browser without a screen, or with a token a program: one connection kept alive, and its cookies."""

    port: int
    token: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    line: http.client.HTTPConnection | None = None

    def ask(
        self,
        method: str,
        path: str,
        *,
        form: Mapping[str, str] | None = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request; a broken connection is the caller's to handle and the next request's to renew."""
        sent = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            **(headers or {}),
        }
        body = None
        if form is not None:
            body, sent["Content-Type"] = urlencode(form), "application/x-www-form-urlencoded"
            sent["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        if data is not None:
            body, sent["Content-Type"] = json.dumps(data), "application/json"
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if self.line is None:
            self.line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            self.line.request(method, path, body, sent)
            found = self.line.getresponse()
            content = found.read()
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        for name, value in found.getheaders():
            if name.lower() == "set-cookie":
                self.cookies.update({key: morsel.value for key, morsel in SimpleCookie(value).items()})
        return Answer(found.status, {k.lower(): v for k, v in found.getheaders()}, content.decode())

    def hang_up(self) -> None:
        """Give the connection up."""
        if self.line is not None:
            self.line.close()
            self.line = None

    def __del__(self) -> None:
        """No line stays open behind somebody who is gone."""
        self.hang_up()

    def log_in(self, username: str) -> Visitor:
        """Log in as one of the cast by the form."""
        from tests.cast import PASSWORD  # its models need Django, which a conftest is read before

        self.ask("GET", "/accounts/login/")
        done = self.ask("POST", "/accounts/login/", form={"login": username, "password": PASSWORD})
        assert done.status == 302, f"{username} could not log in: {done.status}"
        return self

    def twin(self) -> Visitor:
        """The same person at another window: same session, a connection of its own."""
        return Visitor(self.port, self.token, dict(self.cookies))


def token_of(installation: Installation, username: str) -> str:
    """Give a token of one of the cast, by the command that people use."""
    words = [sys.executable, "-m", "steward", "token", username, "--data", str(installation.data)]
    done = subprocess.run(
        words, cwd=CHECKOUT, env=installation.environ("web"), check=True, capture_output=True, text=True
    )
    return done.stdout.split()[-1]
