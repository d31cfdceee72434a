"""The clock loop: what is due fires exactly once, whatever the number of workers (manual 6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from psycopg.types.json import Jsonb

from steward.kernel import calendar_store, clockwork, jobs
from steward.kernel.catalogue import process_of
from steward.kernel.facts import facts_of
from steward.kernel.models import Audience, ClockRun
from steward.people import context
from steward.people.actor import actor_named

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from steward.kernel.clock_results import ClockResult
    from steward.people.actor import Actor

BREACH = "breach"
# A level that fires later than this after its time is marked late.
PUNCTUAL = timedelta(seconds=60)

# The record is locked with its clock, as acts do: an act under way is let pass, the clock comes after it.
_CLAIM = """
select c.id from kernel_clockrun c join kernel_record r on r.id = c.record_id
where c.next_at <= %s::timestamptz order by c.next_at limit %s::integer
for no key update of c, r skip locked
"""
_FIRE = """
with due as (
    select * from unnest(%s::bigint[], %s::bigint[], %s::text[], %s::timestamptz[], %s::text[],
        %s::smallint[], %s::jsonb[]) as t (clock_id, record_id, level, due_at, state, reach, changes)
), fired as (
    insert into kernel_escalation (clock_id, record_id, level, due_at, fired_at)
    select clock_id, record_id, level, due_at, %s::timestamptz from due
    on conflict (clock_id, level) do nothing returning clock_id, level
), entry as (
    insert into kernel_timelineentry (record_id, verb, move, from_state, to_state, actor_id, body, changes,
        reach, occurred_at)
    select d.record_id, 'clock', '', d.state, d.state, %s::bigint, '', d.changes, d.reach, %s::timestamptz
    from due d join fired using (clock_id, level) order by d.due_at
    returning id, record_id, changes #>> '{clock,1}' as clock
)
select max(id) from entry group by record_id, clock
"""
_PROJECT = """
update kernel_clockrun c set next_at = t.next_at, due_at = t.due_at, breached_at = t.breached_at,
    warned_share = t.warned_share, elapsed_seconds = t.elapsed_seconds, target_seconds = t.target_seconds
from unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[], %s::smallint[],
    %s::bigint[], %s::bigint[])
    as t (id, next_at, due_at, breached_at, warned_share, elapsed_seconds, target_seconds)
where c.id = t.id
"""
# A newly issued calendar may have moved a deadline.
_RECORD_DUE = """
update kernel_record r set due_at = d.due_at from (
    select record_id, min(due_at) filter (where state = 'running') as due_at from kernel_clockrun
    where record_id = any(%s::bigint[]) group by record_id) d
where r.id = d.record_id and r.due_at is distinct from d.due_at
"""


@dataclass(frozen=True, slots=True)
class Level:
    """A share of the target used up, or the breach: `key` is unique to its clock, period by period."""

    run: ClockRun
    name: str
    key: str
    due_at: datetime


def tick(now: datetime | None = None, limit: int = 500) -> int:
    """Fires what is due of at most `limit` clocks; answers how many were due. Run as the system login."""
    actor = actor_named("system")
    if actor is None:
        return 0
    with context.acting(actor):
        moment = now or context.now()
        with connection.cursor() as cursor:
            cursor.execute(_CLAIM, [moment, limit])
            claimed = [pk for (pk,) in cursor.fetchall()]
        if claimed:
            _fire(claimed, actor, moment)
    return len(claimed)


def _fire(claimed: Collection[int], actor: Actor, moment: datetime) -> None:
    runs = list(ClockRun.objects.filter(pk__in=claimed).select_related("record").order_by("next_at", "id"))
    known = facts_of({run.record_id for run in runs})
    newest = calendar_store.newest_editions()
    levels: list[Level] = []
    moved = set()
    for run in runs:
        process = process_of(run.record.kind)
        result = clockwork.result_of(process, run, known[run.record_id], moment, newest[run.terms["calendar"]])
        levels += _levels(run, result)
        if result.due_at != run.due_at:
            moved.add(run.record_id)
        clockwork.project(run, result)
    _write(levels, actor, moment)
    _project(runs, moved)


def _levels(run: ClockRun, result: ClockResult) -> Iterator[Level]:
    """Every level reached; its key keeps out what has fired before. A repeating clock counts by periods.

    A clock that has ended warns nobody any more; its breach is told however late.
    """
    period = ""
    if result.missed or _repeats(run):
        period = f" {result.started_at:%Y%m%dT%H%M%S}" if result.started_at else ""
    for warning in result.warnings:
        if warning.passed and result.state not in clockwork.ENDED:
            yield Level(run, str(warning.share), f"{warning.share}{period}", warning.at)
    for at in (*result.missed, result.breached_at):
        if at is not None:
            yield Level(run, BREACH, f"{BREACH} {at:%Y%m%dT%H%M%S}" if period else BREACH, at)


def _repeats(run: ClockRun) -> bool:
    return next(clock.repeats for clock in process_of(run.record.kind).clocks if clock.name == run.name)


def _changes(level: Level, moment: datetime) -> Jsonb:
    told = {
        "clock": [None, level.run.name],
        "level": [None, level.name],
        "due": [None, level.due_at.isoformat()],
    }
    if moment - level.due_at > PUNCTUAL:
        told["late"] = [None, str(int((moment - level.due_at).total_seconds()))]
    return Jsonb(told)


def _reach(level: Level) -> int:
    """The customer is told of the breach of what was agreed; warnings are for those who work."""
    return Audience.CUSTOMER if level.name == BREACH and level.run.agreed else Audience.INTERNAL


def _write(levels: Sequence[Level], actor: Actor, moment: datetime) -> None:
    """Escalations, timeline and jobs; of one clock's levels the last one alone is told to people."""
    if not levels:
        return
    columns: list[Any] = [
        [level.run.pk for level in levels],
        [level.run.record_id for level in levels],
        [level.key for level in levels],
        [level.due_at for level in levels],
        [level.run.record.state for level in levels],
        [int(_reach(level)) for level in levels],
        [_changes(level, moment) for level in levels],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_FIRE, [*columns, moment, actor.id, moment])
        entries = [pk for (pk,) in cursor.fetchall()]
    jobs.enqueue_each("steward.tell", "entry", entries)


def _project(runs: Sequence[ClockRun], moved: Collection[int]) -> None:
    columns: list[Any] = [
        [run.pk for run in runs],
        [run.next_at for run in runs],
        [run.due_at for run in runs],
        [run.breached_at for run in runs],
        [run.warned_share for run in runs],
        [run.elapsed_seconds for run in runs],
        [run.target_seconds for run in runs],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_PROJECT, columns)
        if moved:
            cursor.execute(_RECORD_DUE, [list(moved)])
