"""Looking out: which rules have to be judged again, because of a fact, a day or a figure (manual 3.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from steward.kernel.catalogue import all_judges, all_processes
from steward.kernel.ledger import keeper
from steward.kernel.models import Record
from steward.oversight.conformity.judging import judge_all
from steward.oversight.conformity.models import Case, Figure, Lookout, Run
from steward.people.context import acting, now

if TYPE_CHECKING:
    from django.db.models import Model

    from steward.kernel.judges import Judge

# Rows without a transaction's number are looked at again for so long; and every rule at least so often.
_OVERLAP = timedelta(minutes=10)
_AT_LEAST = timedelta(hours=1)

_NOW = """
select (select max(number) from steward.era), pg_snapshot_xmin(pg_current_snapshot())::text::bigint
"""
_CHANGED = """
select distinct r.kind from kernel_timelineentry e join kernel_record r on r.id = e.record_id
where (e.era, e.xid) >= (%s::integer, %s::text::xid8)
union
select distinct "table" from (select "table", recorded_at from people_rowhistory order by id desc limit 10000) h
where recorded_at >= %s::timestamptz
"""


class Mark(NamedTuple):
    """The oldest transaction still running at a look: whatever comes after it was not seen yet."""

    era: int
    xid: int


def look() -> bool:
    """Judges again whatever has changed since the last look; run as the system login. Answers False: it can wait."""
    with acting(keeper()):
        mark = _mark()
        stale = _stale()
    judge_all(stale)
    with acting(keeper()):
        Lookout.objects.update_or_create(pk=1, defaults={"era": mark.era, "xid": mark.xid, "looked_at": now()})
    return False


def _mark() -> Mark:
    with connection.cursor() as cursor:
        cursor.execute(_NOW)
        return Mark(*cursor.fetchone())


def _stale() -> list[Judge]:
    """The rules that read what has changed, of which a case falls due, or which were not judged for an hour."""
    last = Lookout.objects.filter(pk=1).first()
    if last is None:
        return list(all_judges())
    changed, ran = _changed(last), dict(Run.objects.filter(fault="").values_list("judge", "ran_at"))
    passed = set(
        Case.objects.filter(gone_at=None, until__lte=now(), until__gt=last.looked_at).values_list("judge", flat=True)
    )
    return [
        judge for judge in all_judges()
        if judge.name in passed or _is_old(ran.get(judge.name)) or not changed.isdisjoint(watched(judge))
    ]  # fmt: skip


def _changed(last: Lookout) -> set[str]:
    """The kinds of records and the tables of which something was written since the last look."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, [last.era, str(last.xid), last.looked_at - _OVERLAP])
        return {name for (name,) in cursor.fetchall()}


def _is_old(ran_at: datetime | None) -> bool:
    """Whether a rule was not judged for an hour, or not yet on this day."""
    if ran_at is None:
        return True
    zone = ZoneInfo(keeper().zone)
    return now() - ran_at >= _AT_LEAST or ran_at.astimezone(zone).date() != now().astimezone(zone).date()


def watched(judge: Judge) -> set[str]:
    """The kinds and tables whose changes concern a rule; with every record comes whatever hangs on it."""
    kinds: dict[type[Model], str] = {process.model: process.kind for process in all_processes()}
    names = {kinds.get(model) or model._meta.db_table for model in judge.reads}  # noqa: SLF001  Django's documented interface
    everything = {process.kind for process in all_processes()} if Record in judge.reads else set()
    return names | everything | {*judge.watches} | ({Figure._meta.db_table} if judge.figures else set())  # noqa: SLF001  the same
