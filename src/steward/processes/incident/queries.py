"""What other floors may ask of incidents, one statement each, under the actor's sight (manual 7.2, 11.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Count, F, Q

from steward.kernel import policy
from steward.kernel.daily import daily_counts
from steward.kernel.models import Record
from steward.kernel.statement import sql_of
from steward.processes.incident.models import Confirmation, Incident
from steward.processes.incident.process import INCIDENT, WAITING
from steward.processes.incident.selection import SOLVED_AT
from steward.surface.filters import SOON_IS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from steward.kernel.daily import Held
    from steward.people.actor import Actor


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What is open: in all, how it stands, by priority and by team (None: neither).

    `undated` are not open any more, but nobody knows since when: backlogs hold them.
    """

    count: int
    undated: int
    unassigned: int
    overdue: int
    due_soon: int
    waiting: int
    by_priority: dict[int | None, int]
    by_team: dict[int | None, int]


def _seen(actor: Actor) -> QuerySet[Record]:
    """The incidents that an actor sees: the same condition as the list's."""
    return Record.objects.filter(Q(kind=INCIDENT.kind) & policy.visible_to(actor, INCIDENT))


def _ask(chosen: QuerySet[Any, Any], question: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Answers a statement that reads `chosen`."""
    inner, given = sql_of(chosen)
    with connection.cursor() as cursor:
        cursor.execute(f"with chosen as ({inner}) {question}", [*given, *params])
        return list(cursor.fetchall())


_WHOLE = ("count", "undated", "unassigned", "overdue", "due_soon", "waiting")
_OPEN = """
select grouping(priority), grouping(team_id), priority, team_id,
    count(*), (select count(*) from undated), count(*) filter (where owner_id is null),
    count(*) filter (where due_at < %s::timestamptz),
    count(*) filter (where due_at >= %s::timestamptz and due_at < %s::timestamptz),
    count(*) filter (where state = any(%s::text[]))
from chosen group by grouping sets ((), (priority), (team_id)) order by 3 nulls last, 5 desc, 4
"""


def open_work(actor: Actor, now: datetime) -> OpenWork:
    """What is open at this moment."""
    chosen = _seen(actor).filter(is_open=True).values("priority", "team_id", "owner_id", "due_at", "state")
    undated, params = sql_of(_seen(actor).filter(is_open=False, closed_at__isnull=True).values("pk"))
    rows = _ask(chosen, f", undated as ({undated}) {_OPEN}", [*params, now, now, now + SOON_IS, list(WAITING)])
    (whole,) = (dict(zip(_WHOLE, row[4:], strict=True)) for row in rows if row[:2] == (1, 1))
    by_priority = {row[2]: row[4] for row in rows if row[:2] == (0, 1)}
    by_team = {row[3]: row[4] for row in rows if row[:2] == (1, 0)}
    return OpenWork(**whole, by_priority=by_priority, by_team=by_team)


def held(actor: Actor, zone: ZoneInfo, first: date, last: date, months: Sequence[date]) -> Held:
    """What happened on each day of a zone and in whole months."""
    return daily_counts(actor, INCIDENT, zone, first, last, months)


_RESOLUTION = f"""
select priority, count(*), percentile_cont(0.5) within group (order by hours) filter (where hours >= 0),
    percentile_cont(0.9) within group (order by hours) filter (where hours >= 0)
from (select priority, extract(epoch from solved_at - opened_at) / 3600 as hours
    from (select *, {SOLVED_AT} as solved_at from chosen seen) solved) timed
group by 1 order by 1 nulls last
"""  # noqa: S608  our own text


def resolution_by_priority(actor: Actor, start: datetime) -> list[tuple[int | None, int, float | None, float | None]]:
    """Of incidents closed since `start`, by priority: count, median and 90th percentile of hours to resolve.

    Those without a time of resolution, or with one before their opening, are in the count alone.
    """
    chosen = Incident.objects.filter(policy.visible_to(actor, INCIDENT), closed_at__gte=start).values(
        "pk", "priority", "opened_at", "resolved_at", "source",
        stated_solved_at=F("stated__resolved_at"), stated_facts=F("stated__facts"),
    )  # fmt: skip
    return _ask(chosen, _RESOLUTION)


@dataclass(frozen=True, slots=True)
class Closures:
    """Incidents closed in a span of time: all, those that a user confirmed, those that were reopened before."""

    count: int
    by_user: int
    reopened: int


def closures(actor: Actor, start: datetime, end: datetime) -> Closures:
    """How incidents ended between two moments (the second excluded); cancelled ones did not."""
    closed = Incident.objects.filter(policy.visible_to(actor, INCIDENT), state="closed")
    found = closed.filter(closed_at__gte=start, closed_at__lt=end).aggregate(
        count=Count("pk"),
        by_user=Count("pk", filter=Q(confirmation=Confirmation.USER)),
        reopened=Count("pk", filter=Q(reopened__gt=0)),
    )
    return Closures(**found)
