"""Who asks: by bearer token, or (reading alone) by the session of the pages."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from steward.people.actor import Actor, actor_of, actor_of_token
from steward.people.tokens import digest_of
from steward.surface.rest.problems import Problem
from steward.surface.second_factor import missing

if TYPE_CHECKING:
    from django.http import HttpRequest

READING = ("GET", "HEAD", "OPTIONS")


def _refuse(reason: str, error: str = "") -> Problem:
    detail = f', error="{error}"' if error else ""
    return Problem(401, reason, headers={"WWW-Authenticate": f'Bearer realm="Steward"{detail}'})


def who_asks(request: HttpRequest) -> Actor:
    """The actor, in one statement. Raises Problem 401 for nobody, 403 for a token without the scope."""
    header = request.headers.get("Authorization")
    if header is None:
        return _by_session(request)
    scheme, _space, token = header.partition(" ")
    actor = actor_of_token(digest_of(token.strip())) if scheme.lower() == "bearer" and token else None
    if actor is None:
        raise _refuse(_("This token is unknown, has expired or was withdrawn."), "invalid_token")
    needed = "read" if request.method in READING else "write"
    if needed not in (actor.token_scopes or ()):
        challenge = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{needed}"'}
        sentence = _("This token does not have the scope “%(scope)s”.") % {"scope": needed}
        raise Problem(403, sentence, headers=challenge)
    return actor


def _by_session(request: HttpRequest) -> Actor:
    """The person logged in to the pages. A session writes nothing here: no other site can make it write."""
    if request.method not in READING:
        raise _refuse(_("Writing needs a token: Authorization: Bearer …"))
    seen = request.session.get("seen")
    idle = seen is not None and int(time.time()) - seen > settings.SESSION_IDLE_SECONDS
    actor = actor_of(request.user.pk) if request.user.is_authenticated and not idle else None
    if actor is None:
        raise _refuse(_("Log in with a token: Authorization: Bearer …"))
    if lacks := missing(request, actor):
        raise Problem(403, lacks.sentence)
    return actor


def language_of(request: HttpRequest, actor: Actor | None = None) -> str:
    """The language that the request accepts, else the account's."""
    if actor is None or "Accept-Language" in request.headers:
        return translation.get_language_from_request(request)
    return actor.language
