"""What becomes due in the organisation by itself: terms that are over, actions past their day (manual 2.1.1, 2.1.8)."""

from __future__ import annotations

from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.days import today_of
from steward.people.actor import actor_named
from steward.people.context import acting
from steward.registers.organisation.models import Appointment

MOST = 200
LATE = "actions_late"
# Once for each day until which an action was to be done.
_LATE_ACTIONS = """select r.number, min(a ->> 'until') from kernel_record r
join organisation_meeting m on m.record_id = r.id, jsonb_array_elements(m.actions) a
where r.kind = 'meeting' and r.state = 'held' and a ->> 'done_on' is null and (a ->> 'until')::date < %s::date
    and not exists (select 1 from kernel_timelineentry e where e.record_id = r.id and e.verb = 'told'
        and e.changes #>> '{level,1}' = 'actions_late' and e.body = a ->> 'until')
group by r.id, r.number order by r.id limit %s::integer"""


def see_to_what_is_due() -> bool:
    """Ends appointments whose term is over, and tells of late actions; run as the system login.

    Answers whether there is more to do at once.
    """
    actor = actor_named("system")
    if actor is None:
        return False
    with acting(actor), connection.cursor() as cursor:
        today = today_of(actor)
        over = Appointment.objects.filter(state="in_force", ends_on__lt=today).order_by("pk")[:MOST]
        for number in list(over.values_list("number", flat=True)):
            acts.move(process_of("appointment"), number, "run_out", actor=actor, raw={}, version=None)
        cursor.execute(_LATE_ACTIONS, [today, MOST])
        late = cursor.fetchall()
        for number, day in late:
            acts.tell(process_of("meeting"), number, actor=actor, template=LATE, body=day)
    return len(late) >= MOST
