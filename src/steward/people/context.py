"""Acting: one transaction in which the database knows who asks, and the one clock."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.db import connection, transaction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from steward.people.actor import Actor

_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)
_moment: ContextVar[datetime | None] = ContextVar("moment", default=None)
_set_clock: ContextVar[datetime | None] = ContextVar("set_clock", default=None)

_SET = """select set_config('steward.customers', %s::text, true), set_config('steward.projects', %s::text, true),
    set_config('steward.suppliers', %s::text, true), set_config('steward.parties', %s::text, true),
    set_config('steward.kept', %s::text, true), set_config('steward.audiences', %s::text, true),
    set_config('steward.restrictions', %s::text, true), set_config('steward.actor', %s::text, true), now()"""


class NoActorError(RuntimeError):
    """Something asked who acts, or what time it is, outside `acting`."""


def _numbers(values: frozenset[int]) -> str:
    return "{" + ",".join(map(str, sorted(values))) + "}"


def _announce(actor: Actor) -> datetime:
    """Tells the database the scope of this transaction; answers its time."""
    scope = actor.scope
    words = "{" + ",".join(f'"{word}"' for word in sorted(scope.restrictions)) + "}"
    sets = (scope.customers, scope.projects, scope.suppliers, scope.parties, scope.kept, scope.audiences)
    with connection.cursor() as cursor:
        cursor.execute(_SET, [*map(_numbers, sets), words, str(actor.id)])
        moment: datetime = cursor.fetchone()[-1]
    return moment


@contextmanager
def acting(actor: Actor) -> Iterator[Actor]:
    """Opens a transaction in which `actor` acts and rows are seen with the actor's eyes.

    Nested use changes the eyes for the inner block only. Everything is rolled back when the block raises.
    """
    outer = _actor.get()
    with transaction.atomic():
        moment = _announce(actor)
        actor_token, moment_token = _actor.set(actor), _moment.set(moment)
        try:
            yield actor
        finally:
            _actor.reset(actor_token)
            _moment.reset(moment_token)
        if outer is not None:
            _announce(outer)


def current_actor() -> Actor:
    """Who acts in this block. Raises NoActorError outside `acting`."""
    actor = _actor.get()
    if actor is None:
        message = "nobody acts here: open a block with people.context.acting(actor)"
        raise NoActorError(message)
    return actor


def now() -> datetime:
    """The time of this transaction by the database's clock (UTC); tests may set it with `clock_set_to`."""
    moment = _set_clock.get() or _moment.get()
    if moment is None:
        message = "no time outside a block of people.context.acting(actor)"
        raise NoActorError(message)
    return moment


@contextmanager
def clock_set_to(moment: datetime) -> Iterator[None]:
    """Tests, and the demo company's past: `now()` answers this moment inside the block."""
    token = _set_clock.set(moment)
    try:
        yield
    finally:
        _set_clock.reset(token)
