"""One installation for all faults of this run, in a folder of its own; it is started again after each."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from steward.config.cluster import using_cluster
from tests.faults.serving import Installation

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def durable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A cluster with fsync and synchronous_commit on, as production has them."""
    url = os.environ.pop("DATABASE_URL", None)
    data = tmp_path_factory.mktemp("durable") / "data"
    try:
        with using_cluster(data) as connection:
            yield Installation.filled(data, connection)
    finally:
        if url:
            os.environ["DATABASE_URL"] = url


@pytest.fixture
def installation(durable: Installation) -> Installation:
    """The installation, running."""
    durable.start()
    return durable
