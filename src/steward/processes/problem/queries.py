"""What others may ask of problems, and what problems ask of incidents by their kind, under the actor's sight (7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Window

from steward.kernel import policy
from steward.kernel.catalogue import process_of
from steward.kernel.models import Link
from steward.surface.cells import title_of

if TYPE_CHECKING:
    from steward.kernel.models import Record
    from steward.people.actor import Actor

INCIDENT = "incident"
_COLUMNS = ("source__number", "source__title", "source__title_en", "source__state", "in_all", "open_ones")


def incidents_behind(record: Record, actor: Actor, most: int) -> tuple[list[dict[str, Any]], int, int]:
    """The newest incidents that this problem causes and the actor sees; how many there are, and how many are open."""
    seen = policy.visible_to(actor, prefix="source__")
    found = (
        Link.objects.filter(seen, target_id=record.pk, relation="caused_by", source__kind=INCIDENT)
        .annotate(in_all=Window(Count("*")), open_ones=Window(Count("pk", filter=Q(source__is_open=True))))
        .order_by("-source_id")
        .values_list(*_COLUMNS)[:most]
    )
    process = process_of(INCIDENT)
    rows, count, still_open = [], 0, 0
    for number, title, title_en, state, count, still_open in found:  # noqa: B007  the same in every row
        named = title_of({"title": title, "title_en": title_en})
        rows.append(
            {"number": number, "title": named, "state": process.state(state).label, "url": f"/incident/{number}/"}
        )
    return rows, count, still_open
