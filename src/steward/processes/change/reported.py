"""What a service report asks of changes: those that ended in a time, by type and outcome (manual 5.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count

from steward.processes.change.models import Change

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Q


def ended(seen: Q, start: datetime, end: datetime) -> list[dict[str, Any]]:
    """Rows of type, outcome and count. One statement."""
    found = Change.objects.filter(seen, outcome__isnull=False, actual_end__gte=start, actual_end__lt=end)
    counted = found.values("change_type", "outcome").annotate(count=Count("pk")).order_by("change_type", "outcome")
    return [dict(row) for row in counted]
