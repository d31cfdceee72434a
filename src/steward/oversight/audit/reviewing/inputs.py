"""What a management review has before it, gathered from the records of one moment and frozen (manual 3.4.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from steward.kernel import policy
from steward.kernel.judges import Verdict
from steward.kernel.models import Record
from steward.oversight.audit.gathered import (
    LONGEST,
    MOST,
    decisions_of,
    filled,
    reported_audits,
    states_of_processes,
    summed,
)
from steward.oversight.audit.models import (
    AUDITS,
    FEEDBACK,
    FORMER,
    INFLUENCES,
    PROBLEMS,
    PROCESSES,
    ManagementReview,
)
from steward.oversight.audit.performing.issued import last_issued
from steward.oversight.conformity import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from steward.kernel.process import Attempt
    from steward.oversight.conformity.standing import ClauseStanding
    from steward.people.actor import Actor

# Kinds whose open records tell of problems and of what could be better.
OPEN_KINDS = frozenset({"problem", "nonconformity"})
# What customers and suppliers say reaches us in these processes.
OUTSIDE = ("business_relationship", "supplier")
YEAR = timedelta(days=365)


def inputs_gathered(attempt: Attempt) -> dict[str, Any]:
    """Every input of the manual, each row with its figures, and the moment."""
    actor, day = attempt.actor, attempt.day
    found = standing.standings(actor, day)
    rows = [
        *_under(PROCESSES, [*_performance(actor), *states_of_processes(found)]),
        *_under(PROBLEMS, _problems(actor)),
        *_under(AUDITS, reported_audits(actor, day - YEAR, day)),
        *_under(FEEDBACK, (summed(process, found) for process in OUTSIDE)),
        *_under(INFLUENCES, _influences(found, attempt.value("influences"))),
        *_under(FORMER, _former(attempt)),
    ]
    return {"inputs": filled(rows), "gathered_at": attempt.at}


def _under(kind: str, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {"input": kind, **row}


def _performance(actor: Actor) -> Iterator[dict[str, Any]]:
    """The last report of the representative."""
    last = last_issued(actor)
    if last is not None:
        yield {"record": last.number, "subject": last.title}


def _problems(actor: Actor) -> Iterator[dict[str, Any]]:
    """What is open: the oldest first, with how many there are."""
    chosen = Record.objects.filter(policy.visible_to(actor), kind__any_of=OPEN_KINDS, is_open=True)
    yield {"judged": chosen.count()}
    for each in chosen.order_by("opened_at", "pk")[:MOST]:
        yield {"record": each.number, "subject": each.title}


def _influences(found: list[ClauseStanding], said: str) -> Iterator[dict[str, Any]]:
    """What those who prepare the review name, and every clause that is breached."""
    breached = [each for each in found if each.verdict == Verdict.BREACHED]
    yield {"judged": len(found), "breached": len(breached)}
    for line in said.splitlines():
        yield {"subject": line.strip()[:LONGEST]}
    for each in breached[:MOST]:
        subject = f"{each.clause.id} {each.clause.title}"
        yield {"subject": subject[:LONGEST], "verdict": each.verdict.value, "breached": each.breached}


def _former(attempt: Attempt) -> Iterator[dict[str, Any]]:
    """What the last review decided: what is open, with its day, and what is done."""
    held = ManagementReview.objects.filter(policy.visible_to(attempt.actor), state__in=("held", "closed"))
    last = held.exclude(pk=attempt.record.pk).order_by("-held_on", "-pk").first()
    if last is not None:
        yield from decisions_of(last, str(attempt.value("held_on")))
