"""What else the page of a problem shows: the incidents that it causes (manual 7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from steward.processes.problem import queries

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor

SHOWN = 20


def incidents_behind_it(record: Record, actor: Actor) -> SafeString | None:
    """The newest incidents tied to the problem, and how many there are, open and in all."""
    rows, count, still_open = queries.incidents_behind(record, actor, SHOWN)
    if not count:
        return None
    context = {
        "incidents": rows,
        "count": count,
        "still_open": still_open,
        "all_url": f"/incident/?state=all&tied={record.number}",
        "open_url": f"/incident/?state=open&tied={record.number}",
    }
    return mark_safe(render_to_string("problem/incidents.html", context))  # noqa: S308  the template escapes  # nosec B308, B703
