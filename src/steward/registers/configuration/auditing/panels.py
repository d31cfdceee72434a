"""What the page of an audit shows at a glance (manual 8.1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from steward.registers.configuration.auditing import telling
from steward.surface import times

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor
    from steward.registers.configuration.models import ConfigurationAudit


def _rendered(name: str, context: dict[str, Any]) -> SafeString:
    return mark_safe(render_to_string(f"configuration/{name}.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def percent(rate: float | None) -> str:
    """A rate with one decimal, rounded down, so that 100.0 is every line; a dash where there is none."""
    return "—" if rate is None else f"{int(rate * 10) / 10:.1f} %"


def result(record: Record, actor: Actor) -> SafeString | None:
    """How far the check is and what it found: in all, by class, against the audit before; and how it was drawn."""
    audit = cast("ConfigurationAudit", record)
    if not actor.is_provider or audit.drawn_at is None:
        return None
    stands = telling.standing_of(audit.pk, actor)
    earlier = stands.earlier
    context = {
        "number": audit.number,
        "stands": stands,
        "percent": lambda counts: percent(counts.rate),
        "earlier_rate": percent(100 * earlier.right / earlier.checked) if earlier else "",
        "most": telling.MOST_TOLD,
        "draw": {"seed": audit.seed, "at": times.full(audit.drawn_at, actor.zone), "population": audit.population or 0},
        "check_url": f"/configuration_audit/{audit.number}/check/" if audit.state == "being_checked" else "",
    }
    return _rendered("audit_result", context)
