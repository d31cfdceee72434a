"""The database of a data folder: an embedded PostgreSQL under our own care, or the server in DATABASE_URL."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from steward.config import installation
from steward.config.binaries import Trouble
from steward.config.connection import Connection, Secrets
from steward.config.postgresql import ADMIN, PORT, Postgres, admin_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "steward"
# The words of an address that a login of ours replaces; the others (sslmode …) are kept.
PLACE = ("host", "hostaddr", "port", "user", "password", "dbname")


@contextmanager
def using_cluster(data: Path, *, fast: bool = False) -> Iterator[Connection]:
    """Keep the cluster running while the block runs; the last user out stops it, whoever started it."""
    _make_folder(data)
    with (data / "cluster.users").open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            yield ensure_cluster(data, fast=fast)
        finally:
            with _starting(data), suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                Postgres.of(data).stop()


def ensure_cluster(data: Path, *, fast: bool = False) -> Connection:
    """Start the database of a data folder unless it runs, make it what it should be, say where it is."""
    _make_folder(data)
    with _starting(data):
        url = os.environ.get("DATABASE_URL", "")
        _refuse_a_change_of_place(data, url)
        connection = _on_server(data, url) if url else _embedded(data, fast=fast)
        connection.save()
        return connection


def stop_cluster(data: Path) -> None:
    """Stop the embedded database of a data folder; nothing happens where none runs."""
    if data.is_dir():
        with _starting(data):
            Postgres.of(data).stop()


def admin_connection(data: Path, name: str = ADMIN) -> psycopg.Connection[tuple[Any, ...]]:
    """Log in to database `name` as the one who may create databases; for backup, drills and tests."""
    if url := os.environ.get("DATABASE_URL"):
        return psycopg.connect(url, dbname=name, autocommit=True)
    parameters = admin_parameters(data, Connection.load(data).host) | {"dbname": name}
    return psycopg.connect("", autocommit=True, **parameters)


def _embedded(data: Path, *, fast: bool) -> Connection:
    secrets = Secrets.of(data)
    host = Postgres.of(data).start(fast=fast)
    _provision(make_conninfo("", **admin_parameters(data, host)), NAME, secrets)
    return _connection(data, secrets, (host, PORT, NAME), None)


def _on_server(data: Path, url: str) -> Connection:
    """Prepare roles and database on an ordinary server; the address says who may create them."""
    secrets = Secrets.of(data)
    try:
        words = conninfo_to_dict(url)
        name = str(words.pop("dbname", "") or NAME)
        _provision(url, name, secrets)
        with psycopg.connect(url, dbname=name) as connection:
            host, port = connection.info.host, connection.info.port
    except psycopg.Error as error:
        msg = f"The server in DATABASE_URL cannot be used: {str(error).strip()}"
        raise Trouble(msg) from error
    options = {word: str(value) for word, value in words.items() if word not in PLACE}
    return _connection(data, secrets, (host, port, name), options)


def _connection(
    data: Path, secrets: Secrets, place: tuple[str, int, str], options: dict[str, str] | None
) -> Connection:
    host, port, name = place
    return Connection(
        data=data,
        host=host,
        port=port,
        name=name,
        owner=secrets.login("owner"),
        web=secrets.login("web"),
        system=secrets.login("system"),
        embedded=options is None,
        options=options or {},
    )


def _provision(admin: str, name: str, secrets: Secrets) -> None:
    """Make roles and database; where the database is not there yet, every server has `postgres`."""
    try:
        connection = psycopg.connect(admin, dbname=name, autocommit=True)
    except psycopg.OperationalError as error:
        if "does not exist" not in str(error):
            raise
        connection = psycopg.connect(admin, dbname=ADMIN, autocommit=True)
    with connection:
        installation.provision(connection, name, secrets)
    with psycopg.connect(admin, dbname=name, autocommit=True) as connection:
        installation.open_schema(connection, secrets)


def _refuse_a_change_of_place(data: Path, url: str) -> None:
    """A data folder stays with the kind of database that it began with: the records are there."""
    with suppress(FileNotFoundError):
        if Connection.load(data).embedded and url:
            msg = f"The records of {data} are in its embedded PostgreSQL; with DATABASE_URL use another --data."
            raise Trouble(msg)
        if not Connection.load(data).embedded and not url:
            msg = f"The records of {data} are on an ordinary server; set DATABASE_URL, or use another --data."
            raise Trouble(msg)


def _make_folder(data: Path) -> None:
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        msg = f"The data folder {data} cannot be made ({error.strerror}); choose another with --data."
        raise Trouble(msg) from error


@contextmanager
def _starting(data: Path) -> Iterator[None]:
    """Let one process at a time start, stop or provision the cluster of a data folder."""
    with (data / "cluster.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
