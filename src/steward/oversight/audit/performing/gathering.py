"""What a performance report tells: each part by its clauses and figures, as the records stand (manual 0.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.kernel.judges import Verdict
from steward.oversight.audit.gathered import filled, states_of_processes
from steward.oversight.audit.performing import bettered, measured
from steward.oversight.audit.performing.issued import issued_before
from steward.oversight.audit.performing.models import PARTS
from steward.oversight.conformity import standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from steward.kernel.process import Attempt
    from steward.oversight.conformity.standing import ClauseStanding
    from steward.people.actor import Actor

    Row = dict[str, Any]

# The clauses whose standing tells of a part; what the product does not judge yet says so by itself.
CLAUSES = {
    "policy": ("0.1", "2.1.6", "2.1.7"),
    "objectives": ("5.1.1",),
    "satisfaction": ("6.2.1", "6.2.3", "6.2.4"),
    "activities": ("7.2.1", "7.3.1", "8.2.1", "9.1.4"),
    "audits": ("2.1.10", "3.4.1"),
    "nonconformities": ("3.4.2", "3.4.5"),
    "improvements": ("3.4.4",),
    "reviews": ("2.1.11", "3.3.3", "3.4.3"),
    "awareness": ("1.4.2", "2.1.3", "2.3.1"),
}
# What is counted or told of a part: by actor, first and last day.
FIGURES: dict[str, tuple[Callable[[Actor, date, date], Iterator[Row]], ...]] = {
    "objectives": (measured.resolution,),
    "satisfaction": (measured.closures,),
    "activities": (measured.incidents, measured.problems, measured.changes, measured.releases),
    "audits": (bettered.audits,),
    "nonconformities": (bettered.nonconformities,),
    "improvements": (bettered.improvements,),
    "reviews": (bettered.decisions,),
}
_SAME = ("part", "figure", "clause", "process")


def figures_gathered(attempt: Attempt) -> dict[str, Any]:
    """Every part with its rows, each beside its figures in the report before, and the moment; asks for assessments."""
    first, last = attempt.value("period_from"), attempt.value("period_until")
    found = standing.standings(attempt.actor, attempt.day)
    rows = [
        {"part": part, **row} for part, _label in PARTS for row in _rows_of(part, found, attempt.actor, first, last)
    ]
    return {
        "found": filled(_beside_the_former(rows, attempt.actor, first)),
        "gathered_at": attempt.at,
        "assessments": attempt.value("assessments") or [{"part": part} for part, _label in PARTS],
    }


def _rows_of(part: str, found: list[ClauseStanding], actor: Actor, first: date, last: date) -> Iterator[Row]:
    if part == "objectives":
        yield from _whole_manual(found)
        yield from states_of_processes(found)
    for each in found:
        if each.clause.id in CLAUSES[part]:
            yield _of_clause(each)
    for told in FIGURES.get(part, ()):
        yield from told(actor, first, last)


def _of_clause(each: ClauseStanding) -> Row:
    return {
        "clause": each.clause.id,
        "verdict": each.verdict.value,
        "judged": each.judged,
        "breached": each.breached,
        "due": each.due,
    }


def _whole_manual(found: list[ClauseStanding]) -> Iterator[Row]:
    verdicts = [each.verdict for each in found]
    bare = verdicts.count(Verdict.NOT_BUILT)
    yield {
        "figure": "clauses",
        "judged": len(found) - bare,
        "breached": verdicts.count(Verdict.BREACHED),
        "due": verdicts.count(Verdict.DUE),
    }
    if bare:
        yield {"figure": "not_built", "judged": bare}


def _beside_the_former(rows: list[Row], actor: Actor, first: date) -> Iterator[Row]:
    former = issued_before(actor, first)
    before = {_key(row): row for row in former.found if "record" not in row} if former else {}
    for row in rows:
        was = before.get(_key(row), {}) if "record" not in row else {}
        yield {**row, "was_judged": was.get("judged"), "was_breached": was.get("breached")}


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in _SAME)
