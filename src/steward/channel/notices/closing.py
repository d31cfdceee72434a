"""Closes what the customer was told is solved and did not answer in time (manual 7.2.4)."""

from __future__ import annotations

import logging

from django.db import connection

from steward.channel.notices import narrowing
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused
from steward.people.context import acting, now

log = logging.getLogger(__name__)
_MOST = 200
# Told of the last solution, the project's days ago or more, and no word of the customer since.
_UNANSWERED = """
select r.number, r.version from kernel_record r
join incident_incident i on i.record_id = r.id
join people_serviceproject p on p.id = r.project_id
join lateral (select e.id from kernel_timelineentry e where e.record_id = r.id and e.verb = 'moved'
    and e.to_state = 'resolved' order by e.occurred_at desc, e.id desc limit 1) solved on true
where r.kind = 'incident' and r.state = 'resolved' and r.is_open and i.restored_at is not null
    and exists (select 1 from kernel_noticerow n where n.entry_id = solved.id and n.template = 'solution'
        and n.made_at <= %s::timestamptz - make_interval(days => p.closes_after_days))
    and not exists (select 1 from kernel_timelineentry c where c.record_id = r.id and c.id > solved.id
        and c.verb = 'commented' and c.reach <= 1)
order by r.id limit %s::integer
"""


def close_unanswered() -> bool:
    """Closes a batch, each record in a transaction of its own; answers whether there may be more."""
    actor = narrowing.keeper()
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(_UNANSWERED, [now(), _MOST])
        found = cursor.fetchall()
    closed = 0
    for number, version in found:
        try:
            with acting(actor):
                raw = {"confirmation": "timeout"}
                acts.move(process_of("incident"), number, "close", actor=actor, raw=raw, version=version)
            closed += 1
        except Refused as refused:
            log.warning("%s is not closed by time-out: %s", number, refused)
    return closed == _MOST
