"""Judging: asks every rule of its cases, and keeps how it stands and which cases are not as it says (manual 3.3)."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connection
from django.db.models import BigIntegerField, F, Value

from steward.kernel.catalogue import all_judges
from steward.kernel.clauses import clause
from steward.kernel.days import today_of
from steward.kernel.judges import Asked, Verdict
from steward.kernel.ledger import keeper
from steward.kernel.models import Record
from steward.kernel.statement import sql_of
from steward.oversight.conformity.models import Case, Figure, Run, Standing
from steward.people.context import acting, now

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from steward.kernel.judges import Judge

log = logging.getLogger(__name__)
# Cases that are kept of a rule and project; the counts are of all.
MOST_CASES = 1_000
# What falls due within so long is told ahead.
AHEAD = timedelta(days=14)
_LOCK = 7_022_006

# `cases` gives ref, project, wrong, until.
_JUDGED = """
with asked as (select %(at)s::timestamptz as at),
judged as materialized (
    select c.ref, p.id as project_id, p.customer_id, c.wrong, c.until,
        case when c.wrong and (c.until is null or c.until <= asked.at) then 'breached' when c.wrong then 'due'
            when c.until > asked.at and c.until <= asked.at + %(ahead)s::interval then 'ahead' end as mark
    from asked cross join (select ref::bigint, project::bigint, wrong::boolean, until::timestamptz
            from ({cases}) as told (ref, project, wrong, until)) c
        left join people_serviceproject p on p.id = c.project
    where c.project is null or (p.id is not null and p.id <> all(%(left_out)s::bigint[]))
)"""
# What is kept of the cases is brought up to date by the same statement.
_KEPT = """, kept as (
    select * from (select *, row_number() over (partition by project_id
            order by array_position(array['breached', 'due', 'ahead'], mark), until, ref) as place
        from judged where mark is not null) each where place <= %(most)s::integer
), gone as (
    update conformity_case c set gone_at = asked.at from asked where c.judge = %(judge)s::text and c.gone_at is null
        and not exists (select 1 from kept where kept.ref = c.ref)
), put as (
    insert into conformity_case as c (judge, project_id, customer_id, ref, is_record, label, mark, until, found_at)
    select %(judge)s::text, project_id, customer_id, ref, %(is_record)s::boolean, '', mark, until, asked.at
    from kept, asked
    on conflict (judge, ref) where gone_at is null
    do update set mark = excluded.mark, until = excluded.until
        where (c.mark, c.until) is distinct from (excluded.mark, excluded.until)
)"""
_COUNTED = """
select project_id, customer_id, count(*), count(*) filter (where mark = 'breached'),
    count(*) filter (where mark = 'due'), min(until) filter (where until > asked.at)
from judged, asked group by project_id, customer_id
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """The cases of a rule in one service project (None: of the company)."""

    project_id: int | None
    customer_id: int | None
    judged: int
    breached: int
    due: int
    next_at: datetime | None


def judge_all(judges: Iterable[Judge] | None = None) -> list[str]:
    """Judges these rules, or all, each in a transaction of its own; run as the system login.

    Answers the names of those that could not be judged; each is told on the map with its reason.
    """
    failed = []
    for judge in all_judges() if judges is None else judges:
        began = time.monotonic()
        fault = ""
        try:
            with acting(keeper()):
                _judge(judge)
        except DatabaseError as error:
            log.exception("%s could not be judged", judge.name)
            fault = str(error).partition("\n")[0][:300]
            failed.append(judge.name)
        with acting(keeper()):
            told = {"ran_at": now(), "seconds": time.monotonic() - began, "fault": fault}
            Run.objects.update_or_create(judge=judge.name, defaults=told)
    return failed


def _judge(judge: Judge) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s::bigint)", [_LOCK])
    today = today_of(keeper())
    asked = Asked(now(), figures_of(today))
    counted = count(judge, asked, keeps=True)
    _keep(judge, counted, asked, today)
    _name_cases(judge)


def figures_of(day: date) -> dict[str, int]:
    """The company's figures that held on a day; those never set are not there."""
    rows = Figure.objects.filter(from_on__lte=day).order_by("name", "from_on").values_list("name", "value")
    return dict(rows)


def count(judge: Judge, asked: Asked, *, keeps: bool = False) -> list[Counted]:
    """The cases of a rule by service project; if it `keeps`, the cases that are told are brought up to date."""
    cases = judge.cases(asked)
    project = F(judge.project) if judge.project else Value(None, output_field=BigIntegerField())
    text, params = sql_of(cases.order_by().values_list("pk", project, "wrong", "until"))
    named = {f"p{place}": value for place, value in enumerate(params)}
    judged = _JUDGED.format(cases=text.replace("%%", "%%%%") % tuple(f"%({name})s" for name in named))
    given = {
        "at": asked.at,
        "ahead": AHEAD,
        "left_out": _left_out(judge),
        "most": MOST_CASES,
        "judge": judge.name,
        "is_record": issubclass(cases.model, Record),
    }
    with connection.cursor() as cursor:
        cursor.execute(judged + (_KEPT if keeps else "") + _COUNTED, named | given)
        return [Counted(*row) for row in cursor.fetchall()]


_LEFT_OUT = """
select t.project_id from (select distinct on (project_id) id, project_id from people_tailoring
    where approved_at is not null order by project_id, edition desc) t
join people_tailoredprocess c on c.tailoring_id = t.id where c.process = %s::text and not c.used
"""


def _left_out(judge: Judge) -> list[int]:
    """The service projects whose tailoring in force leaves the clause's process out."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OUT, [clause(judge.clause).process])
        return [project for (project,) in cursor.fetchall()]


def _keep(judge: Judge, counted: list[Counted], asked: Asked, today: date) -> None:
    """Brings the present rows up to date; what is of an earlier day ends today, and a new row begins."""
    present = {row.project_id: row for row in Standing.objects.filter(judge=judge.name, until_day=None)}
    for each in counted:
        told = _told(judge, each, asked)
        row = present.pop(each.project_id, None)
        if row and all(getattr(row, name) == value for name, value in told.items()):
            continue
        since = row.since if row and row.verdict == told["verdict"] else today
        if row and row.from_day == today:
            Standing.objects.filter(pk=row.pk).update(**told, since=since)
            continue
        if row:
            Standing.objects.filter(pk=row.pk).update(until_day=today)
        Standing.objects.create(
            judge=judge.name, project_id=each.project_id, customer_id=each.customer_id, **told,
            from_day=today, since=since,
        )  # fmt: skip
    for row in present.values():
        if row.from_day == today:
            row.delete()
        else:
            Standing.objects.filter(pk=row.pk).update(until_day=today)


def _told(judge: Judge, each: Counted, asked: Asked) -> dict[str, Any]:
    verdict: Verdict = judge.verdict(each.judged, each.breached, each.due, asked)
    return {
        "verdict": verdict.value,
        "judged": each.judged,
        "breached": each.breached,
        "due": each.due,
        "next_at": each.next_at,
    }


def _name_cases(judge: Judge) -> None:
    """Writes down how rows that are no records are called; a record is read by whoever may see it."""
    fresh = list(Case.objects.filter(judge=judge.name, gone_at=None, is_record=False, label=""))
    if not fresh:
        return
    rows = judge.cases(Asked(now(), {})).model._default_manager.in_bulk([case.ref for case in fresh])  # noqa: SLF001  Django's documented interface
    for case in fresh:
        case.label = str(rows.get(case.ref, case.ref))[:300]
    Case.objects.bulk_update(fresh, ["label"])
