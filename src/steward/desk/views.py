"""The pages of the desk, and the start page that leads each reader to the own one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.desk import dashboard
from steward.kernel.refusal import Refused
from steward.people.context import current_actor, now
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def start(_request: HttpRequest) -> HttpResponse:
    """The provider's people begin with the dashboard, contacts with their incidents."""
    return HttpResponseRedirect("/dashboard/" if current_actor().is_provider else "/incident/")


def desk(request: HttpRequest) -> HttpResponse:
    """The dashboard; `?by=month` shows twelve months. Raises Refused for contacts."""
    actor = current_actor()
    if not actor.is_provider:
        raise Refused([_("The dashboard is for the provider's people.")])
    step = "month" if request.GET.get("by") == "month" else "day"
    context = dashboard.dashboard(actor, now(), step)
    return render(request, "surface/dashboard.html", {**context, "shell": shell(request)})
