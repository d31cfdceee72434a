"""What other floors may ask of incidents, one statement each, under the actor's sight (manual 7.2, 11.5)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F, Q

from steward.kernel import policy
from steward.kernel.models import Record
from steward.kernel.outcomes import breached_between
from steward.processes.incident.models import Incident
from steward.processes.incident.process import INCIDENT, WAITING
from steward.processes.incident.selection import SOLVED_AT, sql_of
from steward.surface.filters import SOON_IS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from django.db.models import QuerySet

    from steward.people.actor import Actor


@dataclass(frozen=True, slots=True)
class OpenWork:
    """What is open: in all, how it stands, by priority and by team (None: neither)."""

    count: int
    unassigned: int
    overdue: int
    due_soon: int
    waiting: int
    by_priority: dict[int | None, int]
    by_team: dict[int | None, int]


@dataclass(frozen=True, slots=True)
class Since:
    """What has happened since a day began, and breaches since a month did."""

    opened: int
    closed: int
    breached: int


def _seen(actor: Actor) -> QuerySet[Record]:
    """The incidents that an actor sees: the same condition as the list's."""
    return Record.objects.filter(Q(kind=INCIDENT.kind) & policy.visible_to(actor, INCIDENT))


def _ask(chosen: QuerySet[Any, Any], question: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Answers a statement that reads `chosen`."""
    inner, given = sql_of(chosen)
    with connection.cursor() as cursor:
        cursor.execute(f"with chosen as ({inner}) {question}", [*given, *params])
        return list(cursor.fetchall())


_WHOLE = ("count", "unassigned", "overdue", "due_soon", "waiting")
_OPEN = """
select grouping(priority), grouping(team_id), priority, team_id,
    count(*), count(*) filter (where owner_id is null),
    count(*) filter (where due_at < %s::timestamptz),
    count(*) filter (where due_at >= %s::timestamptz and due_at < %s::timestamptz),
    count(*) filter (where state = any(%s::text[]))
from chosen group by grouping sets ((), (priority), (team_id)) order by 3 nulls last, 5 desc, 4
"""


def open_work(actor: Actor, now: datetime) -> OpenWork:
    """What is open at this moment."""
    chosen = _seen(actor).filter(is_open=True).values("priority", "team_id", "owner_id", "due_at", "state")
    rows = _ask(chosen, _OPEN, [now, now, now + SOON_IS, list(WAITING)])
    (whole,) = (dict(zip(_WHOLE, row[4:], strict=True)) for row in rows if row[:2] == (1, 1))
    by_priority = {row[2]: row[4] for row in rows if row[:2] == (0, 1)}
    by_team = {row[3]: row[4] for row in rows if row[:2] == (1, 0)}
    return OpenWork(**whole, by_priority=by_priority, by_team=by_team)


def since(actor: Actor, day: datetime, month: datetime) -> Since:
    """What was opened and closed since `day`, and the breaches since `month`."""
    touched = Q(opened_at__gte=day) | Q(closed_at__gte=day)
    chosen = _seen(actor).filter(touched).values("opened_at", "closed_at")
    breached, params = sql_of(_seen(actor).filter(breached_between(month, None)).values("pk"))
    ((opened, closed, late),) = _ask(
        chosen,
        "select count(*) filter (where opened_at >= %s::timestamptz),"  # noqa: S608  Django's own text
        " count(*) filter (where closed_at >= %s::timestamptz),"
        f" (select count(*) from ({breached}) late) from chosen",
        [day, day, *params],
    )
    return Since(opened, closed, late)


_FLOW = """
select date_trunc(%s::text, at at time zone %s::text)::date, count(*) filter (where step = 1),
    count(*) filter (where step = -1)
from (select opened_at as at, 1 as step from chosen union all select closed_at, -1 from chosen) moved
where at >= %s::timestamptz group by 1
"""


def flow(actor: Actor, start: datetime, step: str, zone: ZoneInfo) -> dict[date, tuple[int, int]]:
    """Opened and closed since `start` by `day` or `week` of a zone; days without either are not there."""
    chosen = _seen(actor).filter(Q(opened_at__gte=start) | Q(closed_at__gte=start)).values("opened_at", "closed_at")
    rows = _ask(chosen, _FLOW, [step, zone.key, start])
    return {day: (opened, closed) for day, opened, closed in rows}


_BACKLOG = """
select width_bucket(opened_at, %s::timestamptz[]) as first,
    coalesce(width_bucket(closed_at, %s::timestamptz[]), %s::integer), count(*) from chosen group by 1, 2
"""


def backlog(actor: Actor, ends: Sequence[datetime]) -> list[int]:
    """What was opened before each of these moments (in their order) and not closed before it."""
    after = Q(closed_at__isnull=True) | Q(closed_at__gte=ends[0])
    chosen = _seen(actor).filter(after, opened_at__lt=ends[-1]).values("opened_at", "closed_at")
    steps = [0] * (len(ends) + 1)
    for first, last, count in _ask(chosen, _BACKLOG, [list(ends), list(ends), len(ends)]):
        if first < last:
            steps[first] += count
            steps[last] -= count
    return list(accumulate(steps))[:-1]


_SLA = """
select date_trunc('month', closed_at at time zone %s::text)::date,
    coalesce(s.sla_met, run.state = 'met') as met,
    count(*)
from chosen left join kernel_stated s on s.record_id = chosen.id
    left join kernel_clockrun run
        on run.record_id = chosen.id and run.name = 'resolution' and run.state in ('met', 'breached')
group by 1, 2
"""


def sla_by_month(actor: Actor, start: datetime, zone: ZoneInfo) -> dict[tuple[date, bool], int]:
    """Whether the resolution target was met, by month of closing since `start`, as stated or by the clock.

    Those without an outcome are not there.
    """
    chosen = _seen(actor).filter(closed_at__gte=start).values("id", "closed_at")
    return {(month, met): count for month, met, count in _ask(chosen, _SLA, [zone.key]) if met is not None}


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
