"""What becomes due on problems by itself: a review, and a look when the last incident is closed (manual 7.3.1)."""

from __future__ import annotations

from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.days import today_of
from steward.people.actor import actor_named
from steward.people.context import acting

MOST = 200
# A problem is told of its last incident once for each time that the last one is closed.
_LAST = """select p.number, last.number from kernel_record p
join lateral (
    select i.number, i.closed_at from kernel_link l join kernel_record i on i.id = l.source_id and i.kind = 'incident'
    where l.target_id = p.id and l.relation = 'caused_by' order by i.is_open desc, i.closed_at desc limit 1
) last on last.closed_at is not null
where p.kind = 'problem' and p.is_open and not exists (
    select 1 from kernel_timelineentry e where e.record_id = p.id and e.verb = 'told'
        and e.changes #>> '{level,1}' = 'last_incident' and e.occurred_at >= last.closed_at)
order by p.id limit %s::integer"""
# Once for each day on which a review was to be.
_REVIEWS = """select p.number, b.next_review_on::text from kernel_record p join problem_problem b on b.record_id = p.id
where p.kind = 'problem' and p.is_open and b.next_review_on <= %s::date and not exists (
    select 1 from kernel_timelineentry e where e.record_id = p.id and e.verb = 'told'
        and e.changes #>> '{level,1}' = 'review_due' and e.body = b.next_review_on::text)
order by p.id limit %s::integer"""


def tell_due() -> bool:
    """Tells the people of problems whose last incident is closed or whose review is due; whether there is more."""
    actor = actor_named("system")
    if actor is None:
        return False
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(_LAST, [MOST])
        found = [(number, "last_incident", body) for number, body in cursor.fetchall()]
        cursor.execute(_REVIEWS, [today_of(actor), MOST])
        found += [(number, "review_due", body) for number, body in cursor.fetchall()]
        for number, template, body in found:
            acts.tell(process_of("problem"), number, actor=actor, template=template, body=body)
    return len(found) >= MOST
