"""What a service report asks of incidents: targets met, breaches, volumes, how solutions were taken (manual 5.2.3).

Each answers one statement over the records it is given; what counts is what the dashboard and the lists count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F

from steward.kernel.statement import sql_of
from steward.processes.incident.models import Incident

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from django.db.models import Q

    Row = dict[str, Any]

KIND, GRAVEST = "incident", 1
CLOCKS = ("resolution", "response")
_CLOSED = ("pk", "number", "title", "title_en", "priority", "service_id", "project_id")
_OPENED = ("pk", "priority", "service_id", "team_id", "channel")
# What its source states of the resolution stands before the clock, as on the dashboard and in the lists.
_JUDGED = """judged as (
    select c.*, 'resolution' as clock, coalesce(s.sla_met, run.state = 'met') as met, run.target_seconds,
        run.breached_at, run.elapsed_seconds
    from chosen c left join kernel_stated s on s.record_id = c.pk
        left join kernel_clockrun run
            on run.record_id = c.pk and run.name = 'resolution' and run.state in ('met', 'breached')
    where s.sla_met is not null or run.id is not null
    union all
    select c.*, 'response', run.state = 'met', run.target_seconds, run.breached_at, run.elapsed_seconds
    from chosen c join kernel_clockrun run
        on run.record_id = c.pk and run.name = 'response' and run.state in ('met', 'breached'))"""


def _closed(seen: Q, start: datetime, end: datetime) -> tuple[str, tuple[Any, ...]]:
    found = Incident.objects.filter(seen, closed_at__gte=start, closed_at__lt=end)
    return sql_of(found.values(*_CLOSED, reason=F("breach_reason")))


def _ask(chosen: tuple[str, tuple[Any, ...]], question: str, params: Sequence[Any] = ()) -> list[Row]:
    text, given = chosen
    with connection.cursor() as cursor:
        cursor.execute(f"with chosen as ({text}) {question}", [*given, *params])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_ATTAINED = f""", {_JUDGED}
select clock, grouping(priority) = 0 as by_priority, grouping(service_id) = 0 as by_service,
    grouping(project_id) = 0 as by_project, priority, service_id, project_id, count(*) as count,
    count(*) filter (where met) as met, count(*) filter (where not met) as breached,
    min(target_seconds) as target, max(target_seconds) as longest
from judged group by grouping sets ((clock), (clock, priority), (clock, service_id), (clock, project_id))
order by clock, priority nulls last, count desc, service_id
"""  # noqa: S608  our own text


def attained(seen: Q, start: datetime, end: datetime) -> list[Row]:
    """Of what was closed in this time: outcomes by clock, and by clock and priority, service or project."""
    return _ask(_closed(seen, start, end), _ATTAINED)


_BREACHED = f""", {_JUDGED}
select number, title, title_en, priority, clock, breached_at, elapsed_seconds as elapsed, target_seconds as target,
    reason
from judged where not met order by breached_at nulls last, number, clock limit %s::integer
"""  # noqa: S608  our own text


def breaches(seen: Q, start: datetime, end: datetime, most: int) -> list[Row]:
    """Of what was closed in this time: each target that was missed, with the reason that was given."""
    return _ask(_closed(seen, start, end), _BREACHED, [most])


_VOLUME = """
select case when grouping(priority) = 0 then 'priority' when grouping(service_id) = 0 then 'service'
        when grouping(team_id) = 0 then 'team' else 'channel' end as by,
    priority, service_id, team_id, channel, count(*) as count
from chosen group by grouping sets ((priority), (service_id), (team_id), (channel))
order by 1, priority nulls last, count desc, service_id, team_id, channel
"""


def volumes(seen: Q, start: datetime, end: datetime) -> list[Row]:
    """What was opened in this time by priority, service, team and channel."""
    found = Incident.objects.filter(seen, opened_at__gte=start, opened_at__lt=end)
    return _ask(sql_of(found.values(*_OPENED)), _VOLUME)


def gravest(seen: Q, start: datetime, end: datetime, most: int) -> list[Row]:
    """Those of priority 1 that were opened in this time, and for how many seconds service was away."""
    found = Incident.objects.filter(seen, priority=GRAVEST, opened_at__gte=start, opened_at__lt=end)
    rows = found.order_by("opened_at", "pk").values(
        "number", "title", "title_en", "state", "opened_at", "restored_at", "resolution"
    )
    return [dict(row) for row in rows[:most]]


_TAKEN = """
select confirmation, count(*) as count, count(*) filter (where reopened > 0) as reopened
from chosen group by 1 order by 2 desc, 1
"""


def taken(seen: Q, start: datetime, end: datetime) -> list[Row]:
    """What was closed in this time by how it was confirmed, and how much of it had been reopened."""
    found = Incident.objects.filter(seen, state="closed", closed_at__gte=start, closed_at__lt=end)
    return _ask(sql_of(found.values("confirmation", "reopened")), _TAKEN)
