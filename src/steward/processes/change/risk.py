"""Risk of a change: from the answers to five questions and from what the CMDB knows of its items (manual 8.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.processes.change import items
from steward.processes.change.words import WEIGHTS, ChangeType, Risk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.process import Attempt
    from steward.processes.change.items import Item

MEDIUM_FROM, HIGH_FROM = 16, 23
# Points that items add, by criticality (1 is vital), and for changes of them that were backed out.
BY_CRITICALITY = {1: 6, 2: 3}
A_FAILURE, MOST_FAILURES = 2, 3


def points_of(answers: Iterable[tuple[str, int]], covered: Iterable[Item]) -> int:
    """The points: answers by weight, the most critical item, what failed before."""
    found = list(covered)
    criticality = max((BY_CRITICALITY.get(item.criticality, 0) for item in found), default=0)
    failures = min(sum(item.failures for item in found), MOST_FAILURES)
    return sum(WEIGHTS[name] * answer for name, answer in answers) + criticality + A_FAILURE * failures


def level_of(points: int) -> Risk:
    """The level from the points."""
    return Risk.HIGH if points >= HIGH_FROM else Risk.MEDIUM if points >= MEDIUM_FROM else Risk.LOW


def risk_of(attempt: Attempt) -> dict[str, Any]:
    """While it is a draft risk follows from what is stated; a standard change is of low risk by its template."""
    if attempt.record.state != "draft":
        return {}
    if attempt.value("change_type") == ChangeType.STANDARD:
        return {"risk": int(Risk.LOW), "risk_points": None}
    answers = [(name, attempt.value(name)) for name in WEIGHTS]
    if any(answer is None for _name, answer in answers):
        return {"risk": None, "risk_points": None}
    covered = items.known(attempt.value("items"), attempt.record.project_id)
    points = points_of(answers, covered.values())
    return {"risk": int(level_of(points)), "risk_points": points}
