"""`up`: the whole installation in one terminal, from the database to the last process."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from rich.console import Console

from steward.config.binaries import Trouble
from steward.config.cluster import ensure_cluster, using_cluster
from steward.config.command_line import data_option
from steward.config.language import _
from steward.config.postgresql import Postgres
from steward.config.second_factor import is_asked_of_staff, is_demo
from steward.config.supervisor import Child, Supervisor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from steward.config.connection import Connection, Role

console = Console(highlight=False)
STEWARD = [sys.executable, "-P", "-m", "steward"]
DEMO_ACCOUNTS = (
    "admin",
    "desk",
    "engineer",
    "manager",
    "quality",
    "auditor",
    "customer-a",
    "customer-b",
    "supplier-a",
)
# A web process that died this often before its first answer will not get better.
HOPELESS = 3


@click.command()
@click.option("--demo", is_flag=True, help=_("Load the demo company into an empty installation."))
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=_("Port."))
@click.option("--host", default="127.0.0.1", show_default=True, help=_("Address to listen on."))
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help=_("Web processes."))
@data_option
def command(demo: bool, port: int, host: str, workers: int, data: Path) -> None:  # noqa: FBT001 - click's way
    """Start database, web and worker; Ctrl-C stops everything."""
    _check_port(host, port)
    supervisor = Supervisor([], console.print)
    supervisor.listen()
    with _only_one(data, f"http://{_shown(host)}:{port}/"):
        with _step(_("Starting PostgreSQL")):
            cluster = using_cluster(data)
            connection = cluster.__enter__()
        try:
            _serve(supervisor, connection, (host, port, workers), demo=demo)
        finally:
            supervisor.stop()
            cluster.__exit__(None, None, None)
    console.print(_("Everything has stopped."))


def _serve(supervisor: Supervisor, connection: Connection, place: tuple[str, int, int], *, demo: bool) -> None:
    """Migrate, load, start and watch until the end is asked for."""
    host, port, _workers = place
    with _step(_("Bringing the database up to date")):
        _run(["migrate", "--quiet"], connection)
    if demo:
        _run(["demo"], connection, {"STEWARD_DEMO_PASSWORD": demo_password(connection.data)})
    supervisor.children += [_web(connection, *place), _worker(connection, port)]
    if supervisor.stopping.is_set():
        return
    supervisor.start()
    with _step(_("Starting web and worker")):
        _wait_until_it_answers(supervisor, f"http://{_shown(host)}:{port}/healthz")
    if not supervisor.stopping.is_set():
        _tell(connection.data, f"http://{_shown(host)}:{port}/")
    for _tick in supervisor.ticks():
        _keep_database(connection)
    console.print(_("Stopping …"))


def _keep_database(connection: Connection) -> None:
    """Start the embedded PostgreSQL again when it was killed; web and worker find it at the same place."""
    if connection.embedded and Postgres.of(connection.data).pid() is None:
        console.print(_("PostgreSQL has ended and is started again."))
        ensure_cluster(connection.data)


def _web(connection: Connection, host: str, port: int, workers: int) -> Child:
    words = [
        sys.executable,
        "-P",
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        host,
        "--port",
        str(port),
    ]
    words += ["--workers", str(workers), "--blocking-threads", "1", "--no-ws", "--respawn-failed-workers"]
    words += ["--workers-kill-timeout", "10s", "--log-level", "warning", "steward.config.wsgi:application"]
    return Child("web", words, _environ(connection, port), connection.data / "web.log")


def _worker(connection: Connection, port: int) -> Child:
    words = [*STEWARD, "worker"]
    # The clock loop, seals and sweeps run under the system login.
    return Child("worker", words, _environ(connection, port, "system"), connection.data / "worker.log")


def _environ(connection: Connection, port: int, *besides: Role) -> dict[str, str]:
    settings = {"STEWARD_PORT": str(port), "DJANGO_SETTINGS_MODULE": "steward.config.settings"}
    return connection.environ("web", *besides) | settings


def _run(words: list[str], connection: Connection, environ: dict[str, str] | None = None) -> None:
    """Run another command of ours to its end; this process stays without Django and small."""
    done = subprocess.run(
        [*STEWARD, *words, "--data", str(connection.data)], env={**os.environ, **(environ or {})}, check=False
    )
    if done.returncode:
        msg = _("The start ends here: `{command}` did not succeed.").format(command=" ".join(words))
        raise Trouble(msg)


def _wait_until_it_answers(supervisor: Supervisor, address: str) -> None:
    for _tick in supervisor.ticks():
        if _answers(address):
            return
        for child in supervisor.children:
            if child.failures >= HOPELESS:
                msg = _("{name} does not start; its last words, in {log}:").format(name=child.name, log=child.log)
                raise Trouble(msg + "\n  " + child.last_words())


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own address  # nosec B310
            return bool(answer.status == 200)  # noqa: PLR2004 - the code's own name
    except (OSError, urllib.error.HTTPError):
        return False


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            msg = _("{host}:{port} cannot be used ({reason}); choose another with --port.")
            raise Trouble(msg.format(host=host, port=port, reason=error.strerror)) from error


@contextmanager
def _only_one(data: Path, address: str) -> Iterator[None]:
    """Refuse a second `up` on the same data folder."""
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (data / "up.json").open("a+") as mark:
        try:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            mark.seek(0)
            running = json.loads(mark.read() or "{}")
            msg = _("Steward already runs with {data}: {address} (process {pid}).")
            sentence = msg.format(data=data, address=running.get("address"), pid=running.get("pid"))
            raise Trouble(sentence) from None
        mark.truncate(0)
        mark.write(json.dumps({"address": address, "pid": os.getpid()}))
        mark.flush()
        try:
            yield
        finally:
            mark.truncate(0)


def demo_password(data: Path) -> str:
    """Return the password of the demo accounts: the one given, else one made at random and kept."""
    if given := os.environ.get("STEWARD_DEMO_PASSWORD"):
        return given
    path = data / "demo-password"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(12) + "\n")
    return path.read_text().strip()


def _tell(data: Path, address: str) -> None:
    console.print(f"\n[bold]Steward[/bold]  {address}", soft_wrap=True)
    if (data / "demo-password").exists() or os.environ.get("STEWARD_DEMO_PASSWORD"):
        console.print(_("Log in as: {names}").format(names=", ".join(DEMO_ACCOUNTS)), soft_wrap=True)
        console.print(_("Password:  {password}").format(password=demo_password(data)), markup=False)
    if not is_asked_of_staff(data):
        console.print(_("Second factor: off (demo)") if is_demo(data) else _("Second factor: off"))
    console.print(_("Ctrl-C stops everything."))


@contextmanager
def _step(sentence: str) -> Iterator[None]:
    """Show what is being waited for, and that it is done."""
    with console.status(sentence + " …"):
        yield
    console.print(f"[green]✓[/green] {sentence}")


def _shown(host: str) -> str:
    """Return an address that a browser on this machine can open."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - compared, not bound  # nosec B104
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
