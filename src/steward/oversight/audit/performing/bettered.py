"""How the system was looked at and made better in a period: audits, nonconformities, improvements, decisions (0.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q

from steward.kernel import policy
from steward.kernel.cases import end_of
from steward.kernel.days import today_of
from steward.oversight.audit.gathered import LONGEST, MOST, decisions_of, reported_audits
from steward.oversight.audit.models import Audit, Improvement, ManagementReview, Nonconformity
from steward.oversight.audit.performing.measured import span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.db.models import QuerySet

    from steward.people.actor import Actor

    Row = dict[str, Any]


def audits(actor: Actor, first: date, last: date) -> Iterator[Row]:
    """Those planned to end in the period, and what was reported in it."""
    ending = Audit.objects.filter(policy.visible_to(actor), planned_until__gte=first, planned_until__lte=last)
    unreported = Q(reported_on=None) | Q(reported_on__gt=last)
    yield _counted("audits_planned", ending.exclude(state="cancelled"), unreported)
    _number, *each = reported_audits(actor, first, last)
    yield from each


def nonconformities(actor: Actor, first: date, last: date) -> Iterator[Row]:
    """Of those known at the end of the period: open today, closed in it, and which are past their day."""
    _start, end = span(actor, first, last)
    seen = Nonconformity.objects.filter(policy.visible_to(actor), opened_at__lt=end)
    late = Q(due_on__lt=today_of(actor))
    yield _counted("open_nonconformities", seen.filter(is_open=True), late)
    closed = _in(seen.filter(state="closed"), actor, first, last)
    yield _counted("closed_nonconformities", closed, Q(closed_at__gt=end_of("due_on")))
    for each in seen.filter(late, is_open=True).order_by("due_on", "pk")[:MOST]:
        yield {"record": each.number, "subject": each.title, "verdict": "breached", "until": str(each.due_on)}


def improvements(actor: Actor, first: date, last: date) -> Iterator[Row]:
    """Of those known at the end of the period: under way today, and closed in it with what was measured."""
    _start, end = span(actor, first, last)
    seen = Improvement.objects.filter(policy.visible_to(actor), opened_at__lt=end)
    going = seen.filter(is_open=True).exclude(state="proposed")
    yield _counted("improving", going, Q(due_on__lt=today_of(actor)))
    done = _in(seen.filter(state="closed"), actor, first, last)
    yield {"figure": "improved", "judged": done.count()}
    for each in going.order_by("due_on", "pk")[:MOST]:
        yield {"record": each.number, "subject": each.title, "until": str(each.due_on or "")}
    for each in done.order_by("closed_at", "pk")[:MOST]:
        yield {"record": each.number, "subject": f"{each.title} · {each.measured}"[:LONGEST], "verdict": "met"}


def decisions(actor: Actor, _first: date, _last: date) -> Iterator[Row]:
    """What reviews decided and is to be carried out, all reviews that are not closed."""
    today = str(today_of(actor))
    held = ManagementReview.objects.filter(policy.visible_to(actor), state="held").order_by("held_on", "pk")
    rows = [row for review in held for row in decisions_of(review, today) if row["verdict"] != "met"]
    late = sum(row["verdict"] == "breached" for row in rows)
    yield {"figure": "decisions", "judged": len(rows), "breached": late}
    yield from rows[:MOST]


def _counted(figure: str, chosen: QuerySet[Any], wrong: Q) -> Row:
    found = chosen.aggregate(judged=Count("pk"), breached=Count("pk", filter=wrong))
    return {"figure": figure, **found}


def _in(chosen: QuerySet[Any], actor: Actor, first: date, last: date) -> QuerySet[Any]:
    start, end = span(actor, first, last)
    return chosen.filter(closed_at__gte=start, closed_at__lt=end)
