"""Every address of the API: one router a process, its description, and a problem for whatever is none."""

from __future__ import annotations

from functools import cache, wraps
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from steward.kernel.catalogue import all_places, all_processes
from steward.surface.rest import exports
from steward.surface.rest.problems import Problem, problem
from steward.surface.rest.router import place_router, router_of
from steward.surface.rest.schemas import ProblemDetails
from steward.surface.rest.serving import answer
from steward.surface.rest.who import language_of, who_asks

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

METHODS = ("get", "post", "patch", "put", "delete")
REFUSALS = ("400", "401", "403", "404", "409", "412", "413", "415", "422", "428", "503", "507")

api = NinjaAPI(title="Steward", version="1", urls_namespace="api", openapi_url=None, docs_url=None)
for process in all_processes():
    api.add_router(f"/{process.kind}", router_of(process))
api.add_router("/exports", exports.router())
for place in all_places():
    if place.operations:
        api.add_router(f"/{place.key}", place_router(place))


@cache
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 document: what the routers say, and what is true of every operation."""
    told: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1/"))
    parts = told["components"]
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    parts["schemas"]["ProblemDetails"] = ProblemDetails.model_json_schema()
    told["security"] = [{"token": []}]
    refused = {
        "description": "Refused, with every reason",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}},
    }
    for operations in told["paths"].values():
        for method in METHODS:
            if method in operations:
                operations[method]["responses"].update(dict.fromkeys(REFUSALS, refused))
    return told


def openapi(_request: HttpRequest) -> HttpResponse:
    """The description for programs."""
    return answer(description())


def readable(request: HttpRequest) -> HttpResponse:
    """The same for people."""
    told = description()
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, operations in told["paths"].items():
        for method in METHODS:
            if method in operations:
                one = {"method": method.upper(), "address": address, **operations[method]}
                groups.setdefault(address.split("/")[3], []).append(one)
    with translation.override(_language_of_reader(request)):
        return render(request, "surface/api.html", {"groups": groups, "shell": None})


def _language_of_reader(request: HttpRequest) -> str:
    """The account's language for whoever is logged in; the page itself is open to everybody."""
    try:
        return who_asks(request).language
    except Problem:
        return request.COOKIES.get("language") or language_of(request)


@csrf_exempt
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """An address that is none."""
    with translation.override(language_of(request)):
        return problem(404, [_("There is nothing at “%(address)s”.") % {"address": rest[:100]}])


def _as_problem(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Turns the bare 405 of a view into a problem."""

    @wraps(view)
    def answered(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        response = view(request, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        methods = ", ".join(sorted(response["Allow"].split(", ")))
        with translation.override(language_of(request)):
            told = problem(405, [_("Allowed here: %(methods)s.") % {"methods": methods}])
        told["Allow"] = methods
        return told

    return answered


_patterns = api.urls[0]
for pattern in _patterns:
    pattern.callback = _as_problem(cast("Callable[..., HttpResponseBase]", pattern.callback))

urlpatterns = [
    path("", readable, name="api"),
    path("openapi.json", openapi, name="openapi"),
    *_patterns,
    path("<path:rest>", nothing),
]
