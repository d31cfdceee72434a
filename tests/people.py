"""How tests act: as one of the cast, at a set time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from steward.people.actor import Actor, actor_named
from steward.people.context import acting, clock_set_to

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


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
            yield actor
