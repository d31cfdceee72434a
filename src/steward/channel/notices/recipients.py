"""Who is told: those that the process names, who may see both the record and the entry (manual 2.1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.kernel import policy
from steward.kernel.models import Record, TimelineEntry
from steward.people.actor import Actor, actor_of
from steward.registers.document.queries import is_issued

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.process import Process

# Each answers accounts; %(record)s is the record, the others are its columns.
_PERSON = "select u.id from people_user u where u.person_id = %(person)s::bigint"
# Whoever a record names in its sheet of members, by key.
_MEMBERS = (
    "select u.id from people_user u join people_person p on p.id = u.person_id where p.code = any(%(keys)s::text[])"
)
_TEAM = """select u.id from people_user u join people_teammember m on m.person_id = u.person_id
where m.team_id = %(team)s::bigint and m.starts_on <= current_date
    and (m.ends_on is null or m.ends_on >= current_date)"""
_WATCHERS = "select user_id from kernel_watch where record_id = %(record)s::bigint"
# Whoever works on, or watches, a record that is linked to this one and still open.
_TIED = """with tied as (
    select r.id, r.owner_id, r.team_id from kernel_record r
    where r.is_open and r.id in (select source_id from kernel_link where target_id = %(record)s::bigint
        union select target_id from kernel_link where source_id = %(record)s::bigint)
)
select u.id from people_user u join tied on tied.owner_id = u.person_id
union select w.user_id from kernel_watch w join tied on tied.id = w.record_id
union select u.id from people_user u join people_teammember m on m.person_id = u.person_id
    join tied on tied.team_id = m.team_id and tied.owner_id is null
where m.starts_on <= current_date and (m.ends_on is null or m.ends_on >= current_date)"""
_HOLDERS = """with duty as (
    select d.id, d.person_id from people_duty d
    where d.role = any(%(roles)s::text[]) and (d.project_id is null or d.project_id = %(project)s::bigint)
        and d.starts_on <= current_date and (d.ends_on is null or d.ends_on >= current_date)
)
select u.id from people_user u join duty on duty.person_id = u.person_id
union
select u.id from people_user u
join people_delegation g on g.delegate_id = u.person_id join duty on duty.id = g.duty_id
where current_date between g.starts_on and g.ends_on"""


def _deciders(process: Process, record: Record) -> list[str]:
    """Who decides at the gates that the record stands before."""
    gates = (move.gate for move in process.moves_from(record.state))
    return [role for gate in gates if gate for role in gate.deciders(record)]


def _accounts(word: str, process: Process, record: Record) -> list[int]:
    """The accounts behind one word of a declaration."""
    if word == "author":
        return [record.author_id]
    known: dict[str, tuple[str, dict[str, Any]]] = {
        "owner": (_PERSON, {"person": record.owner_id}),
        "requester": (_PERSON, {"person": getattr(record, "requester_id", None)}),
        "team": (_TEAM, {"team": record.team_id}),
        "watchers": (_WATCHERS, {"record": record.pk}),
        "members": (_MEMBERS, {"keys": [row["person"] for row in getattr(record, "members", [])]}),
        "tied": (_TIED, {"record": record.pk}),
        "deciders": (_HOLDERS, {"roles": _deciders(process, record), "project": record.project_id}),
    }
    # Any other word is a role: whoever holds it in the service project.
    sql, params = known.get(word) or (_HOLDERS, {"roles": [word], "project": record.project_id})
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [pk for (pk,) in cursor.fetchall()]


def may_see(actor: Actor, entry: TimelineEntry) -> bool:
    """Whether an actor sees the entry and its record, by the one judge; of issued texts all of ours are told."""
    if entry.verb == "told" and actor.is_provider and is_issued(entry.record_id):
        return True
    return (
        Record.objects.filter(policy.visible_to(actor), pk=entry.record_id).exists()
        and TimelineEntry.objects.filter(policy.reach_visible_to(actor), pk=entry.pk).exists()
    )


def recipients(words: Iterable[str], process: Process, record: Record, entry: TimelineEntry) -> list[Actor]:
    """Those to be told, each once: never who did it, and nobody who may not see it."""
    accounts = dict.fromkeys(pk for word in words for pk in _accounts(word, process, record))
    actors = (actor_of(pk) for pk in accounts if pk != entry.actor_id)
    return [actor for actor in actors if actor is not None and may_see(actor, entry)]
