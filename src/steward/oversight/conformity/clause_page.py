"""One clause: what is asked, by which rules it is judged, how it stands where, and the very records (manual 3.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.clauses import clause as clause_named
from steward.kernel.clauses import roles, standard
from steward.kernel.judges import Verdict
from steward.kernel.refusal import Unknown
from steward.oversight.conformity import holders, raising, standing
from steward.oversight.conformity.choosing import chosen_by
from steward.oversight.conformity.judging import MOST_CASES, figures_of
from steward.oversight.conformity.models import Case, Run, Standing
from steward.oversight.conformity.naming import NamedCase, named
from steward.oversight.conformity.wording import words
from steward.people.context import current_actor, now
from steward.people.models import ServiceProject
from steward.surface.shell import shell

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from steward.kernel.clauses import Clause
    from steward.oversight.conformity.choosing import Choice
    from steward.oversight.conformity.standing import ClauseStanding
    from steward.people.actor import Actor
    from steward.people.models import Person

COURSE = 60
MOST_SHOWN = 100
MOST_ROWS = 50


def shown(request: HttpRequest, clause: str) -> HttpResponse:
    """A clause on a day; `?day=` `project=`."""
    actor = current_actor()
    choice = chosen_by(request.GET, actor, now())
    try:
        asked = clause_named(clause)
    except KeyError:
        raise Unknown([_("The manual has no clause of this number.")]) from None
    names = [judge.name for judge in standing.judges_of(asked.id)]
    course = _course(actor, choice, names)
    rows = _rows(choice, course)
    projects = {each.pk: each for each in ServiceProject.objects.filter(pk__in={row.project_id for row in rows})}
    stands, cases = _standing(asked, actor, choice), _cases(actor, choice, names)
    context = {
        "choice": choice,
        "stands": stands,
        "raise_url": raising.address(stands, cases, choice, actor),
        "clause": asked,
        "who": [(roles()[key], people) for key, people in _people(asked)],
        "standard": [each for each in standard() if each.id in asked.standard],
        "rows": [{"row": row, "project": projects.get(row.project_id or 0)} for row in rows[:MOST_ROWS]],
        "rows_left": max(0, len(rows) - MOST_ROWS),
        "cases": cases,
        "most": {"kept": MOST_CASES, "shown": MOST_SHOWN},
        "course": _verdicts(choice, course),
        "figures": figures_of(choice.day),
        "runs": {run.judge: run for run in Run.objects.filter(judge__in=names)},
        **words(actor.zone),
        "shell": shell(request),
    }
    return render(request, "conformity/clause.html", context)


def _standing(asked: Clause, actor: Actor, choice: Choice) -> ClauseStanding:
    found = standing.standings(actor, choice.day, choice.project.pk if choice.project else None)
    return next(each for each in found if each.clause.id == asked.id)


def _people(asked: Clause) -> list[tuple[str, list[Person]]]:
    held = holders.of_roles(asked.who)
    return [(key, held.get(key, [])) for key in asked.who]


def _in(choice: Choice) -> Q:
    return Q(project=choice.project) if choice.project else Q()


def _rows(choice: Choice, course: list[Standing]) -> list[Standing]:
    """How each rule stands in each service project, the worst first."""
    chosen = [row for row in course if _tells_of(row, choice.day)]
    return sorted(chosen, key=lambda row: (standing.ORDER.index(Verdict(row.verdict)), -row.breached, row.pk))


def _cases(actor: Actor, choice: Choice, names: list[str]) -> list[NamedCase]:
    """The very rows, the breached first; a record that the reader may not see is told without its name."""
    stood = standing.cases_on(choice.end(actor.zone)) if choice.is_past else Q(gone_at=None)
    chosen = Case.objects.filter(policy.findings_visible_to(actor), stood, _in(choice)).exclude(mark=Case.Mark.AHEAD)
    # Each rule by itself: its cases stand in this order in an index.
    first = [chosen.filter(judge=name).order_by("mark", "until", "id")[:MOST_SHOWN] for name in names]
    found = list(first[0].union(*first[1:], all=True)) if first else []
    return named(sorted(found, key=_place)[:MOST_SHOWN])


def _place(case: Case) -> tuple[str, bool, float, int]:
    return case.mark, case.until is None, case.until.timestamp() if case.until else 0.0, case.pk


def _course(actor: Actor, choice: Choice, names: list[str]) -> list[Standing]:
    """How each rule stood in each service project within the last sixty days."""
    first = choice.day - timedelta(days=COURSE - 1)
    chosen = Standing.objects.filter(policy.findings_visible_to(actor), _in(choice), judge__in=names)
    return list(chosen.filter(from_day__lte=choice.day).exclude(until_day__lte=first))


def _verdicts(choice: Choice, course: list[Standing]) -> list[tuple[date, Verdict]]:
    """The verdict of each of the last sixty days."""
    days = (choice.day - timedelta(days=COURSE - 1 - step) for step in range(COURSE))
    return [(day, standing.worst([Verdict.NO_DATA, *_verdicts_on(day, course)])) for day in days]


def _verdicts_on(day: date, course: list[Standing]) -> Iterator[Verdict]:
    return (Verdict(row.verdict) for row in course if _tells_of(row, day))


def _tells_of(row: Standing, day: date) -> bool:
    return row.from_day <= day and (row.until_day is None or row.until_day > day)
