"""Knowledge's own operation of REST: a reader's word on an article (manual 7.2.2)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, Field

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.registers.knowledge import queries, votes
from steward.surface.rest import schemas
from steward.surface.rest.body import read_object
from steward.surface.rest.records import texts
from steward.surface.rest.serving import Call, answer, serve

if TYPE_CHECKING:
    from django.http import HttpResponse

    from steward.surface.rest.router import Routes


class WordBody(BaseModel):
    """Whether the article helped its reader."""

    model_config = ConfigDict(extra="forbid")
    helped: Literal["yes", "no"]


class Usefulness(BaseModel):
    """How an article serves, as far as the reader sees it."""

    used: int = Field(description="Records that were solved with it")
    helped: int
    useless: int
    said: bool | None = Field(description="The reader's own word; null where there is none")


def _told(number: str, call: Call, status: int = 200) -> HttpResponse:
    use = queries.use_of(acts.fetch(process_of("article"), number, call.actor), call.actor)
    return answer({name: getattr(use, name) for name in Usefulness.model_fields}, status)


def _say(number: str, call: Call) -> HttpResponse:
    raw = texts(read_object(call.request), needed=("helped",))
    votes.say(number, actor=call.actor, **raw)
    return _told(number, call, 201)


def add(routes: Routes) -> None:
    """Adds the operations to those of articles."""

    def use(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(_told, number))

    def say(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(_say, number))

    routes.add("GET", "/{number}/votes", use, "Usefulness", answers={200: Usefulness})
    body = schemas.body_of(WordBody)
    routes.add("POST", "/{number}/votes", say, "Say whether it helped", answers={201: Usefulness}, described=body)
