"""Every address of the program: the routes of each declared process, and the few pages that stand alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.http import require_safe

from steward import contents
from steward.surface import urls as surface
from steward.surface.second_factor import SetUp


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Says that the web process answers; it asks nothing of the database."""
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("steward.desk.urls")),
    path("accounts/2fa/totp/activate/", SetUp.as_view(), name="mfa_activate_totp"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("steward.surface.rest.urls")),
    path("", include("steward.channel.notices.urls")),
    *surface.own,
    # Before the processes' own, whose `<kind>/<number>/` would take them for records.
    *(path("", include(module)) for module in contents.own_addresses()),
    *(route for process in contents.processes() for route in surface.routes(process)),
    *(route for register in contents.registers() for route in surface.register_routes(register)),
]

handler404 = "steward.surface.message.not_found"
handler500 = "steward.surface.message.broken"
