"""Holders are told of a copy in their name, of a print that is called back, of a receipt that is late (1.4.2-1.4.4)."""

from __future__ import annotations

from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.ledger import keeper
from steward.people.context import acting, now
from steward.registers.document.handing.evidence import ACKNOWLEDGED_WITHIN

MOST = 100
# Editions with copies of which nobody was told since: handed out, called back, or not acknowledged in time.
_UNTOLD = """with owed as (
    select c.edition_id, c.number, 'copy_handed' as level, c.handed_out_at as since
    from document_copy c join document_edition e on e.record_id = c.edition_id
    where c.ended_at is null and c.holder_id is not null and c.acknowledged_at is null and e.in_force_of_id is not null
    union all
    select c.edition_id, c.number, 'copy_late', c.handed_out_at + make_interval(days => %s::integer)
    from document_copy c join document_edition e on e.record_id = c.edition_id
    where c.ended_at is null and c.holder_id is not null and c.acknowledged_at is null and e.in_force_of_id is not null
    union all
    select c.edition_id, c.number, 'copy_recalled', e.replaced_at
    from document_copy c join document_edition e on e.record_id = c.edition_id
    where c.ended_at is null and c.holder_id is not null and c.sort <> 'electronic' and e.replaced_at is not null
)
select r.number, o.level, string_agg(o.number::text, ', ' order by o.number)
from owed o join kernel_record r on r.id = o.edition_id
where o.since <= %s::timestamptz and not exists (select 1 from kernel_timelineentry t where t.record_id = r.id
    and t.verb = 'told' and t.changes #>> '{level,1}' = o.level and t.occurred_at >= o.since)
group by r.id, r.number, o.level order by r.id, o.level limit %s::integer"""


def tell_holders() -> bool:
    """Tells each edition's holders once of each; answers whether there is more to do. Run as the system login."""
    actor = keeper()
    with acting(actor), connection.cursor() as cursor:
        cursor.execute(_UNTOLD, [ACKNOWLEDGED_WITHIN.value, now(), MOST])
        found = cursor.fetchall()
        for number, level, numbers in found:
            acts.tell(process_of("edition"), number, actor=actor, template=level, body=numbers)
    return len(found) >= MOST
