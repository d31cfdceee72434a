"""The map by REST: one entry for each clause of the catalogue (manual 1.2.2, 3.3)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest
from pydantic import BaseModel, Field

from steward.oversight.conformity import standing
from steward.oversight.conformity.choosing import chosen_by
from steward.people.context import now
from steward.surface.rest.serving import Call, answer, serve

if TYPE_CHECKING:
    from django.http import HttpResponse

    from steward.oversight.conformity.standing import ClauseStanding, RuleStanding
    from steward.surface.rest.router import Routes

VerdictName = Literal["breached", "due", "met", "no_data", "not_built"]


class RuleState(BaseModel):
    """How a rule stands."""

    name: str
    rule: str = Field(description="The rule in a sentence")
    verdict: VerdictName
    judged: int
    breached: int
    due: int
    next_at: datetime | None = Field(description="When the next case falls due")
    since: date | None


class ClauseState(BaseModel):
    """How a clause stands, as the worst of its rules."""

    clause: str
    title: str
    who: list[str]
    standard: list[str] = Field(description="Clauses of ISO/IEC 20000-1:2018 that it serves")
    verdict: VerdictName
    rules: list[RuleState]
    not_judged: list[str] = Field(description="Parts of the clause that no rule sees yet")


class MapPage(BaseModel):
    """Every clause on a day."""

    day: date
    project: str | None
    items: list[ClauseState]


def index(call: Call) -> HttpResponse:
    """The map of a day."""
    choice = chosen_by(call.request.GET, call.actor, now())
    found = standing.standings(call.actor, choice.day, choice.project.pk if choice.project else None)
    return answer({
        "day": choice.day,
        "project": choice.project.code if choice.project else None,
        "items": [
            told_of(each)
            for each in found
            if choice.verdict in ("", each.verdict) and choice.department in ("", *each.clause.who)
        ],
    })  # fmt: skip


def told_of(each: ClauseStanding) -> dict[str, Any]:
    """A clause as programs read it."""
    return {
        "clause": each.clause.id,
        "title": each.clause.title,
        "who": list(each.clause.who),
        "standard": list(each.clause.standard),
        "verdict": each.verdict.value,
        "rules": [_rule(rule) for rule in each.rules],
        "not_judged": list(each.lacks),
    }


def _rule(each: RuleStanding) -> dict[str, Any]:
    return {
        "name": each.judge.name,
        "rule": str(each.judge.rule),
        "verdict": each.verdict.value,
        "judged": each.judged,
        "breached": each.breached,
        "due": each.due,
        "next_at": each.next_at,
        "since": each.since,
    }


def operations(routes: Routes) -> None:
    """Adds the map."""

    def listed(request: HttpRequest) -> Any:
        return serve(request, index)

    asked = [
        {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": text}
        for name, text in (
            ("day", "A day as 2026-03-31; today where none is given"),
            ("project", "Code of a service project"),
            ("department", "Key of a role"),
            ("verdict", "Only clauses that stand so"),
        )
    ]
    routes.add(
        "GET", "", listed, "The map: how every clause stands", answers={200: MapPage}, described={"parameters": asked}
    )
