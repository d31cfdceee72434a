"""The map: every clause with what the records say of it, by chapter (manual 3.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.shortcuts import render

from steward.kernel.clauses import chapters, roles, standard
from steward.kernel.judges import Verdict
from steward.oversight.conformity import standing
from steward.oversight.conformity.choosing import chosen_by, projects_of
from steward.oversight.conformity.models import Run
from steward.oversight.conformity.wording import TONES, words
from steward.people.context import current_actor, now
from steward.surface.shell import shell

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.http import HttpRequest, HttpResponse

    from steward.oversight.conformity.choosing import Choice
    from steward.oversight.conformity.standing import ClauseStanding
    from steward.people.actor import Actor

# From the worst, as a reader looks for them.
CARDS = (Verdict.BREACHED, Verdict.DUE, Verdict.MET, Verdict.NO_DATA, Verdict.NOT_BUILT)
MONTH = timedelta(days=30)


def shown(request: HttpRequest) -> HttpResponse:
    """The map of a day; `?day=` `project=` `department=` `verdict=` `by=standard`."""
    actor = current_actor()
    choice = chosen_by(request.GET, actor, now())
    found = _chosen(actor, choice)
    context = {
        "choice": choice,
        "projects": projects_of(actor),
        "departments": [role for role in roles().values() if role.kind == "department"],
        "cards": _cards(found, choice),
        "groups": _groups(found, choice),
        "trend": _trend(actor, choice, found),
        "judged_at": Run.objects.aggregate(at=Max("ran_at"))["at"],
        "faults": list(Run.objects.exclude(fault="").values_list("judge", flat=True)),
        **words(actor.zone),
        "shell": shell(request),
    }
    return render(request, "conformity/map.html", context)


def _chosen(actor: Actor, choice: Choice) -> list[ClauseStanding]:
    """The clauses of the chosen department; all where none is chosen."""
    found = standing.standings(actor, choice.day, choice.project.pk if choice.project else None)
    if not choice.department:
        return found
    return [each for each in found if choice.department in each.clause.who]


def _cards(found: Sequence[ClauseStanding], choice: Choice) -> list[dict[str, Any]]:
    return [
        {
            "label": each.label,
            "value": sum(one.verdict == each for one in found),
            "tone": TONES[each] if TONES[each] != "dropped" else "neutral",
            "url": "?" + choice.query(verdict="" if choice.verdict == each else each.value),
            "current": choice.verdict == each,
        }
        for each in CARDS
    ]


def _groups(found: Sequence[ClauseStanding], choice: Choice) -> list[dict[str, Any]]:
    """Tiles by chapter of the manual, or by clause of the standard."""
    shown = [each for each in found if choice.verdict in ("", each.verdict)]
    if choice.by == "standard":
        return [group for top in _standard_chapters() if (group := _of_standard(top, shown))]
    return [
        {"id": each.id, "title": each.title, "tiles": tiles}
        for each in chapters()
        if (tiles := [_tile(one, one.clause.id, one.clause.title) for one in shown if one.clause.chapter == each.id])
    ]


def _standard_chapters() -> list[str]:
    return list(dict.fromkeys(each.id.partition(".")[0] for each in standard()))


def _of_standard(top: str, shown: Sequence[ClauseStanding]) -> dict[str, Any] | None:
    """A chapter of the standard: each of its clauses with the clauses of the manual that serve it."""
    tiles = []
    for each in standard():
        if each.id.partition(".")[0] == top:
            served = (one for one in shown if each.id in one.clause.standard)
            tiles += [_tile(one, f"{each.id} ← {one.clause.id}", each.title) for one in served]
    return {"id": top, "title": "ISO/IEC 20000-1:2018", "tiles": tiles} if tiles else None


def _tile(one: ClauseStanding, number: str, title: str) -> dict[str, Any]:
    return {"number": number, "title": title, "clause": one.clause.id, "standing": one}


def _trend(actor: Actor, choice: Choice, found: Iterable[ClauseStanding]) -> list[dict[str, Any]]:
    """The clauses that stand otherwise than thirty days before."""
    project = choice.project.pk if choice.project else None
    before = {one.clause.id: one.verdict for one in standing.standings(actor, choice.day - MONTH, project)}
    judged = (Verdict.MET, Verdict.DUE, Verdict.BREACHED)
    return [
        {"clause": one.clause, "before": before[one.clause.id], "now": one.verdict}
        for one in found
        if one.verdict != before[one.clause.id] and one.verdict in judged and before[one.clause.id] in judged
    ]
