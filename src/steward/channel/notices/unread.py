"""How many notices an account has not read yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.kernel.models import NoticeRow

if TYPE_CHECKING:
    from steward.people.actor import Actor

# Beyond this a reader needs no number.
MOST = 100


def unread_count(actor: Actor) -> int:
    """Unread notices of records that the actor still sees, counted up to `MOST`."""
    return NoticeRow.objects.filter(user_id=actor.id, read_at__isnull=True)[:MOST].count()
