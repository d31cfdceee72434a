"""What other floors and this chapter's pages ask of changes: the forward schedule of a span of time (manual 8.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from steward.kernel import policy
from steward.processes.change.models import Change, ChangeWindow

if TYPE_CHECKING:
    from datetime import datetime

    from steward.people.actor import Actor

MOST = 500
# What is planned, under way or was done in its window; drafts and what came to nothing are not.
SCHEDULED = ("awaiting_approval", "authorised", "implementing", "implemented", "backed_out", "reviewed", "closed")


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A change with its window, or (without a number) a window of the provider or a customer."""

    number: str
    title: str
    state: str
    kind: str
    start: datetime
    end: datetime


def schedule(actor: Actor, start: datetime, end: datetime) -> list[Scheduled]:
    """Changes that an actor sees and windows that meet this span of time, in its order, at most 500 of each."""
    seen = Change.objects.filter(policy.visible_to(actor), state__in=SCHEDULED, planned_start__lt=end)
    columns = ("number", "title", "state", "change_type", "planned_start", "planned_end")
    changes = seen.filter(planned_end__gt=start).order_by("planned_start", "pk").values_list(*columns)[:MOST]
    near = ChangeWindow.objects.filter(party_id__any_of=actor.scope.parties, starts_at__lt=end, ends_at__gt=start)
    windows = near.order_by("starts_at", "pk").values_list("title", "kind", "starts_at", "ends_at")[:MOST]
    found = [Scheduled(*row) for row in changes]
    found += [Scheduled("", title, "", kind, begins, ends) for title, kind, begins, ends in windows]
    return sorted(found, key=lambda each: (each.start, each.number))
