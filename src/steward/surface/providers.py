"""Log-in by another house's identity provider (OpenID Connect), asked through the one way out (manual 6.6)."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any, cast

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.utils.translation import gettext as _
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from steward.kernel import egress
from steward.kernel.refusal import Refused
from steward.surface.message import message_page

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger(__name__)
BAD_GATEWAY = 502


class Adapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Gives the log-in library a session that has no way out of its own; everything else is allauth's."""

    def get_requests_session(self) -> requests.Session:
        """A session for one question or a few."""
        from allauth.core import context

        session = requests.Session()
        session.trust_env = False  # neither proxies nor passwords of the machine
        session.adapters.clear()
        session.mount("", _Egress(self.request or context.request))
        return session


class _Egress(BaseAdapter):
    """Sends what the log-in library prepared; whoever is logging in is told when the provider can't be asked."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__()
        self.request = request

    def send(self, request: requests.PreparedRequest, **_how: Any) -> requests.Response:  # type: ignore[override]  # time and trust are the egress's own
        """One question. Raises ImmediateHttpResponse with the page that tells why there is no answer."""
        headers = {name: str(value) for name, value in request.headers.items()}
        body = request.body.encode() if isinstance(request.body, str) else cast("bytes | None", request.body)
        try:
            answer = egress.ask(request.method or "GET", request.url or "", headers=headers, body=body)
            if request.method == "GET":
                _must_be_read(answer)
        except Refused as refused:
            log.warning("An identity provider could not be asked: %s", refused)
            raise ImmediateHttpResponse(_page(self.request)) from refused
        response = requests.Response()
        response.status_code, response.headers = answer.status, CaseInsensitiveDict(answer.headers)
        response._content = answer.body  # noqa: SLF001  as requests' own tests make an answer
        response.url, response.request = request.url or "", request
        return response

    def close(self) -> None:
        """Nothing is kept open."""


def _must_be_read(answer: egress.Answer) -> None:
    """Configuration, keys and person are JSON; the library would fail over anything else. Raises Refused."""
    try:
        told = json.loads(answer.body) if answer.status < 400 else None  # noqa: PLR2004  where HTTP's errors begin
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise Refused([_("The provider's answer can't be read (status %(status)d).") % {"status": answer.status}])


def _page(request: HttpRequest) -> Any:
    """What the visitor reads: nothing of names and addresses inside."""
    return message_page(
        request,
        BAD_GATEWAY,
        _("The identity provider can't be asked just now"),
        why=[_("Its answer did not come or was not as agreed. The reason is in the log.")],
        next_steps=[(_("Back to the log-in"), "/accounts/login/")],
    )
