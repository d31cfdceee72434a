"""What the page of a change shows at a glance: who decides, what is in its way, what it caused (manual 8.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from steward.kernel import gates, policy
from steward.kernel.models import Link
from steward.people.context import now
from steward.people.roles import ROLES
from steward.processes.change import conflicts, items, slots, templates
from steward.surface import times

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor

PLANNING = ("draft", "awaiting_approval", "authorised")


def _rendered(name: str, context: dict[str, Any]) -> SafeString:
    return mark_safe(render_to_string(f"change/{name}.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def at_a_glance(record: Record, actor: Actor) -> SafeString | None:
    """Approvals, conflicts with the next free slot, and the incidents that the change caused."""
    if not actor.is_provider:
        return None
    context = {
        "lines": _lines(record),
        "compared": _compared(record, actor),
        **_conflicts(record, actor),
        **_incidents(record, actor),
        **_planned(record),
    }
    return _rendered("glance", context) if any(context.values()) else None


def _lines(record: Any) -> list[dict[str, Any]]:
    """The lines of the gate, and how many have approved, while it stands before it."""
    if record.state != "awaiting_approval" or not record.approvals:
        return []
    from steward.processes.change.process import CHANGE

    stands = gates.standing(record, CHANGE.move("approve"))
    return [
        {
            "who": " / ".join(str(ROLES[role].label) for role in line.by),
            "given": stands.approvals[line.name],
            "needed": line.quorum,
        }
        for line in stands.lines
    ]


def _conflicts(record: Any, actor: Actor) -> dict[str, Any]:
    if record.state not in PLANNING:
        return {}
    known = items.known(record.items, record.project_id)
    wish = conflicts.wish_of(record, actor.own_party_id, (item.pk for item in known.values()))
    found, free = slots.looked_up(wish, now()) if wish else ([], None)
    if not found:
        return {}
    told = [{"text": conflicts.said(each), "url": f"/change/{each.number}/" if each.number else ""} for each in found]
    return {"conflicts": told, "free": times.full(free, actor.zone) if free else ""}


def _compared(record: Any, actor: Actor) -> list[tuple[str, str, str]]:
    """What was expected beside what came of it, once it has ended (review after the implementation)."""
    if record.outcome is None:
        return []

    def moment(value: Any) -> str:
        return times.short(value, actor.zone) if value else ""

    cost = [("" if value is None else str(value)) for value in (record.cost_estimate, record.cost_actual)]
    return [
        (_("Result"), record.expected, record.backout_record or record.result),
        (_("Begin"), moment(record.planned_start), moment(record.actual_start)),
        (_("End"), moment(record.planned_end), moment(record.actual_end)),
        (_("Cost (CNY)"), cost[0], cost[1]),
    ]


def _planned(record: Any) -> dict[str, Any]:
    """The way to apply planned values, while the change is carried out."""
    if record.state != "implementing" or not any(row.get("field") for row in record.items):
        return {}
    return {"apply_url": f"/change/{record.number}/apply/", "version": record.version}


def _incidents(record: Record, actor: Actor) -> dict[str, Any]:
    """How many incidents are tied to the change as caused by it, and how many of them are open."""
    seen = policy.visible_to(actor, prefix="source__")
    tied = Link.objects.filter(seen, target_id=record.pk, relation="caused_by", source__kind="incident")
    found = tied.aggregate(count=Count("pk"), still_open=Count("pk", filter=Q(source__is_open=True)))
    return {**found, "caused_url": f"/incident/?state=all&tied={record.number}"} if found["count"] else {}


def success(record: Any, actor: Actor) -> SafeString | None:  # noqa: ARG001  every panel is asked alike
    """How often the changes of a template succeed, and whether that withdraws it."""
    found = templates.success_of(record)
    if not found.ended:
        return None
    url = "/change/?state=all&change_type=standard"
    return _rendered("success", {"found": found, "why": templates.why_withdrawn(record), "url": url})
