"""What the page of a disposal shows: what would go, the list that is decided on, how far it is (manual 2.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Q
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from steward.kernel import policy
from steward.kernel.days import today_of
from steward.people.bilingual import in_chinese
from steward.registers.document.disposing import drawing
from steward.registers.document.disposing.models import DisposalLine, Outcome
from steward.surface import times

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor

SHOWN = 100
# A preview counts no further than this: what is drawn is counted whole.
COUNTED = 1_000


def listed(record: Record, actor: Actor) -> SafeString | None:
    """A draft tells what may go today; from the proposal on the frozen list stands there. Two statements."""
    found: Any = record
    if record.state == "withdrawn":
        return None
    context = _preview(found, actor) if record.state == "draft" else _frozen(found, actor)
    context |= {
        "record": record,
        "short": lambda moment: times.short(moment, actor.zone)[:10],
        "title_of": lambda row: (not in_chinese() and row.title_en) or row.title,
    }
    return mark_safe(render_to_string("document/disposal.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def _preview(record: Any, actor: Actor) -> dict[str, Any]:
    if record.closed_before is None:
        return {"preview": None}
    held = frozenset(row["number"] for row in record.kept_back)
    wanted = drawing.Wanted(record.record_type, record.closed_before, held)
    found = drawing.closed(wanted, actor).annotate(
        over=_whether(Q(kept_until__lt=today_of(actor))), tied=_whether(drawing.needed(record.record_type))
    )
    counts = found[:COUNTED].aggregate(
        going=Count("pk", filter=Q(over=True, tied=False)),
        needed=Count("pk", filter=Q(over=True, tied=True)),
        early=Count("pk", filter=Q(over=False)),
        seen=Count("pk"),
    )
    return {"preview": counts, "is_cut": counts["seen"] >= COUNTED}


def _whether(condition: Q) -> Any:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _frozen(record: Any, actor: Actor) -> dict[str, Any]:
    lines = DisposalLine.objects.filter(record_id=record.pk)
    seen = lines.filter(policy.visible_to(actor, prefix="subject__")).select_related("subject").order_by("pk")
    counts = lines.aggregate(
        total=Count("pk"), done=Count("pk", filter=~Q(outcome="")), kept=Count("pk", filter=Q(outcome=Outcome.KEPT))
    )
    return {"lines": list(seen[:SHOWN]), "counts": counts}
