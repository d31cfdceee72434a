"""What external auditors look at is kept, address by address, by page and by program (manual 2.1.10, 6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from steward.people.context import now
from steward.surface.models import Looked

if TYPE_CHECKING:
    from django.http import HttpRequest

    from steward.people.actor import Actor

# Whose looks are kept: they come from outside and see internal matters.
WATCHED = ("external_auditor",)
_LONGEST = 500


def keep_look(request: HttpRequest, actor: Actor, status: int) -> None:
    """Keeps that the actor asked for the address, if he is one of those; in the transaction of the answer."""
    if actor.holds_anywhere(WATCHED) and not transaction.get_rollback():
        Looked.objects.create(
            user_id=actor.id, looked_at=now(), method=(request.method or "")[:10],
            address=request.get_full_path()[:_LONGEST], status=status,
        )  # fmt: skip
