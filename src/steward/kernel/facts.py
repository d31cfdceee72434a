"""What a record's timeline tells its clocks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.kernel.clock_terms import Fact, FactKind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from datetime import datetime

    from steward.kernel.writing import Entry

_READ = """
select record_id, verb, to_state, changes, occurred_at from kernel_timelineentry
where record_id = any(%s::bigint[]) and verb in ('opened', 'moved', 'amended', 'replied')
order by record_id, occurred_at, id
"""


def _facts(verb: str, to_state: str, changes: Mapping[str, Any], at: datetime) -> Iterator[Fact]:
    """The facts of one entry: a new priority counts before the state that comes with it."""
    priority = changes.get("priority")
    owner = changes.get("owner_id")
    if verb == "opened":
        yield Fact(at, FactKind.OPENED, state=to_state, priority=priority[1] if priority else None)
    elif priority:
        yield Fact(at, FactKind.PRIORITISED, priority=priority[1])
    if verb == "moved":
        yield Fact(at, FactKind.MOVED, state=to_state)
    if verb == "replied":
        yield Fact(at, FactKind.PUBLIC_REPLY)
    if owner and owner[1] is not None:
        yield Fact(at, FactKind.ASSIGNED)


def facts_of_entry(entry: Entry) -> list[Fact]:
    """The facts of an entry that is being written."""
    return list(_facts(entry.verb, entry.to_state, entry.changes, entry.at))


def facts_of(record_ids: Collection[int]) -> dict[int, list[Fact]]:
    """The facts of these records, each in the order of its timeline, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_READ, [list(record_ids)])
        rows = cursor.fetchall()
    found: dict[int, list[Fact]] = {pk: [] for pk in record_ids}
    for record_id, verb, to_state, changes, at in rows:
        found[record_id] += _facts(verb, to_state, json.loads(changes), at)
    return found
