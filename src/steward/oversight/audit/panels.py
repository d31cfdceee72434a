"""What pages of improvement show beside fields: the day, the check list by result, inputs by kind (manual 3.4)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from steward.kernel.days import today_of
from steward.oversight.audit.models import CHECKS, DRAWN, GATHERED, INPUTS, RESULTS
from steward.oversight.conformity.wording import marks
from steward.surface.times import short

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor

CONFORM = "conform"


def _rendered(name: str, context: dict[str, Any]) -> SafeString:
    return mark_safe(render_to_string(f"audit/{name}.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def day_it_is_due(record: Record, actor: Actor) -> SafeString | None:
    """By when it is dealt with, and whether that is past; who has verified the effect."""
    found: Any = record
    if found.due_on is None:
        return None
    today = today_of(actor)
    verifier = getattr(found, "verified_by", None)
    context = {
        "due_on": found.due_on,
        "is_late": record.is_open and found.due_on < today,
        "verified_by": verifier.person if verifier and verifier.person_id else None,
    }
    return _rendered("due", context)


def looked_at(record: Record, _actor: Actor) -> SafeString | None:
    """The check list, what does not conform first, and the sample with how it was drawn."""
    audit: Any = record
    if not audit.checks and not audit.drawn:
        return None
    counted = Counter(row.get("result", "") for row in audit.checks)
    context = {
        "told": [row for row in audit.checks if row.get("result") != CONFORM],
        "conform": [row for row in audit.checks if row.get("result") == CONFORM],
        "counts": [(label, counted[key]) for key, label in (*RESULTS, ("", "—")) if counted[key]],
        "results": dict(RESULTS),
        "labels": {column.key: column.label for column in (*DRAWN, *CHECKS)},
        "audit": audit,
    }
    return _rendered("looked_at", context)


def inputs_frozen(record: Record, actor: Actor) -> SafeString | None:
    """What the review had before it, by input."""
    review: Any = record
    if not review.inputs:
        return None
    process = next(column for column in GATHERED if column.key == "process")
    groups = [(label, [row for row in review.inputs if row["input"] == key]) for key, label in INPUTS]
    context = {
        "groups": [(label, rows) for label, rows in groups if rows],
        "process": process.shown,
        "marks": {str(verdict.value): mark for verdict, mark in marks().items()},
        "labels": {column.key: column.label for column in GATHERED},
        "gathered_at": short(review.gathered_at, actor.zone),
    }
    return _rendered("inputs", context)
