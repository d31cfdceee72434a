"""What falls due within a week: which record, for which clause, when and by whom (manual 3.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel.catalogue import all_judges
from steward.kernel.clauses import clause
from steward.oversight.conformity import holders, standing
from steward.oversight.conformity.choosing import chosen_by, projects_of
from steward.oversight.conformity.naming import named
from steward.oversight.conformity.wording import words
from steward.people.context import current_actor, now
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

WEEK = timedelta(days=7)


def shown(request: HttpRequest) -> HttpResponse:
    """The next first; `?project=`."""
    actor = current_actor()
    choice = chosen_by(request.GET, actor, now())
    judges = {judge.name: judge for judge in all_judges()}
    found = standing.ahead(actor, now() + WEEK, choice.project.pk if choice.project else None)
    cases = named([case for case in found if case.judge in judges])
    clauses = {name: clause(judges[name].clause) for name in {each.case.judge for each in cases}}
    context = {
        "cases": cases,
        "clauses": clauses,
        "answers": holders.of_roles({each.who[0] for each in clauses.values() if each.who}),
        "projects": {each.pk: each for each in projects_of(actor)},
        "title": _("Falls due within a week"),
        **words(actor.zone),
        "shell": shell(request),
    }
    return render(request, "conformity/ahead.html", context)
