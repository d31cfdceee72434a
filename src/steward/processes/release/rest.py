"""The chapter's own operations of REST: what a pipeline tells and asks, and drafted texts (manual 9.1.1, 9.1.4)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from steward.kernel.cleaning import clean_text
from steward.kernel.refusal import Invalid
from steward.kernel.sheet import Column, read_cell
from steward.people.context import now
from steward.processes.release.builds import Run, take
from steward.processes.release.deploying import may_deploy
from steward.processes.release.drafting import draft
from steward.surface.rest import schemas
from steward.surface.rest.body import read_object
from steward.surface.rest.records import texts
from steward.surface.rest.serving import Call, answer, serve

if TYPE_CHECKING:
    from django.http import HttpResponse

    from steward.surface.rest.router import Routes

ENDED = Column("ended_at", "", "moment")
LONGEST = {"run": 100, "build_reference": 200, "site": 40, "url": 500}
CHOSEN = {"stage": ("build", "test", "deploy"), "outcome": ("passed", "failed")}


class BuildBody(BaseModel):
    """One run of a pipeline; told again with the same content it is kept once."""

    model_config = ConfigDict(extra="forbid")
    run: str = Field(min_length=1, max_length=100, description="The pipeline's own number of the run")
    stage: Literal["build", "test", "deploy"]
    outcome: Literal["passed", "failed"]
    build_reference: str = Field(min_length=1, max_length=200, description="What was built: a digest, tag or file name")
    site: str | None = Field(None, max_length=40, description="Number of the roll-out, where it tells of one site")
    url: str | None = Field(None, max_length=500, description="Where the run is to be seen: http or https")
    ended_at: str | None = Field(None, description="When it ended; now where nothing is said")


class BuildTold(BaseModel):
    """A run as it is kept."""

    run: str
    stage: str
    outcome: str
    build_reference: str
    site: str
    url: str
    ended_at: str
    received_at: str


class Site(BaseModel):
    """Whether a site may be deployed to, and if not, why."""

    number: str
    title: str
    state: str
    may: bool
    reasons: list[str]


class MayDeploy(BaseModel):
    """Yes, where every site asked for may be deployed to."""

    may: bool
    reasons: list[str]
    sites: list[Site]


class Drafted(BaseModel):
    """The names of the texts that were filled in."""

    filled: list[str]


def _read(call: Call) -> Run:
    """What was sent. Raises Invalid with a sentence for each field."""
    raw = {name: value for name, value in read_object(call.request).items() if value is not None}
    offered = ("site", "url", "ended_at")
    told = texts(raw, needed=("run", "stage", "outcome", "build_reference"), offered=offered)
    told = {name: clean_text(value).strip() for name, value in told.items()}
    faults = {
        name: [_("At most %(most)d characters.") % {"most": most}]
        for name, most in LONGEST.items()
        if len(told.get(name, "")) > most
    }
    sentence = _("One of these is expected here: %(choices)s.")
    for name, choices in CHOSEN.items():
        if told[name] not in choices:
            faults[name] = [sentence % {"choices": ", ".join(choices)}]
    for name in ("run", "build_reference"):
        if not told[name]:
            faults[name] = [_("This is needed.")]
    if not _is_address(told.get("url", "")):
        faults["url"] = [_("An address begins with https:// or http://.")]
    ended = _moment(told.pop("ended_at", ""), call, faults)
    if faults:
        raise Invalid(faults)
    return Run(**{"site": "", "url": "", **told}, ended_at=ended)


def _is_address(url: str) -> bool:
    if not url:
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def _moment(given: str, call: Call, faults: dict[str, list[Any]]) -> datetime:
    try:
        found = read_cell(ENDED, given, call.actor.zone)
    except (ValueError, OverflowError):
        faults["ended_at"] = [_("This is no date and time. Write it as 2026-03-31 14:05.")]
        found = None
    return datetime.fromisoformat(found) if found else now()


def _told(number: str, call: Call) -> HttpResponse:
    made, is_new = take(number, _read(call), actor=call.actor)
    names = ("run", "stage", "outcome", "build_reference", "site", "url", "ended_at", "received_at")
    return answer({name: getattr(made, name) for name in names}, 201 if is_new else 200)


def _may_deploy(number: str, call: Call) -> HttpResponse:
    found = may_deploy(number, call.request.GET.get("site", "").strip(), call.actor)
    sites = [
        {"number": e.number, "title": e.title, "state": e.state, "may": e.may, "reasons": list(e.reasons)}
        for e in found
    ]
    reasons = list(dict.fromkeys(reason for each in found for reason in each.reasons))
    reasons += [] if found else [_("The plan names no site: add a roll-out for each.")]
    return answer({"may": not reasons, "reasons": reasons, "sites": sites})


def _draft(number: str, call: Call) -> HttpResponse:
    texts(read_object(call.request), needed=())
    return answer({"filled": draft(number, actor=call.actor)})


def add(routes: Routes) -> None:
    """Adds the operations to those of releases."""

    def told(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(_told, number))

    def may(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(_may_deploy, number))

    def drafted(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(_draft, number))

    site = {
        "name": "site", "in": "query", "required": False, "schema": {"type": "string", "maxLength": 300},
        "description": "Number or name of one roll-out; every site of the release where nothing is said",
    }  # fmt: skip
    routes.add(
        "POST", "/{number}/builds", told, "Tell of a pipeline's run",
        answers={200: BuildTold, 201: BuildTold}, described=schemas.body_of(BuildBody),
    )  # fmt: skip
    routes.add(
        "GET", "/{number}/may-deploy", may, "May I deploy?", answers={200: MayDeploy}, described={"parameters": [site]}
    )
    routes.add(
        "POST", "/{number}/draft", drafted, "Draft release note and guide", answers={200: Drafted},
        described={"parameters": [schemas.KEY]},
    )  # fmt: skip
