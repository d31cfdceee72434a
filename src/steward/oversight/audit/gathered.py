"""What reviews and reports have before them alike: processes, audits, decisions, each as a row (manual 0.3, 3.4.3)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from steward.kernel import policy
from steward.kernel.judges import Verdict
from steward.oversight.audit.models import NONCONFORM, OBSERVATION, Audit
from steward.oversight.conformity import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from steward.oversight.audit.models import ManagementReview
    from steward.oversight.conformity.standing import ClauseStanding
    from steward.people.actor import Actor

    Row = dict[str, Any]

# Rows of one sort that are told one by one; their number is told of all.
MOST = 40
LONGEST = 300


def filled(rows: Iterable[Row]) -> list[Row]:
    """The rows without what they do not say, as a sheet keeps them."""
    return [{key: value for key, value in row.items() if value not in ("", None)} for row in rows]


def summed(process: str, found: Iterable[ClauseStanding]) -> Row:
    """How a process stands: as the worst of its clauses, with the cases of all."""
    theirs = [each for each in found if each.clause.process == process]
    return {
        "process": process,
        "verdict": standing.worst(each.verdict for each in theirs).value,
        "judged": sum(each.judged for each in theirs),
        "breached": sum(each.breached for each in theirs),
        "due": sum(each.due for each in theirs),
    }


def states_of_processes(found: list[ClauseStanding]) -> Iterator[Row]:
    """Each process that the manual has clauses of."""
    for process in dict.fromkeys(each.clause.process for each in found if each.clause.process):
        yield summed(process, found)


def reported_audits(actor: Actor, first: date, last: date) -> Iterator[Row]:
    """Audits reported on these days: how many, then each with its questions, findings and observations."""
    chosen = Audit.objects.filter(policy.visible_to(actor), reported_on__gte=first, reported_on__lte=last)
    recent = list(chosen.order_by("reported_on", "pk"))
    yield {"judged": len(recent)}
    for each in recent[-MOST:]:
        results = Counter(row.get("result") for row in each.checks)
        yield {
            "record": each.number,
            "subject": each.title,
            "judged": len(each.checks),
            "breached": results[NONCONFORM],
            "due": results[OBSERVATION],
        }


def decisions_of(review: ManagementReview, day: str) -> Iterator[Row]:
    """What a review decided: done, to be done, or past its day by this one (`2026-03-31`)."""
    for row in review.resolutions:
        verdict = Verdict.MET if row.get("done_on") else Verdict.BREACHED if row["until"] < day else Verdict.DUE
        yield {"record": review.number, "subject": row["what"], "verdict": verdict.value, "until": row["until"]}
