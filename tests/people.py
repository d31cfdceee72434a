"""How tests act: as one of the cast, at a set time."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import connection

from steward.kernel.days import day_at
from steward.people.actor import Actor, actor_named
from steward.people.context import acting, clock_set_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date


@contextmanager
def as_(username: str, at: datetime | None = None) -> Iterator[Actor]:
    """A block in which one of the cast acts, at the set time where one is given."""
    actor = actor_named(username)
    assert actor is not None, f"nobody of the cast is called {username}"
    with acting(actor):
        if at is None:
            yield actor
            return
        with clock_set_to(at):
            _tell_the_database(at.isoformat())
            yield actor
        _tell_the_database("")


def day_in_company() -> date:
    """Today where the cast works."""
    return day_at(datetime.now(UTC), "Asia/Shanghai")


def _tell_the_database(moment: str) -> None:
    """The set time for what the database judges itself; a block that raises takes it back with its savepoint."""
    if connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute("select set_config('steward.test_moment', %s::text, true)", [moment])
