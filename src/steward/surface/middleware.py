"""Around every page: headers, the gate for broken input, the database's absence, and who acts."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, logout
from django.contrib.auth.views import redirect_to_login
from django.db import DataError, InterfaceError, OperationalError, transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _

from steward.kernel.refusal import Refused
from steward.people.actor import actor_of_session
from steward.people.context import acting
from steward.surface.looked import keep_look
from steward.surface.message import machine_page, message_page, refusal_page, typed_in
from steward.surface.rest.problems import problem
from steward.surface.rest.who import language_of
from steward.surface.second_factor import led_there

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from steward.people.actor import Actor

    Answer = Callable[[HttpRequest], HttpResponseBase]

API = "/api/"
# Doors that are open before anybody has logged in; every other path needs an actor.
PUBLIC = ("/accounts/", "/static/", "/healthz", "/answer/", "/feeds/", "/language/", API)
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class Headers:
    """Security headers on every answer, errors included."""

    def __init__(self, get_response: Answer) -> None:
        """Keeps the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers with the headers set, where a view has not set stricter ones."""
        response = self.get_response(request)
        for name, value in (
            ("Content-Security-Policy", CONTENT_POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("X-Frame-Options", "DENY"),
        ):
            response.headers.setdefault(name, value)
        if settings.SESSION_COOKIE_SECURE:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if not request.path.startswith(settings.STATIC_URL):
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class DatabaseAway:
    """While the database is away or starts again, a 503 that says so and when to try again."""

    def __init__(self, get_response: Answer) -> None:
        """Keeps the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers as the next layer does; exceptions arrive in `process_exception`."""
        try:
            return self.get_response(request)
        except (OperationalError, InterfaceError, OSError) as error:
            response = self.process_exception(request, error)
            if response is None:
                raise
            return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Takes connection failures of views, and a disk that is full, the database's or our own."""
        return machine_page(request, error)


class Gate:
    """Broken addresses and over-long fields end here with a sentence, before anything reads them."""

    def __init__(self, get_response: Answer) -> None:
        """Keeps the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuses NUL and undecodable characters in the address."""
        address = request.path + "".join(name + "".join(values) for name, values in request.GET.lists())
        if "\x00" in address or any("\ud800" <= sign <= "\udfff" for sign in address):
            return self._refusal(request)
        return self.get_response(request)

    @staticmethod
    def _refusal(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(API):
            with translation.override(language_of(request)):
                return problem(400, [_("It holds characters that no page's address has.")])
        why = _("It holds characters that no page's address has.")
        what, ways = _("This address can't be read"), [(_("To the start page"), "/")]
        return message_page(request, 400, what, why=[why], next_steps=ways)


class Acting:
    """Finds the actor, refuses whoever is nobody, and runs the view in the actor's transaction."""

    def __init__(self, get_response: Answer) -> None:
        """Keeps the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answers in the actor's language, in one transaction under the actor's scope."""
        if request.path.startswith((API, settings.STATIC_URL)):
            return self.get_response(request)
        actor = self._actor(request)
        request.actor = actor  # type: ignore[attr-defined]  # ours
        language = actor.language if actor else self._language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = translation.get_language()
            if actor is None:
                if not request.path.startswith(PUBLIC):
                    return redirect_to_login(request.get_full_path())
                return self.get_response(request)
            with acting(actor):
                response = led_there(request, actor) or self.get_response(request)
                if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                    response.render()
                if response.status_code >= 500:  # noqa: PLR2004  a fault of ours or of the machine: nothing half done stays
                    transaction.set_rollback(True)
                keep_look(request, actor, response.status_code)
                return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A refusal that no view took becomes a page with its reasons; so does a value that no column takes."""
        if isinstance(error, DataError):
            if transaction.get_connection().in_atomic_block:
                transaction.set_rollback(True)
            why = _("A value is out of the range that can be kept.")
            return message_page(request, 422, _("This can't be done"), why=[why], typed=typed_in(request))
        return refusal_page(request, error) if isinstance(error, Refused) else None

    def _actor(self, request: HttpRequest) -> Actor | None:
        """Who the session belongs to, in one statement; nobody once it is idle or its password has changed."""
        account = request.session.get(SESSION_KEY)
        if account is None or self._is_idle(request):
            return None
        return actor_of_session(int(account), request.session.get(HASH_SESSION_KEY, ""))

    @staticmethod
    def _language(request: HttpRequest) -> str:
        return request.COOKIES.get("language") or translation.get_language_from_request(request)

    @staticmethod
    def _is_idle(request: HttpRequest) -> bool:
        """Ends a session unused for too long; its last use is kept to the minute, so that few requests write it."""
        now = int(time.time())
        seen = request.session.get("seen", now)
        if now - seen > settings.SESSION_IDLE_SECONDS:
            logout(request)
            return True
        if "seen" not in request.session or now - seen >= 60:  # noqa: PLR2004  a minute
            request.session["seen"] = now
        return False
