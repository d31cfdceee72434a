"""The test database: built once per state of the schema, copied for each process, entered as the web role."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql

from steward.config.cluster import admin_connection, using_cluster
from steward.config.connection import Connection, Role, Secrets
from steward.config.installation import create_database, open_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

CHECKOUT = Path(__file__).parent.parent
DATA = Path(os.environ["STEWARD_DATA"])
# What a template is made of: a change in any of these makes a new one.
SOURCES = (
    "src/steward/**/migrations/*.py",
    "src/steward/**/*.sql",
    "src/steward/people/**/*.py",
    "src/steward/kernel/**/*.py",
    "requirements/runtime.lock",
    "tests/cast.py",
    "tests/template.py",
)
TEMPLATE = "steward_template_"
COPY = "steward_test_"
TEMPLATES_KEPT = 3


@dataclass(frozen=True)
class TestDatabase:
    """This process's own copy of the template."""

    __test__ = False
    connection: Connection
    template: str

    def restore(self) -> None:
        """Throw the copy away and take a new one; open connections to it are ended."""
        with admin_connection(DATA) as admin, _building(fcntl.LOCK_SH):
            _drop(admin, self.connection.name)
            _copy(admin, self.connection.name, self.template)

    def enter(self) -> None:
        """Point Django, and programs started by tests, at the copy."""
        for alias, settings in connections.databases.items():
            role: Role = "system" if alias == "system" else "web"
            login = getattr(self.connection, role)
            place = {"HOST": self.connection.host, "PORT": self.connection.port}
            settings.update(place, NAME=self.connection.name, USER=login.user, PASSWORD=login.password)
        os.environ.update(self.connection.environ("web", "system"))


@pytest.fixture(scope="session")
def database() -> Iterator[TestDatabase]:
    """Give this process a database of its own; the cluster stops with the last process that uses it."""
    if url := os.environ.get("STEWARD_TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = url
    with using_cluster(DATA, fast=True) as connection, admin_connection(DATA) as admin:
        template = _template(connection, admin)
        copy = TestDatabase(replace(connection, name=f"{COPY}{os.getpid()}"), template)
        copy.restore()
        yield copy
        _drop(admin, copy.connection.name)


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    database: TestDatabase,
) -> Iterator[None]:
    """Replace pytest-django's own database, which the web role may neither create nor migrate."""
    database.enter()
    with pytest.MonkeyPatch.context() as patch:
        # TRUNCATE is not for the web role either: a test that commits gets a new copy afterwards.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _: _restore(database))
        yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture
def owner_connection(django_db_setup: None, database: TestDatabase) -> Iterator[psycopg.Connection[Any]]:
    """Log in as the owner of the schema; what is to be committed needs `django_db(transaction=True)`."""
    with _rolled_back(database, "owner") as connection:
        yield connection


@pytest.fixture
def system_connection(django_db_setup: None, database: TestDatabase) -> Iterator[psycopg.Connection[Any]]:
    """Log in as clock loop, sealing and roll-ups do."""
    with _rolled_back(database, "system") as connection:
        yield connection


@contextmanager
def _rolled_back(database: TestDatabase, role: Role) -> Iterator[psycopg.Connection[Any]]:
    connection = database.connection.connect(role)
    try:
        yield connection
    finally:
        connection.close()


def _restore(database: TestDatabase) -> None:
    connections.close_all()
    database.restore()


@contextmanager
def _building(kind: int) -> Iterator[None]:
    """One process builds a template while the others wait; copies are taken side by side."""
    with (DATA / "template.lock").open("a") as lock:
        fcntl.flock(lock, kind)
        yield


def _template(connection: Connection, admin: psycopg.Connection[Any]) -> str:
    """Return the template for the present sources; build it when there is none."""
    name = TEMPLATE + _state_of_sources()
    with _building(fcntl.LOCK_EX):
        _sweep(admin, name)
        if name not in _databases(admin, TEMPLATE):
            draft = "steward_draft"
            _drop(admin, draft)
            _copy(admin, draft, "template0")
            _migrate(replace(connection, name=draft))
            _run(admin, "ALTER DATABASE {} RENAME TO {}", draft, name)
    return name


def _migrate(connection: Connection) -> None:
    """Migrate as the owner and load the cast, in a process of its own: this one is the web role."""
    done = subprocess.run(
        [sys.executable, "-W", "default", "-m", "tests.template"],
        cwd=CHECKOUT,
        env=os.environ | connection.environ("owner") | {"PYTHONPATH": f"{CHECKOUT}/src:{CHECKOUT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.exit(f"The test database could not be built:\n{done.stdout}\n{done.stderr}", returncode=3)


def _state_of_sources() -> str:
    digest = hashlib.sha256(json.dumps(SOURCES).encode())
    for pattern in SOURCES:
        for path in sorted(CHECKOUT.glob(pattern)):
            digest.update(str(path.relative_to(CHECKOUT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def _sweep(admin: psycopg.Connection[Any], template: str) -> None:
    """Drop copies of processes that are gone, and templates of sources long changed."""
    for name in _databases(admin, COPY):
        if not _lives(int(name.removeprefix(COPY))):
            _drop(admin, name)
    old = [name for name in _databases(admin, TEMPLATE) if name != template]
    for name in old[: max(0, len(old) - TEMPLATES_KEPT)]:
        _drop(admin, name)


def _lives(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def _databases(admin: psycopg.Connection[Any], prefix: str) -> list[str]:
    """Return databases by prefix, the oldest first."""
    query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid"
    return [name for (name,) in admin.execute(query, (prefix,))]


def _copy(admin: psycopg.Connection[Any], name: str, template: str) -> None:
    secrets = Secrets.of(DATA)
    create_database(admin, name, secrets, template)
    open_database(admin, name, secrets)


def _drop(admin: psycopg.Connection[Any], name: str) -> None:
    _run(admin, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _run(admin: psycopg.Connection[Any], statement: str, *names: str) -> None:
    admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))  # type: ignore[arg-type]
