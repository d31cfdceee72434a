"""What the pages of editions and disclosures tell of copies (manual 1.4.2, 1.4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from steward.registers.document.handing.models import Copy, Sort
from steward.registers.document.queries import ISSUED

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from steward.kernel.models import Record
    from steward.people.actor import Actor


def held(record: Record, _actor: Actor) -> SafeString | None:
    """How many copies are out, acknowledged and to come back, with the way to their list. One statement."""
    if record.state not in ISSUED:
        return None
    out = Q(ended_at=None)
    counts: dict[str, Any] = Copy.objects.filter(edition_id=record.pk).aggregate(
        held=Count("pk", out),
        acknowledged=Count("pk", out & Q(acknowledged_at__isnull=False)),
        owed=Count("pk", out & ~Q(sort=Sort.ELECTRONIC)),
    )
    if record.state == "in_force":
        counts["owed"] = 0
    context = {"url": f"/edition/{record.number}/copies/", **counts}
    return mark_safe(render_to_string("document/held.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def disclosed(record: Record, _actor: Actor) -> SafeString | None:
    """The numbered copy that went outside, to be printed with its recipient on every page. One statement."""
    copy = Copy.objects.filter(disclosed_by=record.number).select_related("document").first()
    if copy is None:
        return None
    context = {"url": paper_url(copy), "copy": copy}
    return mark_safe(render_to_string("document/disclosed.html", context))  # noqa: S308  the template escapes  # nosec B308, B703


def paper_url(copy: Copy) -> str:
    """Where a numbered copy is printed."""
    return f"/documents/{copy.document.code}/paper.pdf?copy={copy.number}"
