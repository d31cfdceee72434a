"""What an export may hold: what its account saw by when it was asked for, as long as it still sees by all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.people.actor import Actor

_SETS = ("customers", "projects", "suppliers", "parties", "audiences", "restrictions")


def held_by(actor: Actor) -> dict[str, Any]:
    """The sets that decide what an actor sees, as they are kept with an export."""
    sets: dict[str, Any] = {name: sorted(getattr(actor.scope, name)) for name in _SETS}
    return {**sets, "is_provider": actor.is_provider}


def still_holds(held: Mapping[str, Any], actor: Actor | None) -> bool:
    """Whether nothing of it was withdrawn; more rights than then do no harm."""
    if actor is None or (held["is_provider"] and not actor.is_provider):
        return False
    return all(set(held[name]) <= getattr(actor.scope, name) for name in _SETS)
