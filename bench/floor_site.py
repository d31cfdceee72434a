"""The floor under a list: a bare Django page with the same rows, session and database role, and as many bytes."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steward.config.settings")
application = get_wsgi_application()

if TYPE_CHECKING:
    from django.http import HttpRequest

settings.ROOT_URLCONF = __name__
settings.MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
application = get_wsgi_application()

ROWS = 50
# Each row's markup is this long beside its values, so that the page has the bytes of the real one.
MARKUP = int(os.environ.get("FLOOR_MARKUP", "1500"))
PAGE = Engine().from_string(
    "<!doctype html><title>floor</title><table>{% for row in rows %}<tr>"
    "{% for cell in row %}<td>{{ cell }}</td>{% endfor %}<!--MARKUP--></tr>{% endfor %}</table>".replace(
        "MARKUP", "-" * MARKUP
    )
)
SCOPE = """select set_config('steward.customers', %(customers)s::text, true),
    set_config('steward.parties', %(customers)s::text, true), set_config('steward.projects', '{}', true),
    set_config('steward.suppliers', '{}', true), set_config('steward.audiences', '{0,1,2,3}', true),
    set_config('steward.restrictions', '{""}', true), set_config('steward.actor', %(actor)s::text, true)"""


def page(request: HttpRequest) -> HttpResponse:
    """Fifty open incidents, the newest first, by Django's own means."""
    from steward.kernel.models import Record

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SCOPE, {"customers": os.environ["FLOOR_CUSTOMERS"], "actor": str(request.user.pk)})
        found = Record.objects.filter(kind="incident", is_open=True).order_by("-updated_at", "-id")
        rows = [
            (one.number, one.title, one.customer.name_zh, one.priority, one.state, one.team, one.owner, one.due_at)
            for one in found.select_related("customer", "team", "owner")[:ROWS]
        ]
    return HttpResponse(PAGE.render(Context({"rows": rows})))


def healthz(_request: HttpRequest) -> HttpResponse:
    """For the one who waits until it serves."""
    return HttpResponse("ok")


urlpatterns = [path("incident/", page), path("healthz", healthz)]
