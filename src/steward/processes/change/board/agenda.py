"""What a board has before it: changes that await approval, who decides on them, how they stand (manual 8.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q

from steward.kernel import policy
from steward.people.models import Person
from steward.processes.change.models import Change
from steward.processes.change.words import ChangeType

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from steward.kernel.models import Record
    from steward.people.actor import Actor

MOST = 40
WAITING = "awaiting_approval"


def waiting(meeting: Record, actor: Actor, *, emergencies: bool) -> list[Change]:
    """Changes that await approval, the earliest window first; of an emergency board emergencies alone.

    A board of our own company has those of all customers before it, another those of its project.
    """
    seen = Change.objects.filter(policy.visible_to(actor), state=WAITING)
    if meeting.customer_id != actor.own_party_id:
        seen = seen.filter(project_id=meeting.project_id)
    if emergencies:
        seen = seen.filter(change_type=ChangeType.EMERGENCY)
    return list(seen.order_by("planned_start", "pk")[:MOST])


def changes_numbered(numbers: Collection[str], actor: Actor) -> dict[str, Change]:
    """Changes by number, as far as the reader sees them; one statement."""
    seen = Q(number__any_of=frozenset(numbers)) & policy.visible_to(actor)
    return {each.number: each for each in Change.objects.filter(seen)} if numbers else {}


def people_keyed(codes: Collection[str], customer_id: int, actor: Actor) -> dict[str, Person]:
    """People by key: ours and the customer's; one statement."""
    parties = [pk for pk in (customer_id, actor.own_party_id) if pk]
    return {each.code: each for each in Person.objects.filter(code__in=list(codes), party_id__in=parties)}


_HOLDERS = """select distinct p.code from people_duty d join people_person p on p.id = d.person_id
    where d.role = any(%s::text[]) and (d.project_id is null or d.project_id = any(%s::bigint[]))
        and d.starts_on <= current_date and (d.ends_on is null or d.ends_on >= current_date)
        and p.party_id = %s::bigint and p.left_on is null order by p.code limit 40"""


def members_for(rows: Iterable[Mapping[str, Any]], meeting: Record, actor: Actor) -> list[dict[str, str]]:
    """Whoever of our people decides on these changes; in the chair whoever convenes."""
    found = changes_numbered([row["change"] for row in rows], actor).values()
    roles = sorted({role for change in found for line in change.approvals for role in line["by"]})
    projects = sorted({change.project_id for change in found} | {meeting.project_id})
    with connection.cursor() as cursor:
        cursor.execute(_HOLDERS, [roles, projects, actor.own_party_id])
        codes = [code for (code,) in cursor.fetchall()]
    chair = Person.objects.filter(pk=actor.person_id or 0).values_list("code", flat=True).first()
    first = [{"person": chair, "part": "chair"}] if chair else []
    return [*first, *({"person": code, "part": "member"} for code in codes if code != chair)]


@dataclass(frozen=True, slots=True)
class Voice:
    """A decision given at the gate of a change already: by whom, for which line."""

    change_id: int
    gate: str
    person_id: int
    verdict: str


_DECIDED = """select d.record_id, d.gate, d.person_id, d.verdict from kernel_decision d
    where d.record_id = any(%s::bigint[]) and d.round = (
        select count(*) from kernel_timelineentry e where e.record_id = d.record_id and e.verb = 'moved'
            and e.to_state = %s::text)"""


def voices_at_the_gates(changes: Collection[int]) -> list[Voice]:
    """What was decided in the present round at the gates of these changes; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DECIDED, [list(changes), WAITING])
        return [Voice(*row) for row in cursor.fetchall()]
