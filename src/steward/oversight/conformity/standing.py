"""How clauses stand on a day, for whoever asks: folded from what the judges found (manual 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Min, Q, Sum

from steward.kernel import policy
from steward.kernel.catalogue import all_judges, all_unjudged
from steward.kernel.clauses import clauses
from steward.kernel.judges import Verdict
from steward.oversight.conformity.models import Case, Standing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from steward.kernel.clauses import Clause
    from steward.kernel.judges import Judge
    from steward.people.actor import Actor

# From the worst: the first that one of a clause's rules has is the clause's own.
ORDER = (Verdict.BREACHED, Verdict.DUE, Verdict.MET, Verdict.NO_DATA, Verdict.NOT_BUILT)


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """How one rule stands over the service projects that were asked about."""

    judge: Judge
    verdict: Verdict
    judged: int = 0
    breached: int = 0
    due: int = 0
    next_at: datetime | None = None
    since: date | None = None
    projects: int = 0


@dataclass(frozen=True, slots=True)
class ClauseStanding:
    """How a clause stands: as the worst of its rules."""

    clause: Clause
    verdict: Verdict
    rules: tuple[RuleStanding, ...]
    lacks: tuple[str, ...]

    @property
    def judged(self) -> int:
        """Cases of all rules."""
        return sum(rule.judged for rule in self.rules)

    @property
    def breached(self) -> int:
        """Cases that are not as they should be, of all rules."""
        return sum(rule.breached for rule in self.rules)

    @property
    def due(self) -> int:
        """Cases whose day has not come."""
        return sum(rule.due for rule in self.rules)

    @property
    def next_at(self) -> datetime | None:
        """When the next of its cases falls due."""
        return min((rule.next_at for rule in self.rules if rule.next_at), default=None)

    @property
    def since(self) -> date | None:
        """Since when it stands so: the earliest of the rules that decide."""
        return min((rule.since for rule in self.rules if rule.since and rule.verdict == self.verdict), default=None)


class _Sums(NamedTuple):
    verdict: str
    judged: int
    breached: int
    due: int
    next_at: datetime | None
    since: date
    projects: int


def on(day: date) -> Q:
    """The rows that tell of a day."""
    return Q(from_day__lte=day) & (Q(until_day=None) | Q(until_day__gt=day))


def cases_on(day_end: datetime) -> Q:
    """The cases that stood at the end of a day."""
    return Q(found_at__lt=day_end) & (Q(gone_at=None) | Q(gone_at__gte=day_end))


def standings(actor: Actor, day: date, project_id: int | None = None) -> list[ClauseStanding]:
    """Every clause of the catalogue as it stood on a day, for all service projects or one. One statement."""
    chosen = Standing.objects.filter(policy.findings_visible_to(actor), on(day))
    if project_id is not None:
        chosen = chosen.filter(project_id=project_id)
    sums: dict[str, list[_Sums]] = {}
    for judge, *row in chosen.values_list("judge", "verdict").annotate(
        Sum("judged"), Sum("breached"), Sum("due"), Min("next_at"), Min("since"), Count("pk")
    ):
        sums.setdefault(judge, []).append(_Sums(*row))
    return [_of_clause(each, sums) for each in clauses()]


def _of_clause(clause: Clause, sums: dict[str, list[_Sums]]) -> ClauseStanding:
    rules = tuple(_of_rule(judge, sums.get(judge.name, [])) for judge in judges_of(clause.id))
    lacks = tuple(str(each.part) for each in all_unjudged() if each.clause == clause.id)
    return ClauseStanding(clause, worst(rule.verdict for rule in rules), rules, lacks)


def _of_rule(judge: Judge, rows: list[_Sums]) -> RuleStanding:
    verdict = worst([Verdict.NO_DATA, *(Verdict(row.verdict) for row in rows)])
    return RuleStanding(
        judge,
        verdict,
        sum(row.judged for row in rows),
        sum(row.breached for row in rows),
        sum(row.due for row in rows),
        min((row.next_at for row in rows if row.next_at), default=None),
        min((row.since for row in rows if row.verdict == verdict), default=None),
        sum(row.projects for row in rows),
    )


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of some; of none that the product does not judge it yet."""
    return min(verdicts, key=ORDER.index, default=Verdict.NOT_BUILT)


def judges_of(clause_id: str) -> tuple[Judge, ...]:
    """The rules of a clause, and those of another that serve it too."""
    return tuple(judge for judge in all_judges() if clause_id in (judge.clause, *judge.serves))


def ahead(actor: Actor, until: datetime, project_id: int | None = None) -> list[Case]:
    """What falls due until a moment, the next first; at most 100. One statement."""
    chosen = Case.objects.filter(policy.findings_visible_to(actor), gone_at=None, until__isnull=False, until__lt=until)
    if project_id is not None:
        chosen = chosen.filter(project_id=project_id)
    return list(chosen.exclude(mark=Case.Mark.BREACHED).order_by("until", "id")[:100])
