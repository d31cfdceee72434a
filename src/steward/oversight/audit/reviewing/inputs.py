"""What a management review has before it, gathered from the records of one moment and frozen (manual 3.4.3)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from steward.kernel import policy
from steward.kernel.judges import Verdict
from steward.kernel.models import Record
from steward.oversight.audit.models import (
    AUDITS,
    FEEDBACK,
    FORMER,
    INFLUENCES,
    NONCONFORM,
    OBSERVATION,
    PROBLEMS,
    PROCESSES,
    Audit,
    ManagementReview,
)
from steward.oversight.conformity import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from steward.kernel.process import Attempt
    from steward.oversight.conformity.standing import ClauseStanding
    from steward.people.actor import Actor

MOST = 40
# Kinds whose open records tell of problems and of what could be better.
OPEN_KINDS = frozenset({"problem", "nonconformity"})
# What customers and suppliers say reaches us in these processes.
OUTSIDE = ("business_relationship", "supplier")


def inputs_gathered(attempt: Attempt) -> dict[str, Any]:
    """Every input of the manual, each row with its figures, and the moment."""
    day = attempt.day
    found = standing.standings(attempt.actor, day)
    rows = [
        *_processes(found),
        *_problems(attempt.actor),
        *_audits(attempt.actor, day),
        *_feedback(found),
        *_influences(found, attempt.value("influences")),
        *_former(attempt),
    ]
    filled = [{key: value for key, value in row.items() if value not in ("", None)} for row in rows]
    return {"inputs": filled, "gathered_at": attempt.at}


def _summed(kind: str, process: str, found: Iterable[ClauseStanding]) -> dict[str, Any]:
    theirs = list(found)
    return {
        "input": kind,
        "process": process,
        "verdict": standing.worst(each.verdict for each in theirs).value,
        "judged": sum(each.judged for each in theirs),
        "breached": sum(each.breached for each in theirs),
        "due": sum(each.due for each in theirs),
    }


def _processes(found: list[ClauseStanding]) -> Iterator[dict[str, Any]]:
    """Each process that the manual has clauses of, by the worst of them."""
    for process in dict.fromkeys(each.clause.process for each in found if each.clause.process):
        yield _summed(PROCESSES, process, (each for each in found if each.clause.process == process))


def _problems(actor: Actor) -> Iterator[dict[str, Any]]:
    """What is open: the oldest first, with how many there are."""
    chosen = Record.objects.filter(policy.visible_to(actor), kind__any_of=OPEN_KINDS, is_open=True)
    yield {"input": PROBLEMS, "judged": chosen.count()}
    for each in chosen.order_by("opened_at", "pk")[:MOST]:
        yield {"input": PROBLEMS, "record": each.number, "subject": each.title}


def _audits(actor: Actor, day: date) -> Iterator[dict[str, Any]]:
    """Audits reported within a year: questions, findings against the manual, observations."""
    since = day - timedelta(days=365)
    chosen = Audit.objects.filter(policy.visible_to(actor), reported_on__gte=since, reported_on__lte=day)
    recent = list(chosen.order_by("reported_on", "pk"))
    yield {"input": AUDITS, "judged": len(recent)}
    for each in recent[-MOST:]:
        results = Counter(row.get("result") for row in each.checks)
        yield {
            "input": AUDITS,
            "record": each.number,
            "subject": each.title,
            "judged": len(each.checks),
            "breached": results[NONCONFORM],
            "due": results[OBSERVATION],
        }


def _feedback(found: list[ClauseStanding]) -> Iterator[dict[str, Any]]:
    """How the processes stand in which customers and suppliers are heard."""
    for process in OUTSIDE:
        yield _summed(FEEDBACK, process, (each for each in found if each.clause.process == process))


def _influences(found: list[ClauseStanding], said: str) -> Iterator[dict[str, Any]]:
    """What those who prepare the review name, and every clause that is breached."""
    breached = [each for each in found if each.verdict == Verdict.BREACHED]
    yield {"input": INFLUENCES, "judged": len(found), "breached": len(breached)}
    for line in said.splitlines():
        yield {"input": INFLUENCES, "subject": line.strip()[:300]}
    for each in breached[:MOST]:
        subject = f"{each.clause.id} {each.clause.title}"
        yield {"input": INFLUENCES, "subject": subject[:300], "verdict": each.verdict.value, "breached": each.breached}


def _former(attempt: Attempt) -> Iterator[dict[str, Any]]:
    """What the last review decided: what is open, with its day, and what is done."""
    held = ManagementReview.objects.filter(policy.visible_to(attempt.actor), state__in=("held", "closed"))
    last = held.exclude(pk=attempt.record.pk).order_by("-held_on", "-pk").first()
    if last is None:
        return
    for row in last.resolutions:
        verdict = Verdict.MET if row.get("done_on") else Verdict.DUE
        if not row.get("done_on") and row["until"] < str(attempt.value("held_on")):
            verdict = Verdict.BREACHED
        yield {
            "input": FORMER, "record": last.number, "subject": row["what"], "verdict": verdict.value,
            "until": row["until"],
        }  # fmt: skip
