"""Staff sessions: begun with a reason, ended by time or by hand, every one kept (manual 6.6)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from steward.people.context import now
from steward.people.models import StaffSession

if TYPE_CHECKING:
    from steward.people.actor import Actor

LENGTH = timedelta(minutes=30)


def begin(actor: Actor, reason: str) -> StaffSession:
    """Lets the actor read everything for thirty minutes from now."""
    return StaffSession.objects.create(user_id=actor.id, reason=reason, starts_at=now(), ends_at=now() + LENGTH)


def end(actor: Actor) -> None:
    """Ends what runs; effective with the next request."""
    StaffSession.objects.filter(user_id=actor.id, ends_at__gt=now()).update(ends_at=now())
