"""What falls due by itself: people are reminded before the day, those above them told after it (0.3, 3.4.4, 3.4.5)."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.days import today_of
from steward.people.actor import actor_named
from steward.people.context import acting

MOST = 200
AHEAD = timedelta(days=7)
# Once for each day on which something was to be done: an approved extension is another day.
_DUE = """select r.kind, r.number, d.due_on::text, d.template from kernel_record r join (
    select record_id, due_on, case when due_on < %(today)s::date then 'overdue' else 'falls_due' end as template from (
        select record_id, due_on from audit_nonconformity where due_on <= %(until)s::date
        union all select record_id, due_on from audit_improvement where due_on <= %(until)s::date
        union all select record_id, due_on from audit_performancereport where due_on <= %(until)s::date) each
) d on d.record_id = r.id
where r.is_open and r.state <> 'proposed' and not exists (
    select 1 from kernel_timelineentry e where e.record_id = r.id and e.verb = 'told'
        and e.changes #>> '{level,1}' = d.template and e.body = d.due_on::text)
order by r.id limit %(most)s::integer"""


def remind() -> bool:
    """Tells of what is open and falls due within a week or is late; whether there is more."""
    actor = actor_named("system")
    if actor is None:
        return False
    with acting(actor), connection.cursor() as cursor:
        today = today_of(actor)
        cursor.execute(_DUE, {"today": today, "until": today + AHEAD, "most": MOST})
        found = cursor.fetchall()
        for kind, number, body, template in found:
            acts.tell(process_of(kind), number, actor=actor, template=template, body=body)
    return len(found) >= MOST
