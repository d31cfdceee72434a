"""Exports by REST: asked for, followed, saved, given up; each account sees its own."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from steward.kernel.refusal import Invalid
from steward.surface.exports import asking
from steward.surface.exports.pages import file_answer
from steward.surface.exports.sheets import FORMS
from steward.surface.models import Export
from steward.surface.rest import schemas
from steward.surface.rest.body import read_object
from steward.surface.rest.records import texts
from steward.surface.rest.router import Routes
from steward.surface.rest.serving import Call, answer, serve
from steward.surface.rest.shape import ROOT

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.http.response import HttpResponseBase
    from ninja import Router


ONE = "/{int:pk}"
Filters = dict[str, list[str]]


class ExportBody(BaseModel):
    """What to export."""

    model_config = ConfigDict(extra="forbid")
    kind: str = Field(description="Whose list: incident, agreement …")
    format: Literal["csv", "xlsx", "pdf", "docx"]
    params: dict[str, str | list[str]] | None = Field(None, description="Filters and order, as of the list")


class ExportState(BaseModel):
    """How far an export is."""

    id: int
    kind: str
    format: Literal["csv", "xlsx", "pdf", "docx"]
    params: Filters = Field(description="The filters as they were understood, and the order of the rows")
    state: Literal["waiting", "running", "done", "stopped", "cancelled"]
    reason: str | None = Field(description="Why it stopped")
    rows: int = Field(description="Rows written so far")
    total: int | None = Field(description="Rows in all; null until they are counted")
    size: int | None = Field(description="Bytes of the file; null until it is done")
    made_at: datetime
    ended_at: datetime | None
    url: str
    file: str | None = Field(description="Where the file is; null until it is done")


class ExportPage(BaseModel):
    """The newest exports of an account."""

    items: list[ExportState]


def index(call: Call) -> HttpResponse:
    """The account's own, the newest first."""
    return answer({"items": [_told(each) for each in asking.exports_of(call.actor)[: asking.SHOWN]]})


def create(call: Call) -> HttpResponse:
    """Asks for one."""
    raw = read_object(call.request)
    params = raw.pop("params", None)
    told = texts(raw, needed=("kind", "format"))
    process = asking.process_named(told["kind"])
    if told["format"] not in FORMS:
        raise Invalid({"format": [_("Choose from: %(choices)s.") % {"choices": ", ".join(FORMS)}]})
    made = _told(asking.ask(process, told["format"], _filters(params), call.actor))
    return answer(made, 201, {"Location": made["url"]})


def _filters(params: Any) -> Filters:
    """Filters as an address has them: each a text or several."""
    faults = Invalid({"params": [_("Filters are an object of texts or lists of texts.")]})
    if params is not None and not isinstance(params, dict):
        raise faults
    several = {name: value if isinstance(value, list) else [value] for name, value in (params or {}).items()}
    if not all(isinstance(each, str) for values in several.values() for each in values):
        raise faults
    return several


def read(pk: int, call: Call) -> HttpResponse:
    """How far it is."""
    return answer(_told(asking.export_of(call.actor, pk)))


def cancel(pk: int, call: Call) -> HttpResponse:
    """Gives it up; nothing changes where it has ended."""
    return answer(_told(asking.cancel(call.actor, pk)))


def download(pk: int, call: Call) -> HttpResponseBase:
    """The file."""
    return file_answer(call.actor, pk)


def _told(export: Export) -> dict[str, Any]:
    url = f"{ROOT}/exports/{export.pk}/"
    return {
        "id": export.pk,
        "kind": export.kind,
        "format": export.form,
        "params": export.params,
        "state": export.state,
        "reason": asking.WHY.get(export.why),
        "rows": export.done,
        "total": export.total,
        "size": export.size,
        "made_at": export.made_at,
        "ended_at": export.ended_at,
        "url": url,
        "file": f"{url}file/" if export.state == Export.DONE else None,
    }


def router() -> Router:
    """Every operation on exports."""
    routes = Routes("exports")

    def listed(request: HttpRequest) -> Any:
        return serve(request, index)

    def asked(request: HttpRequest) -> Any:
        return serve(request, create)

    def followed(request: HttpRequest, pk: int) -> Any:
        return serve(request, partial(read, pk))

    def given_up(request: HttpRequest, pk: int) -> Any:
        return serve(request, partial(cancel, pk))

    def saved(request: HttpRequest, pk: int) -> Any:
        return serve(request, partial(download, pk))

    body, one = schemas.body_of(ExportBody), {200: ExportState}
    routes.add("GET", "", listed, "Your exports", answers={200: ExportPage})
    routes.add("POST", "", asked, "Export a list as a file", answers={201: ExportState}, described=body)
    routes.add("GET", ONE, followed, "How far an export is", answers=one)
    routes.add("DELETE", ONE, given_up, "Cancel an export", answers=one)
    kinds = schemas.file_answer(*FORMS.values())
    routes.add("GET", f"{ONE}/file", saved, "Save the file", answers={200: None}, described=kinds)
    return routes.router
