"""A dump by PostgreSQL's own means is a whole copy: it restores, its ledger holds, work goes on in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from steward.config import installation as places
from steward.config.binaries import find_binaries
from steward.config.cluster import admin_connection
from steward.config.connection import Connection, Secrets
from steward.config.postgresql import admin_parameters
from tests.faults.serving import CHECKOUT, Installation

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.server

COPY = "restored"
WORK = """
import django
django.setup()
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.actor import actor_named
from steward.people.context import acting
desk = actor_named("desk")
with acting(desk):
    raw = {"title": "恢复之后", "project": "alpha-ops"}
    made = acts.open_record(process_of("incident"), actor=desk, raw=raw)
    print(made.number)
"""
SEAL = """
import django, os
django.setup()
from steward.kernel import heads, ledger, ledger_check
sealed = ledger.seal()
report = ledger_check.check(heads.read(ledger.heads_file()) if ledger.heads_file().exists() else None)
print(sealed, report.entries, report.finding)
"""


def run(connection: Connection, program: str, role: Any) -> str:
    paths = {
        "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}",
        "DJANGO_SETTINGS_MODULE": "steward.config.settings",
    }
    done = subprocess.run(
        [sys.executable, "-c", program], env={**os.environ, **connection.environ(role), **paths},
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def restored(installation: Installation) -> Iterator[Connection]:
    """A second database beside the first, filled from a dump of it; heads of other tests' databases are gone."""
    shutil.rmtree(installation.data / "ledger", ignore_errors=True)
    run(installation.connection, WORK, "web")
    run(installation.connection, SEAL, "system")
    parameters = admin_parameters(installation.data, installation.connection.host)
    environ = {**os.environ, "PGPASSWORD": str(parameters["password"])}
    place = ["-h", str(parameters["host"]), "-p", str(parameters["port"]), "-U", str(parameters["user"])]
    folder = find_binaries(None).folder
    dump = subprocess.run(
        [folder / "pg_dump", *place, installation.connection.name],
        env=environ,
        check=True,
        capture_output=True,
    ).stdout
    secrets = Secrets.of(installation.data)
    with admin_connection(installation.data) as admin:
        places.create_database(admin, COPY, secrets)
    subprocess.run(
        [folder / "psql", *place, "-q", "-X", "-v", "ON_ERROR_STOP=1", "-d", COPY], env=environ, input=dump,
        check=True, capture_output=True,
    )  # fmt: skip
    with admin_connection(installation.data) as admin:
        places.open_database(admin, COPY, secrets)
    yield replace(installation.connection, name=COPY)
    with admin_connection(installation.data) as admin:
        admin.execute(f"drop database {COPY} with (force)")


def test_a_dump_restores_whole_and_is_worked_in(installation: Installation, restored: Connection) -> None:
    counts = """select (select count(*) from kernel_record), (select count(*) from kernel_timelineentry),
        (select count(*) from kernel_searchrow), (select count(*) from kernel_seal),
        (select count(*) from pg_policies),
        (select count(*) from pg_trigger where not tgisinternal)"""
    with admin_connection(installation.data, COPY) as admin:
        assert admin.execute(counts).fetchall() == installation.ask(counts)
    sealed, entries, finding = run(restored, SEAL, "system").split(maxsplit=2)
    assert (finding, int(entries) > 0) == ("None", True), sealed
    last = installation.ask("select max(number) from kernel_record where kind = 'incident'")[0][0]
    assert run(restored, WORK, "web") > last


def test_its_ledger_would_show_a_row_altered_in_the_copy(installation: Installation, restored: Connection) -> None:
    with admin_connection(installation.data, COPY) as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute(
            "update kernel_timelineentry set body = 'x' where id = (select min(id) from kernel_timelineentry)"
        )
    finding = run(restored, SEAL, "system").split(maxsplit=2)[2]
    assert finding != "None"
