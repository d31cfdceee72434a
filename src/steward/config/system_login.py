"""The system login: clocks, seals and sweeps run under it, each thread with a connection of its own."""

from __future__ import annotations

import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import load_backend

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def system_login() -> Iterator[None]:
    """Makes the default connection of this thread that of the system role while the block runs."""
    login = json.loads(os.environ["STEWARD_DATABASE"])["system"]
    settings = {
        **connections.databases[DEFAULT_DB_ALIAS],
        "USER": login["user"],
        "PASSWORD": login["password"],
    }
    before = connections[DEFAULT_DB_ALIAS]
    inside = load_backend(settings["ENGINE"]).DatabaseWrapper(settings, DEFAULT_DB_ALIAS)
    connections[DEFAULT_DB_ALIAS] = inside
    try:
        yield
    finally:
        inside.close()
        connections[DEFAULT_DB_ALIAS] = before
