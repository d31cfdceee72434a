"""Daily counts of what was opened, closed, met and breached: rolled up once a day is over (manual 11.5).

A reader adds up rolled days, and months where every day of them is, and counts the others live: today, and every day
that has changed since its roll-up. Both come of one statement, so that they can't differ.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q

from steward.kernel import policy
from steward.kernel.catalogue import all_processes
from steward.kernel.ledger import keeper
from steward.kernel.models import DailyCount, Record
from steward.kernel.statement import sql_of
from steward.people.context import acting, now

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from steward.kernel.process import Process
    from steward.people.actor import Actor

# A transaction that is about to write of a day gets so long to end.
_SETTLED = "3 hours"
_LOCK = 7_022_005
_SCOPE = "customer_id, project_id, supplier_id, audience, restriction"
_MEASURES = "opened, closed, ended, met, breached, late"
_SUMS = ", ".join(f"sum({each})::integer as {each}" for each in _MEASURES.split(", "))

# `days` gives day, starts and ends; `chosen` gives records. A record that ended in a span either was closed in it and
# opened before its end, or was opened in it and (as a source says) closed before. `offset 0` keeps the planner,
# who takes a day for any span of time, from reading every deadline that ever passed.
_COUNTS = """
select {by} d.day, 1 as opened, 0 as closed, ((c.closed_at < d.starts) is true)::integer as ended,
    0 as met, 0 as breached, 0 as late
from days d join chosen c on c.opened_at >= d.starts and c.opened_at < d.ends
union all
select {by} d.day, 0, 1, (c.opened_at < d.ends)::integer, (coalesce(s.sla_met, run.state = 'met') is true)::integer,
    (coalesce(s.sla_met, run.state = 'met') is false)::integer, 0
from days d join chosen c on c.closed_at >= d.starts and c.closed_at < d.ends
    left join kernel_stated s on s.record_id = c.id
    left join kernel_clockrun run
        on run.record_id = c.id and run.name = 'resolution' and run.state in ('met', 'breached')
union all
select {by} d.day, 0, 0, 0, 0, 0, 1
from days d cross join lateral (select record_id from kernel_clockrun
        where breached_at >= d.starts and breached_at < d.ends and name = 'resolution' offset 0) run
    join chosen c on c.id = run.record_id
"""
_BY_SCOPE = "".join(f"c.{column}, " for column in _SCOPE.split(", "))
_DAYS = """days as (select day, day::timestamp at time zone %s::text as starts,
    (day + 1)::timestamp at time zone %s::text as ends from unnest(%s::date[]) day)"""


class Counts(NamedTuple):
    """What a day held: records opened, closed, over by its end, by outcome when closed, and deadlines passed."""

    opened: int = 0
    closed: int = 0
    ended: int = 0
    met: int = 0
    breached: int = 0
    late: int = 0


class Held(NamedTuple):
    """What whole months (by their first day) and single days held; those with nothing are not there."""

    months: dict[date, Counts]
    days: dict[date, Counts]


def daily_counts(
    actor: Actor,
    process: Process,
    zone: ZoneInfo,
    first: date,
    last: date,
    months: Sequence[date] = (),
    within: Q | None = None,
) -> Held:
    """What an actor sees of each day of a zone from `first` to `last`, and of whole months by their first days.

    `within` narrows it by scope columns, such as one service project. Two statements, whatever the number of records.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select steward.days_to_count(%s::text, %s::text, %s::date, %s::date)",
            [process.kind, zone.key, min([first, *months]), last],
        )
        live = {day for (day,) in cursor.fetchall()}
        # A month that has changed is read by its days.
        changed = {month for month in months if month in {day.replace(day=1) for day in live}}
        wanted = Q(span="month", day__in=set(months) - changed) | Q(_days_of(changed, first, last), span="day")
        seen = policy.visible_to(actor, process) & (within or Q())
        rolled = DailyCount.objects.filter(seen, wanted, kind=process.kind, zone=zone.key)
        chosen = Record.objects.filter(seen, kind=process.kind).values("id", "opened_at", "closed_at")
        sums, sum_params = sql_of(rolled.exclude(span="day", day__in=live).values_list("span", "day", *Counts._fields))
        records, record_params = sql_of(chosen)
        counted = _COUNTS.format(by="'day', ")
        asked = sorted(day for day in live if first <= day <= last or day.replace(day=1) in changed)
        cursor.execute(
            f"with {_DAYS}, chosen as not materialized ({records}),"  # noqa: S608  Django's own text
            f" counted(span, day, {_MEASURES}) as ({sums} union all {counted})"
            f" select span, day, {_SUMS} from counted group by span, day",
            [zone.key, zone.key, asked, *record_params, *sum_params],
        )
        return _held(cursor.fetchall(), months, first)


def _days_of(months: Collection[date], first: date, last: date) -> Q:
    """The days from `first` to `last`, and those of whole months."""
    chosen = Q(day__gte=first, day__lte=last)
    for month in months:
        chosen |= Q(day__gte=month, day__lt=next_month(month))
    return chosen


def next_month(month: date) -> date:
    """The first day of the month after the one that begins on this day."""
    return (month + timedelta(days=31)).replace(day=1)


def _held(rows: Iterable[tuple[Any, ...]], months: Collection[date], first: date) -> Held:
    """The counts by month and by day; days of a month that has changed add up to it."""
    held, whole = Held({}, {}), set(months)
    for span, day, *numbers in rows:
        counts = Counts(*numbers)
        month = day.replace(day=1)
        if span == "month" or month in whole:
            held.months[month] = Counts(*map(sum, zip(held.months.get(month, Counts()), counts, strict=True)))
        if span == "day" and day >= first:
            held.days[day] = counts
    return held


def roll_up() -> bool:
    """Rolls up the days that are over and those that have changed; run as the system login.

    Answers whether anything was rolled up.
    """
    with acting(keeper()), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s::bigint)", [_LOCK])
        if not cursor.fetchone()[0]:
            return False
        moment = now()
        cursor.execute("delete from steward.daily_stale returning kind, at")
        stale = cursor.fetchall()
        cursor.execute("select distinct zone from people_user u join people_person p on p.id = u.person_id")
        zones = [zone for (zone,) in cursor.fetchall()]
        rolled = [_roll_zone(zone, stale, moment) for zone in zones]
        return any(rolled)


def _roll_zone(zone: str, stale: list[tuple[str, datetime]], moment: datetime) -> bool:
    """Rolls up one zone's days anew; answers whether there were any."""
    place, rolled = ZoneInfo(zone), False
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.rolled_until, ((%s::timestamptz - %s::interval) at time zone %s::text)::date"
            " from (values (1)) one left join steward.daily_state s on s.zone = %s::text",
            [moment, _SETTLED, zone, zone],
        )
        before, until = cursor.fetchone()
        for kind in (process.kind for process in all_processes()):
            days = {at.astimezone(place).date() for of_kind, at in stale if of_kind == kind}
            rolled = _roll(zone, kind, days, before, until) or rolled
        cursor.execute(
            "insert into steward.daily_state as s (zone, rolled_until) values (%s::text, %s::date)"
            " on conflict (zone) do update set rolled_until = greatest(s.rolled_until, excluded.rolled_until)",
            [zone, until],
        )
    return rolled


_FRESH = """select day::date from generate_series(coalesce(%s::date, (select
    (least(min(opened_at), min(closed_at)) at time zone %s::text)::date from kernel_record where kind = %s::text)),
    %s::date - 1, interval '1 day') day"""


def _roll(zone: str, kind: str, stale: set[date], before: date | None, until: date) -> bool:
    """Counts the days from `before` (None: from the first) to `until` (excluded), and the stale ones before it."""
    with connection.cursor() as cursor:
        cursor.execute(_FRESH, [before, zone, kind, until])
        days = sorted({day for (day,) in cursor.fetchall()} | {day for day in stale if day < until})
        if not days:
            return False
        cursor.execute(
            "delete from kernel_dailycount where kind = %s::text and zone = %s::text and span = 'day'"
            " and day = any(%s::date[])",
            [kind, zone, days],
        )
        cursor.execute(
            f"with {_DAYS}, chosen as not materialized (select * from kernel_record where kind = %s::text),"  # noqa: S608  names of ours
            f" counted({_SCOPE}, day, {_MEASURES}) as ({_COUNTS.format(by=_BY_SCOPE)})"
            f" insert into kernel_dailycount (kind, zone, span, day, {_SCOPE}, {_MEASURES})"
            f" select %s::text, %s::text, 'day', day, {_SCOPE}, {_SUMS} from counted group by day, {_SCOPE}",
            [zone, zone, days, kind, kind, zone],
        )
    months = {day.replace(day=1) for day in days}
    _roll_months(zone, kind, sorted(month for month in months if next_month(month) <= until))
    return True


def _roll_months(zone: str, kind: str, months: list[date]) -> None:
    """Adds the days of months that are over up to a row a scope."""
    with connection.cursor() as cursor:
        cursor.execute(
            "delete from kernel_dailycount where kind = %s::text and zone = %s::text and span = 'month'"
            " and day = any(%s::date[])",
            [kind, zone, months],
        )
        cursor.execute(
            f"insert into kernel_dailycount (kind, zone, span, day, {_SCOPE}, {_MEASURES})"  # noqa: S608  names of ours
            f" select kind, zone, 'month', date_trunc('month', day)::date, {_SCOPE}, {_SUMS} from kernel_dailycount"
            " where kind = %s::text and zone = %s::text and span = 'day'"
            f" and date_trunc('month', day)::date = any(%s::date[]) group by 1, 2, 4, {_SCOPE}",
            [kind, zone, months],
        )
