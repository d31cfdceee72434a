"""What reviews and reports have before them alike: processes, audits, decisions, each as a row (manual 0.3, 3.4.3)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from steward.kernel import policy
from steward.kernel.judges import Verdict
from steward.oversight.audit.external.models import ExternalAudit
from steward.oversight.audit.models import NONCONFORM, OBSERVATION, Audit
from steward.oversight.conformity import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from steward.kernel.models import Record
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
    """Audits reported on these days, by us and by others: how many, then each with questions, findings, observations.

    Of an audit by others the questions are not known: what it found is all that it asks.
    """
    seen = policy.visible_to(actor)
    ours = Audit.objects.filter(seen, reported_on__gte=first, reported_on__lte=last).order_by("reported_on", "pk")
    others = ExternalAudit.objects.filter(seen, reported_on__gte=first, reported_on__lte=last)
    rows = [_audited(each, [row.get("result") for row in each.checks], NONCONFORM, OBSERVATION) for each in ours]
    for each in others.order_by("reported_on", "pk"):
        grades = ["potential" if row["grade"] == "potential" else "found" for row in each.findings]
        rows.append(_audited(each, grades, "found", "potential"))
    yield {"judged": len(rows)}
    yield from rows[-MOST:]


def _audited(audit: Record, results: list[str], wrong: str, observed: str) -> Row:
    counted = Counter(results)
    return {
        "record": audit.number,
        "subject": audit.title,
        "judged": len(results),
        "breached": counted[wrong],
        "due": counted[observed],
    }


def decisions_of(review: ManagementReview, day: str) -> Iterator[Row]:
    """What a review decided: done, to be done, or past its day by this one (`2026-03-31`)."""
    for row in review.resolutions:
        verdict = Verdict.MET if row.get("done_on") else Verdict.BREACHED if row["until"] < day else Verdict.DUE
        yield {"record": review.number, "subject": row["what"], "verdict": verdict.value, "until": row["until"]}
