"""The board's own operations of REST: agenda with votes, a vote, a conclusion (manual 8.2.1)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused
from steward.processes.change.board import deciding
from steward.processes.change.board.room import room_of
from steward.surface.rest import schemas
from steward.surface.rest.body import read_object
from steward.surface.rest.records import texts
from steward.surface.rest.serving import Call, answer, serve

if TYPE_CHECKING:
    from django.http import HttpResponse

    from steward.surface.rest.router import Routes


class VoteBody(BaseModel):
    """A member's voice on a change of the agenda."""

    model_config = ConfigDict(extra="forbid")
    change: str = Field(max_length=60, description="The number of the change")
    verdict: Literal["for", "against", "abstained"]
    remark: str = Field("", max_length=deciding.LONGEST, description="Needed where it speaks against it")


class ConclusionBody(BaseModel):
    """What the chair concludes on a change of the agenda."""

    model_config = ConfigDict(extra="forbid")
    change: str = Field(max_length=60, description="The number of the change")
    conclusion: Literal["approved", "rejected", "deferred"]
    remark: str = Field("", max_length=deciding.LONGEST, description="Needed where it is deferred")


class Agenda(BaseModel):
    """The changes of a meeting that the reader sees, each with its votes and what was concluded."""

    items: list[dict[str, Any]]
    hidden: int = Field(description="Lines of the agenda that the reader does not see")


def _told(number: str, call: Call, status: int = 200) -> HttpResponse:
    meeting: Any = acts.fetch(process_of(deciding.KIND), number, call.actor)
    if not call.actor.is_provider:
        raise Refused([_("The board is for the provider's people.")])
    room = room_of(meeting, call.actor)
    return answer({"items": room["changes"], "hidden": room["hidden"]}, status)


def _vote(number: str, call: Call) -> HttpResponse:
    raw = texts(read_object(call.request), needed=("change", "verdict"), offered=("remark",))
    deciding.vote(number, actor=call.actor, **raw)
    return _told(number, call, 201)


def _conclude(number: str, call: Call) -> HttpResponse:
    raw = texts(read_object(call.request), needed=("change", "conclusion"), offered=("remark",))
    deciding.conclude(number, actor=call.actor, **raw)
    return _told(number, call, 201)


def add(routes: Routes) -> None:
    """Adds the operations to those of meetings."""

    def agenda(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(_told, number))

    def vote(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(_vote, number))

    def conclude(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(_conclude, number))

    made = {201: Agenda}
    routes.add("GET", "/{number}/agenda", agenda, "Agenda with votes", answers={200: Agenda})
    routes.add("POST", "/{number}/votes", vote, "Vote", answers=made, described=schemas.body_of(VoteBody))
    concluded = schemas.body_of(ConclusionBody)
    routes.add("POST", "/{number}/conclusions", conclude, "Conclude", answers=made, described=concluded)
