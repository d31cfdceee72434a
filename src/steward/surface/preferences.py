"""The reader's own settings: language and colours; without an account the language stays in a cookie."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from steward.people import accounts
from steward.people.context import current_actor
from steward.surface import choices
from steward.surface.accepting import takes

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

YEAR = 365 * 24 * 3600


def _back(request: HttpRequest) -> HttpResponse:
    came_from = request.headers.get("Referer", "")
    allowed = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    return HttpResponseRedirect(came_from if allowed else "/", status=303)


@takes("language")
def language(request: HttpRequest) -> HttpResponse:
    """Changes the language."""
    chosen = request.POST.get("language", "")
    response = _back(request)
    if request.method != "POST" or chosen not in dict(settings.LANGUAGES):
        return response
    actor = getattr(request, "actor", None)
    if actor:
        accounts.prefer(actor.id, language=chosen)
    response.set_cookie("language", chosen, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure())
    return response


@takes("theme")
def theme(request: HttpRequest) -> HttpResponse:
    """Changes the colours."""
    chosen = request.POST.get("theme", "")
    if request.method == "POST" and chosen in ("light", "dark", "auto"):
        accounts.prefer(current_actor().id, theme=chosen)
    return _back(request)


def records(request: HttpRequest) -> HttpResponse:
    """Suggestions for a field that names a record of the kinds in `?kinds=`, which the field itself does not send."""
    kinds = request.GET.get("kinds", "").split(",")
    question = next((str(value) for name, value in request.GET.items() if value and name != "kinds"), "")
    return render(request, "surface/options.html", {"options": choices.records(question, kinds) if question else []})


def persons(request: HttpRequest) -> HttpResponse:
    """Suggestions for a field that names a person."""
    return _suggested(request, choices.persons)


def units(request: HttpRequest) -> HttpResponse:
    """Suggestions for a cell that names a unit."""
    return _suggested(request, choices.units)


def _suggested(request: HttpRequest, search: Callable[[str], list[dict[str, Any]]]) -> HttpResponse:
    """The one search field of the form comes as its own name."""
    question = next((str(value) for value in request.GET.values() if value), "")
    return render(request, "surface/options.html", {"options": search(question) if question else []})
