"""The sealed ledger: batches of the timeline closed into Merkle roots, each chained to the one before."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from steward.kernel import heads, merkle
from steward.kernel.models import Seal
from steward.kernel.sealed_rows import SealedRow, rows
from steward.people.actor import actor_named
from steward.people.context import acting, now

if TYPE_CHECKING:
    from pathlib import Path

    from steward.people.actor import Actor

log = logging.getLogger(__name__)
# The lag above which an entry is too long unsealed; a transaction that runs that long holds all seals back.
LONGEST_LAG = 60
# One sealer at a time, whatever the number of workers.
_LOCK = 7_022_004
_OPEN = """
with sealed as (select era, max(until_xid)::text::xid8 as until_xid from kernel_seal group by era)
select e.number, coalesce(s.until_xid, '0'), case when e.number = max(e.number) over ()
    then pg_snapshot_xmin(pg_current_snapshot())
    else coalesce((select (t.xid::text::numeric + 1)::text::xid8 from kernel_timelineentry t
        where t.era = e.number order by t.xid desc limit 1), '0') end
from steward.era e left join sealed s on s.era = e.number order by e.number
"""
_PENDING = """
select count(*), coalesce(extract(epoch from clock_timestamp() - min(t.recorded_at)), 0)
from steward.era e
left join (
    select era, max(until_xid)::text::xid8 as until_xid from kernel_seal group by era) s on s.era = e.number
join kernel_timelineentry t on t.era = e.number and t.xid >= coalesce(s.until_xid, '0')
"""


def heads_file() -> Path:
    """Where the heads are kept outside the database."""
    found: Path = settings.DATA / "ledger" / "heads.jsonl"
    return found


def keeper() -> Actor:
    """The system's own account. Raises LookupError where the installation has none."""
    found = actor_named("system")
    if found is None:
        message = "the account “system” is missing"
        raise LookupError(message)
    return found


def told(era: int, from_xid: int, until_xid: int, entries: int) -> str:
    """What a head says of its batch beside the root."""
    return f"{era}|{from_xid}|{until_xid}|{entries}"


def seal(path: Path | None = None) -> int:
    """Closes what no running transaction can add to; answers how many entries were sealed."""
    fresh: dict[int, list[SealedRow]] = {}
    with acting(keeper()), connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s::bigint)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_OPEN)
        for era, from_xid, until_xid in cursor.fetchall():
            batch = list(rows(era, int(from_xid), int(until_xid)))
            if batch:
                fresh[_close(era, int(from_xid), int(until_xid), batch)] = batch
    if fresh or not (path or heads_file()).exists():
        keep_outside(path or heads_file(), fresh)
    return sum(map(len, fresh.values()))


def _close(era: int, from_xid: int, until_xid: int, batch: list[SealedRow]) -> int:
    last = Seal.objects.order_by("-id").first()
    root = merkle.root([row.leaf for row in batch])
    before = bytes(last.head) if last else merkle.NOTHING
    made = Seal.objects.create(
        era=era,
        from_xid=from_xid,
        until_xid=until_xid,
        entries=len(batch),
        root=root,
        head=merkle.head(before, root, told(era, from_xid, until_xid, len(batch))),
        sealed_at=now(),
    )
    return int(made.pk)


def keep_outside(path: Path, fresh: dict[int, list[SealedRow]]) -> None:
    """Appends every head that the file does not have yet; one that a crash left out is made up for here."""
    with acting(keeper()), heads.appending(path) as file:
        era, number = file.last
        for each in Seal.objects.filter(era__gte=era).order_by("id"):
            if (each.era, each.pk) > (era, number):
                sealed = fresh.get(each.pk)
                if sealed is None:
                    sealed = list(rows(each.era, int(each.from_xid), int(each.until_xid)))
                file.append(heads.line_of(each, sealed))


def pending() -> tuple[int, float]:
    """How many entries are not sealed yet, and for how many seconds the oldest of them."""
    with connection.cursor() as cursor:
        cursor.execute(_PENDING)
        entries, seconds = cursor.fetchone()
    return int(entries), float(seconds)


def watch() -> None:
    """Tells the log of a seal lag that is too long."""
    with acting(keeper()):
        entries, seconds = pending()
    if seconds > LONGEST_LAG:
        log.warning("the ledger lags: %d entries unsealed, the oldest for %d s", entries, seconds)
