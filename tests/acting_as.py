"""How tests act: an incident of the cast opened at a set time, and the system's own login."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.actor import Actor, actor_named
from steward.people.context import acting, clock_set_to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.kernel.models import Record

# A Monday, 10:00 in Shanghai: the office of the cast's calendar is open.
MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


def actor(username: str) -> Actor:
    """An actor of the cast."""
    found = actor_named(username)
    assert found is not None
    return found


@contextmanager
def as_(username: str, at: datetime | None = None) -> Iterator[Actor]:
    """Acts as one of the cast, at a set time where one is given."""
    who = actor(username)
    if at is None:
        with acting(who):
            yield who
        return
    with clock_set_to(at), acting(who):
        yield who


def opened(username: str = "desk", at: datetime = MONDAY, **raw: Any) -> Record:
    """An incident of Alpha Bank."""
    values = {"title": "VPN 无法连接", "project": "alpha-ops", "impact": 1, "urgency": 1, **raw}
    with as_(username, at) as who:
        return acts.open_record(process_of("incident"), actor=who, raw=values)


def moved(record: Record, name: str, username: str, at: datetime, **raw: Any) -> Record:
    """The incident after a move."""
    with as_(username, at) as who:
        return acts.move(process_of("incident"), record.number, name, actor=who, raw=raw, version=None)
