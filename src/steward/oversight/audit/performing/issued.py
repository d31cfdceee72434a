"""Which performance reports there are: the last that was issued, and the one before a period (manual 0.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.kernel import policy
from steward.oversight.audit.performing.models import PerformanceReport

if TYPE_CHECKING:
    from datetime import date

    from steward.people.actor import Actor

ISSUED = ("issued", "read")


def last_issued(actor: Actor) -> PerformanceReport | None:
    """The newest report that was issued, as far as the actor sees it."""
    return _issued(actor, None)


def issued_before(actor: Actor, day: date) -> PerformanceReport | None:
    """The newest issued report of a period that ended before this day."""
    return _issued(actor, day)


def _issued(actor: Actor, day: date | None) -> PerformanceReport | None:
    found = PerformanceReport.objects.filter(policy.visible_to(actor), state__in=ISSUED)
    if day is not None:
        found = found.filter(period_until__lt=day)
    return found.order_by("-period_until", "-pk").first()
