"""Workload: what came, what ended, what is left, and whose time it took; trends over periods (manual 5.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q

from steward.kernel.catalogue import process_of
from steward.kernel.daily import Counts, daily_counts
from steward.kernel.models import Record
from steward.kernel.statement import sql_of
from steward.oversight.service_reporting.drawing.names import of_services, of_teams
from steward.people.models import ServiceProject
from steward.processes.incident import reported

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.oversight.service_reporting.drawing.reach import Reach
    from steward.oversight.service_reporting.periods import Period

    Row = dict[str, Any]

# What service is made of, in the order of a report.
KINDS = ("incident", "problem", "change", "release")
PERIODS = 12
_TOLD = ("kind", "project_id")
# Opened and closed in the period, open at its end; what a source states to be over without saying since when is left.
_FLOW = """with came as ({came}), gone as ({gone}), stays as ({stays}), since as ({since})
select kind, project_id, sum(opened)::integer as opened, sum(closed)::integer as closed,
    sum(open)::integer as open_at_end
from (
    select kind, project_id, count(*) as opened, 0 as closed, 0 as open from came group by 1, 2
    union all select kind, project_id, 0, count(*), 0 from gone group by 1, 2
    union all select kind, project_id, 0, 0, count(*) from stays group by 1, 2
    union all select kind, project_id, 0, 0, count(*) from since group by 1, 2
) each group by 1, 2
"""


def flow(reach: Reach) -> list[Row]:
    """What was opened and closed in the period and is open at its end, by kind and project. One statement."""
    seen = Record.objects.filter(reach.seen(), kind__any_of=frozenset(KINDS))
    before = seen.filter(opened_at__lt=reach.end)
    asked = {
        "came": before.filter(opened_at__gte=reach.start),
        "gone": seen.filter(closed_at__gte=reach.start, closed_at__lt=reach.end),
        "stays": before.filter(closed_at__isnull=True),
        "since": before.filter(closed_at__gte=reach.end),
    }
    parts = {name: sql_of(rows.values(*_TOLD)) for name, rows in asked.items()}
    with connection.cursor() as cursor:
        text = _FLOW.format(**{name: part for name, (part, _given) in parts.items()})
        cursor.execute(text, [value for _text, given in parts.values() for value in given])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_EFFORT = """select r.kind, r.team_id, sum(e.minutes)::integer as minutes, count(*) as count
from (select record_id, minutes from kernel_timelineentry
    where minutes is not null and occurred_at >= %s::timestamptz and occurred_at < %s::timestamptz) e
join ({seen}) r on r.id = e.record_id group by 1, 2 order by 3 desc, 1, 2"""


def effort(reach: Reach) -> list[Row]:
    """The minutes that were told in the period, by kind of record and team. One statement."""
    text, given = sql_of(Record.objects.filter(reach.seen()).values("id", "kind", "team_id"))
    with connection.cursor() as cursor:
        cursor.execute(_EFFORT.format(seen=text), [reach.start, reach.end, *given])
        return [dict(zip(("kind", "team_id", "minutes", "count"), row, strict=True)) for row in cursor.fetchall()]


def workload(reach: Reach, flowed: Iterable[Row]) -> dict[str, list[Row]]:
    """Volumes of the period, and the effort that was told."""
    summed = {kind: {"kind": kind, "opened": 0, "closed": 0, "open_at_end": 0} for kind in KINDS}
    for row in flowed:
        for name in ("opened", "closed", "open_at_end"):
            summed[row["kind"]][name] += row[name]
    volumes = reported.volumes(reach.seen(), reach.start, reach.end)
    spent = effort(reach)
    services = of_services(row["service_id"] for row in volumes)
    teams = of_teams(row["team_id"] for row in (*volumes, *spent))
    by = {name: [row for row in volumes if row["by"] == name] for name in ("priority", "service", "team", "channel")}
    return {
        "flow": [row for row in summed.values() if any(row[name] for name in ("opened", "closed", "open_at_end"))],
        "opened_by_priority": [{"priority": row["priority"], "count": row["count"]} for row in by["priority"]],
        "opened_by_service": [
            {"service": services.get(row["service_id"]), "count": row["count"]} for row in by["service"]
        ],
        "opened_by_team": [{"team": teams.get(row["team_id"]), "count": row["count"]} for row in by["team"]],
        "opened_by_channel": [{"channel": row["channel"], "count": row["count"]} for row in by["channel"]],
        "effort": [{**row, "team": teams.get(row["team_id"])} for row in spent],
    }


def trends(reach: Reach, open_at_end: int) -> dict[str, list[Row]]:
    """Incidents of the last twelve periods: opened, closed, open at the end, targets met and breached.

    Two statements; what was open at the end of each follows backwards from the last.
    """
    periods = [reach.period.before(back) for back in range(PERIODS)]
    months = [month for period in periods for month in period.months()]
    process = process_of("incident")
    held = daily_counts(reach.actor, process, reach.zone, reach.period.last, reach.period.last, months, reach.within())
    rows, left = [], open_at_end
    for period in periods:
        counts = [held.months.get(month, Counts()) for month in period.months()]
        summed = Counts(*map(sum, zip(*counts, strict=True)))
        rows.append(_of_period(period, summed, left))
        left += summed.ended - summed.opened
    is_empty = not any(row[name] for row in rows for name in ("opened", "closed", "open_at_end"))
    return {"trend": [] if is_empty else rows[::-1]}


def _of_period(period: Period, counts: Counts, left: int) -> Row:
    told = {"opened": counts.opened, "closed": counts.closed, "open_at_end": left}
    return {
        "period": period.name, "first": period.first.isoformat(), "last": period.last.isoformat(), **told,
        "met": counts.met, "breached": counts.breached,
    }  # fmt: skip


def of_projects(reach: Reach, flowed: Iterable[Row], attained: Iterable[Row]) -> list[Row]:
    """Every service project in operation in the period, with what was done for it. One statement."""
    running = Q(starts_on__lte=reach.period.last) & (Q(ends_on=None) | Q(ends_on__gte=reach.period.first))
    found = ServiceProject.objects.filter(running).order_by("code").values_list("pk", "code", "name_zh", "name_en")
    incidents = {row["project_id"]: row for row in flowed if row["kind"] == "incident"}
    outcomes = {row["project_id"]: row for row in attained}
    nothing = {"opened": 0, "closed": 0, "open_at_end": 0, "met": 0, "breached": 0}
    return [
        {**nothing, **_counted(incidents.get(pk)), **_counted(outcomes.get(pk)), "project": [code, zh, en]}
        for pk, code, zh, en in found
    ]


def _counted(row: Row | None) -> Row:
    return {name: value for name, value in (row or {}).items() if name not in ("kind", "project_id")}
