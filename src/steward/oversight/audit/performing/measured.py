"""Services over a period as the processes count them: volumes, targets, closures, changes, releases (manual 0.3)."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from steward.kernel import policy
from steward.kernel.catalogue import process_of
from steward.kernel.daily import daily_counts
from steward.kernel.models import Record
from steward.processes.change import queries as change
from steward.processes.incident import queries as incident

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from steward.people.actor import Actor

    Row = dict[str, Any]

HIGHEST = 1


def span(actor: Actor, first: date, last: date) -> tuple[datetime, datetime]:
    """From the beginning of the first day to the end of the last, where the actor works."""
    zone = ZoneInfo(actor.zone)
    return datetime.combine(first, time(), zone), datetime.combine(last + timedelta(days=1), time(), zone)


def resolution(actor: Actor, first: date, last: date) -> Iterator[Row]:
    """Incidents closed that had a target, and those resolved past it: as the dashboard counts them."""
    days = _days(actor, "incident", first, last)
    breached = sum(day.breached for day in days)
    yield {"figure": "resolution", "judged": sum(day.met for day in days) + breached, "breached": breached}


def closures(actor: Actor, first: date, last: date) -> Iterator[Row]:
    """What those who reported incidents said of their end: confirmed it, or had them opened again."""
    found = incident.closures(actor, *span(actor, first, last))
    yield {"figure": "confirmed", "judged": found.count, "breached": found.count - found.by_user}
    yield {"figure": "reopened", "judged": found.count, "breached": found.reopened}


def incidents(actor: Actor, first: date, last: date) -> Iterator[Row]:
    """Opened, and opened with the highest priority."""
    yield {"figure": "incidents", "judged": sum(day.opened for day in _days(actor, "incident", first, last))}
    yield {"figure": "urgent", "judged": _opened(actor, "incident", first, last).filter(priority=HIGHEST).count()}


def problems(actor: Actor, first: date, last: date) -> Iterator[Row]:
    """Opened, and closed."""
    yield {"figure": "problems", "judged": _opened(actor, "problem", first, last).count()}
    yield {"figure": "problems_closed", "judged": _closed(actor, "problem", first, last)}


def changes(actor: Actor, first: date, last: date) -> Iterator[Row]:
    """Ended, by how; and emergencies among them."""
    found = change.ended(actor, *span(actor, first, last))
    yield {"figure": "changes", "judged": found.count, "breached": found.failed}
    yield {"figure": "emergencies", "judged": found.emergencies}


def releases(actor: Actor, first: date, last: date) -> Iterator[Row]:
    """Closed."""
    yield {"figure": "releases", "judged": _closed(actor, "release", first, last)}


def _days(actor: Actor, kind: str, first: date, last: date) -> list[Any]:
    return list(daily_counts(actor, process_of(kind), ZoneInfo(actor.zone), first, last).days.values())


def _opened(actor: Actor, kind: str, first: date, last: date) -> Any:
    start, end = span(actor, first, last)
    return Record.objects.filter(policy.visible_to(actor), kind=kind, opened_at__gte=start, opened_at__lt=end)


def _closed(actor: Actor, kind: str, first: date, last: date) -> int:
    start, end = span(actor, first, last)
    done = Record.objects.filter(policy.visible_to(actor), kind=kind, state="closed")
    return done.filter(closed_at__gte=start, closed_at__lt=end).count()
