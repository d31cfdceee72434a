"""The provider's people prove themselves by a second factor, or do nothing but set it up (manual 6.6, quality C5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.views import ActivateTOTPView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from steward.people.models import User
from steward.people.second_factor import is_staff
from steward.surface.message import message_page, typed_in

if TYPE_CHECKING:
    from django.http import HttpRequest

    from steward.people.actor import Actor

SET_UP = "/accounts/2fa/totp/activate/"
CONFIRM = "/accounts/2fa/reauthenticate/"
# Open to whoever still has to prove himself: to leave, to choose the language, and what is open to anybody.
_OPEN = ("/accounts/logout/", "/language/", "/static/", "/healthz", "/answer/")


@dataclass(frozen=True)
class Missing:
    """What a session still has to do before anything else, where, and the sentence that says so."""

    address: str
    sentence: str


def missing(request: HttpRequest, actor: Actor) -> Missing | None:
    """What is missing of this session; None where nothing is asked or all is proved."""
    if not settings.SECOND_FACTOR or not is_staff(actor):
        return None
    if actor.factor_since is None:
        sentence = _("Your account needs a second factor before you can go on: set it up here.")
        return Missing(SET_UP, sentence)
    if any(at >= actor.factor_since for at in _proved(request, actor)):
        return None
    return Missing(CONFIRM, _("Confirm with a code of your authenticator app that it is you."))


def _proved(request: HttpRequest, actor: Actor) -> list[float]:
    """When this session proved a factor (seconds of the epoch)."""
    records = get_authentication_records(request, User(pk=actor.id))
    return [record["at"] for record in records if record["method"] == "mfa"]


def led_there(request: HttpRequest, actor: Actor) -> HttpResponse | None:
    """The answer to a request of a session that has not proved itself; None where the request may go on."""
    lacks = missing(request, actor)
    if lacks is None or request.path.startswith((lacks.address, *_OPEN)):
        return None
    if lacks.address == SET_UP and _proved(request, actor):
        # The factor was taken away: whoever sits here is asked for everything anew.
        logout(request)
        return HttpResponseRedirect("/accounts/login/")
    if request.method == "POST":
        steps = [(_("Go on"), lacks.address)]
        what = _("This can't be done")
        return message_page(request, 403, what, why=[lacks.sentence], next_steps=steps, typed=typed_in(request))
    messages.warning(request, lacks.sentence)
    return HttpResponseRedirect(f"{lacks.address}?{urlencode({'next': request.get_full_path()})}")


def told(request: HttpRequest) -> dict[str, Any]:
    """What the log-in library's pages say of it; asks nothing of the database."""
    actor = getattr(request, "actor", None)
    return {
        "second_factor_is_off": not settings.SECOND_FACTOR,
        "is_demo": settings.DEMO,
        "must_prove": actor is not None and missing(request, actor) is not None,
    }


class SetUp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """The log-in library's page; whoever just typed a code has proved the factor in this session."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """The secret in words of four letters, as somebody types it."""
        found: dict[str, Any] = super().get_context_data(**more)
        secret = found["form"].secret
        return found | {"secret_in_words": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}

    def form_valid(self, form: Any) -> HttpResponse:
        """Activates the factor and goes on to the recovery codes."""
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type="totp", reauthenticated=True)
        return response
