"""Ready consequences: notices, deferred as a job in the transaction of the act that causes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.kernel import jobs
from steward.kernel.models import TimelineEntry
from steward.kernel.process import Notice

if TYPE_CHECKING:
    from steward.kernel.models import Record
    from steward.kernel.process import Move, Process

# What every process tells without saying so.
REPLIED = (Notice("replied", ("requester", "owner", "watchers")),)
WARNED = (Notice("warning", ("owner", "team", "project_manager")),)
BREACHED = (Notice("breach", ("owner", "team", "project_manager")),)


def follow(notices: tuple[Notice, ...], entry_id: int) -> None:
    """Defers the job that tells of an entry, where there is somebody to tell."""
    if notices:
        jobs.enqueue("steward.tell", entry=entry_id)


def notices_of(process: Process, verb: str, move: str, level: str = "") -> tuple[Notice, ...]:
    """The notices that an entry has as its consequence; the job asks again what the act knew."""
    if verb == "opened":
        return process.notices
    if verb == "moved":
        return process.move(move).notices
    if verb in ("replied", "commented"):
        return REPLIED
    if verb == "told":
        return tuple(notice for notice in process.tells if notice.template == level)
    if verb == "clock":
        return BREACHED if level == "breach" else WARNED
    return ()


def round_of(record: Record, move: Move) -> int:
    """Which time the record stands before this move's gate."""
    return TimelineEntry.objects.filter(record_id=record.pk, verb="moved", to_state__in=move.source).count()
