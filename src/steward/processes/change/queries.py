"""What other floors and this chapter's pages ask of plans: the forward schedule of a span of time (manual 8.2.1).

Every kind that declares `plans` stands in it: changes, the roll-outs that they cover, meetings of the board.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, DateTimeField, ExpressionWrapper, F, Q, Value

from steward.kernel import policy
from steward.kernel.catalogue import all_processes
from steward.processes.change.models import Change, ChangeWindow
from steward.processes.change.words import ChangeType, Outcome
from steward.surface.cells import title_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.process import Process
    from steward.people.actor import Actor

MOST = 500
# What has a length in minutes lasts a day at most.
LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A record with its window, `of` its kind; or (without a number) a window of the provider or a customer."""

    number: str
    title: str
    state: str
    kind: str
    start: datetime
    end: datetime
    of: str = ""


def schedule(actor: Actor, start: datetime, end: datetime) -> list[Scheduled]:
    """What an actor sees of plans and windows that meet this span of time, in its order, at most 500 of each kind."""
    first, *more = [_planned(process, actor, start, end) for process in all_processes() if process.plans]
    found = [_scheduled(row) for row in first.union(*more, all=True)]
    near = ChangeWindow.objects.filter(party_id__any_of=actor.scope.parties, starts_at__lt=end, ends_at__gt=start)
    windows = near.order_by("starts_at", "pk").values_list("title", "kind", "starts_at", "ends_at")[:MOST]
    found += [Scheduled("", title, "", kind, begins, ends) for title, kind, begins, ends in windows]
    return sorted(found, key=lambda each: (each.start, each.number))


def _scheduled(row: dict[str, Any]) -> Scheduled:
    return Scheduled(row["number"], title_of(row), row["state"], row["sort"], row["begins"], row["ends"], row["kind"])


def _planned(process: Process, actor: Actor, start: datetime, end: datetime) -> QuerySet[Any, Any]:
    """The records of one kind that meet a span of time; `sort` is the type of a change, else the kind."""
    plans = process.plans
    assert plans is not None  # noqa: S101  asked of those alone that have them
    seen = process.model._default_manager.filter(policy.visible_to(actor, process), state__in=plans.states)  # noqa: SLF001  Django's documented interface
    near = seen.filter(**{f"{plans.start}__lt": end})
    ends: Any = F(plans.end)
    if plans.end:
        near = near.filter(**{f"{plans.end}__gt": start})
    else:
        near = near.filter(**{f"{plans.start}__gt": start - LONGEST})
        ends = ExpressionWrapper(F(plans.start) + F(plans.minutes) * timedelta(minutes=1), DateTimeField())
    sort = F("change_type") if process.kind == "change" else Value(process.kind, CharField())
    of = near.annotate(begins=F(plans.start), ends=ends, sort=sort).order_by("begins", "pk")
    return of.values("kind", "number", "title", "title_en", "state", "sort", "begins", "ends")[:MOST]


@dataclass(frozen=True, slots=True)
class Ended:
    """Changes that ended in a span of time: all, those that did not go as planned, emergencies."""

    count: int
    failed: int
    emergencies: int


def ended(actor: Actor, start: datetime, end: datetime) -> Ended:
    """How changes ended between two moments (the second excluded), as far as an actor sees them."""
    over = Change.objects.filter(policy.visible_to(actor), outcome__isnull=False)
    found = over.filter(actual_end__gte=start, actual_end__lt=end).aggregate(
        count=Count("pk"),
        failed=Count("pk", filter=~Q(outcome=Outcome.SUCCESSFUL)),
        emergencies=Count("pk", filter=Q(change_type=ChangeType.EMERGENCY)),
    )
    return Ended(**found)
