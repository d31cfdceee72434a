"""What the page of a meeting shows: its agenda with conclusions, its members, the way into the room (manual 8.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from steward.processes.change.board.room import room_of

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.people.actor import Actor


def agenda_at_a_glance(record: Any, actor: Actor) -> SafeString | None:
    """The lines of the agenda and what was concluded; who belongs to the board."""
    if not actor.is_provider:
        return None
    context = {"room": room_of(record, actor), "url": f"/board_meeting/{record.number}/room/"}
    return mark_safe(render_to_string("change/board_glance.html", context))  # noqa: S308  the template escapes  # nosec B308, B703
