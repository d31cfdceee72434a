"""What happens on its day: reports are drawn up once their period is over, and told of before they are late (5.2.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.days import day_at, today_of
from steward.kernel.ledger import keeper
from steward.oversight.service_reporting.agreeing.rules import why_left_out
from steward.oversight.service_reporting.models import ReportAgreement, ServiceReport
from steward.oversight.service_reporting.periods import Period, begin_of
from steward.people.context import acting, now

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from steward.people.actor import Actor

_LOCK = 7_022_011
# Who was without the product for a year is not flooded with what nobody will read.
MOST_BACK = 3
AHEAD, MOST = timedelta(days=3), 200
_DUE = """select r.number, d.due_on::text, d.template from kernel_record r join (
    select record_id, due_on, case when due_on < %(today)s::date then 'overdue' else 'falls_due' end as template
    from service_reporting_servicereport where due_on <= %(until)s::date and issued_at is null and stands
) d on d.record_id = r.id
where r.is_open and not exists (
    select 1 from kernel_timelineentry e where e.record_id = r.id and e.verb = 'told'
        and e.changes #>> '{level,1}' = d.template and e.body = d.due_on::text)
order by r.id limit %(most)s::integer"""


def see_to_reports() -> bool:
    """Draws up what is missing, and reminds; run as the system login. Whether there is more."""
    actor = keeper()
    with acting(actor):
        missing = list(_missing(now()))
    for agreement, period in missing:
        _draw_up(agreement, period, actor)
    return _remind(actor)


def _missing(moment: datetime) -> Iterator[tuple[ReportAgreement, Period]]:
    """Periods that are over and have no report, by agreements that hold for them. Two statements."""
    found = list(ReportAgreement.objects.filter(holds=True).select_related("project__customer").order_by("pk"))
    reports = ServiceReport.objects.filter(agreement__in=[each.pk for each in found], stands=True)
    made = set(reports.values_list("agreement_id", "period_from"))
    for agreement in found:
        today = day_at(moment, agreement.project.zone)
        present = Period(begin_of(today, agreement.every), agreement.every)
        for period in (present.before(back) for back in range(MOST_BACK, 0, -1)):
            holds = period.first >= agreement.starts_on and not (agreement.ends_on and period.last > agreement.ends_on)
            if holds and (agreement.pk, period.first) not in made:
                yield agreement, period


def _draw_up(agreement: ReportAgreement, period: Period, actor: Actor) -> None:
    """In a transaction of its own; another worker that was quicker has its rule on its side."""
    process = process_of("service_report")
    raw = {"project": agreement.project.code, "agreement": agreement.number, "period_from": period.first.isoformat()}
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s::bigint)", [_LOCK])
        same = ServiceReport.objects.filter(agreement=agreement.pk, period_from=period.first, stands=True)
        # Where tailoring has left reporting out since, there is nothing to draw up.
        if not same.exists() and why_left_out(agreement.project) is None:
            acts.open_record(process, actor=actor, raw=raw)


def _remind(actor: Actor) -> bool:
    with acting(actor), connection.cursor() as cursor:
        today = today_of(actor)
        cursor.execute(_DUE, {"today": today, "until": today + AHEAD, "most": MOST})
        found = cursor.fetchall()
        for number, body, template in found:
            acts.tell(process_of("service_report"), number, actor=actor, template=template, body=body)
    return len(found) >= MOST
