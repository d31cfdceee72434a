"""Tells of an entry: a row for each who is to know, and a mail job for each row, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from steward.channel.notices import narrowing, wishes
from steward.channel.notices.recipients import recipients
from steward.kernel import effects, jobs
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record, TimelineEntry
from steward.people.context import acting, now
from steward.people.models import User

if TYPE_CHECKING:
    from steward.people.actor import Actor

# Under the unique constraint a second run finds the rows there and answers none.
_INSERT = """
insert into kernel_noticerow (record_id, entry_id, user_id, template, made_at, read_at)
select %s::bigint, %s::bigint, user_id, %s::text, %s::timestamptz,
    case when not shown then %s::timestamptz end
from unnest(%s::bigint[], %s::boolean[]) as t (user_id, shown)
on conflict (entry_id, user_id, template) do nothing returning id, user_id
"""


def tell(entry_id: int) -> int:
    """Makes the notices of an entry; answers how many are new. A second run makes none."""
    place = narrowing.place_of(TimelineEntry.objects.filter(pk=entry_id))
    if place is None:
        return 0
    with acting(narrowing.narrowed(narrowing.keeper(), place)):
        entry = TimelineEntry.objects.get(pk=entry_id)
        kind = Record.objects.values_list("kind", flat=True).get(pk=entry.record_id)
        process = process_of(kind)
        record = process.model.objects.get(pk=entry.record_id)
        level = str(entry.changes.get("level", [None, ""])[1])
        made = 0
        for notice in effects.notices_of(process, entry.verb, entry.move, level):
            made += _make(notice.template, entry, recipients(notice.to, process, record, entry))
    return made


def _make(template: str, entry: TimelineEntry, told: list[Actor]) -> int:
    clock = str(entry.changes.get("clock", [None, ""])[1])
    wished = dict(User.objects.filter(pk__in=[a.id for a in told]).values_list("pk", "notice_preferences"))
    ways = {actor.id: [wishes.wants(wished[actor.id], template, way, clock) for way in wishes.WAYS] for actor in told}
    ways = {pk: each for pk, each in ways.items() if any(each)}
    if not ways:
        return 0
    moment = now()
    with connection.cursor() as cursor:
        shown = [page for page, _mail in ways.values()]
        cursor.execute(_INSERT, [entry.record_id, entry.pk, template, moment, moment, list(ways), shown])
        rows = cursor.fetchall()
    jobs.enqueue_each("steward.mail", "notice", (pk for pk, user_id in rows if ways[user_id][1]))
    return len(rows)
