"""A7: the monthly report over 100,000 incidents of the month, all service projects together, drawn as the web role.

python -m bench.reports [--data DIR] [--rounds N]
"""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bench.ground import ground, options
from bench.visits import tell
from steward.config.cluster import admin_connection

if TYPE_CHECKING:
    import psycopg

    from steward.oversight.service_reporting.periods import Period

DATA = Path("/tmp/steward-bench-reports")  # noqa: S108  made anew by whoever runs a bench
RECORDS, OLDER = 100_000, 20_000
PROMISED_S = 5.0
ZONE = ZoneInfo("Asia/Shanghai")
# All but the oldest are opened in the month that is over, and keep how long they took; some are told with minutes.
_MOVED = (
    """update kernel_record r set opened_at = m.at, updated_at = m.at + (r.updated_at - r.opened_at),
        closed_at = m.at + (r.closed_at - r.opened_at)
    from (select id, %(begins)s::timestamptz + (%(ends)s::timestamptz - %(begins)s::timestamptz)
            * (row_number() over (order by id) / %(records)s::float8 * 0.9) as at
        from (select id from kernel_record where kind = 'incident' order by id desc limit %(records)s) newest) m
    where m.id = r.id""",
    """update kernel_timelineentry e set minutes = 15, occurred_at = r.opened_at + interval '20 minutes'
    from kernel_record r where r.id = e.record_id and e.verb = 'moved'""",
    "delete from kernel_dailycount",
    "delete from steward.daily_state",
    "delete from steward.daily_stale",
    "create table bench_month as select %(begins)s::timestamptz as begins",
)


def month() -> Period:
    """The month that is over."""
    from steward.oversight.service_reporting.models import Every
    from steward.oversight.service_reporting.periods import Period, begin_of

    return Period(begin_of(datetime.now(ZONE).date(), Every.MONTH), Every.MONTH).before(1)


def fill(admin: psycopg.Connection[Any], period: Period) -> None:
    """Moves the incidents into the month, where that has not been done."""
    begins = datetime.combine(period.first, datetime.min.time(), ZONE)
    ends = datetime.combine(period.last + timedelta(1), datetime.min.time(), ZONE)
    if admin.execute("select to_regclass('bench_month') is not null").fetchone() == (True,):
        return
    admin.execute("set session_replication_role = replica")
    for statement in _MOVED:
        given = {"begins": begins.astimezone(UTC), "ends": ends.astimezone(UTC), "records": RECORDS}
        admin.execute(statement, given if "%(" in statement else None)  # type: ignore[arg-type]
    admin.execute("vacuum (analyze)")


def drawn(period: Period, rounds: int) -> dict[str, Any]:
    """Seconds to draw the report of all projects, and of the largest one, by somebody who sees them all."""
    from django.db.models import Count

    from steward.kernel.models import Record
    from steward.oversight.service_reporting.drawing.draw import draw
    from steward.oversight.service_reporting.drawing.reach import Reach
    from steward.people.actor import actor_named
    from steward.people.context import acting
    from steward.people.models import ServiceProject

    actor = actor_named("service-head")
    assert actor
    with acting(actor):
        of_month = Record.objects.filter(kind="incident", opened_at__gte=Reach(actor, None, period, ZONE).start)
        counted = of_month.values_list("project").annotate(held=Count("pk"))
        largest = ServiceProject.objects.get(pk=counted.order_by("-held")[0][0])
    found: dict[str, Any] = {}
    for name, project in (("all projects", None), ("one project", largest)):
        took = []
        for _ in range(rounds):
            with acting(actor):
                begin = time.perf_counter()
                tables = draw(Reach(actor, project, period, ZONE), 95)["tables"]
                took.append(time.perf_counter() - begin)
        incidents = next(row for row in tables["flow"] if row["kind"] == "incident")
        found[name] = {"opened": incidents["opened"], "worst_s": round(max(took), 2), "best_s": round(min(took), 2)}
    return found


def main() -> None:
    """Fill once, roll days up as the worker does, then draw."""
    chosen = options(rounds=5)
    data = DATA if chosen.data == options([]).data else chosen.data
    with ground(data, RECORDS + OLDER, fresh=chosen.fresh):
        period = month()
        with admin_connection(data, "steward") as admin:
            fill(admin, period)
        from steward.config.system_login import system_login
        from steward.kernel import daily

        with system_login():
            daily.roll_up()
        found = drawn(period, chosen.rounds)
    tell("reports", {"load": os.getloadavg()[0], **found},
         f"{found['all projects']['opened']:,} incidents of the month: {found['all projects']['worst_s']} s at worst"
         f" (<= {PROMISED_S}); the largest project {found['one project']}")  # fmt: skip


if __name__ == "__main__":
    main()
