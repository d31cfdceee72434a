"""One installation for all faults of this run, in a folder of its own; it is started again after each."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from steward.config.cluster import admin_connection, using_cluster
from steward.config.connection import Secrets
from steward.config.installation import create_database, open_database
from tests.faults.mailbox import Mailbox, mailbox
from tests.faults.serving import Installation
from tests.faults.working import Crew, crew

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# A copy of the installation before anybody wrote to it.
CAST_ALONE = "steward_cast_alone"


@pytest.fixture(scope="session")
def durable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A cluster with fsync and synchronous_commit on, as production has them."""
    url = os.environ.pop("DATABASE_URL", None)
    data = tmp_path_factory.mktemp("durable") / "data"
    try:
        with using_cluster(data) as connection:
            installation = Installation.filled(data, connection)
            _copy(data, CAST_ALONE, connection.name)
            yield installation
    finally:
        if url:
            os.environ["DATABASE_URL"] = url


@pytest.fixture
def installation(durable: Installation) -> Installation:
    """The installation, running."""
    durable.start()
    return durable


@pytest.fixture
def untouched(durable: Installation) -> Iterator[Installation]:
    """An installation of its own in the same cluster, with nothing in it but the cast."""
    durable.start()
    name = f"steward_untouched_{os.getpid()}"
    _copy(durable.data, name, CAST_ALONE)
    yield Installation(durable.data, replace(durable.connection, name=name))
    with admin_connection(durable.data) as admin:
        admin.execute(f"drop database {name} with (force)")


@pytest.fixture
def post() -> Iterator[Mailbox]:
    """A mail server of its own."""
    with mailbox() as server:
        yield server


@pytest.fixture
def staff(untouched: Installation, post: Mailbox) -> Iterator[Crew]:
    """Job workers, none of them started yet."""
    with crew(untouched, post) as made:
        yield made


def _copy(data: Path, name: str, template: str) -> None:
    secrets = Secrets.of(data)
    with admin_connection(data) as admin:
        create_database(admin, name, secrets, template)
        open_database(admin, name, secrets)
