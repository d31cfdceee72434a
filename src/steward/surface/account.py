"""The reader's own account: notices, API tokens, second factor, staff sessions (manual 6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.intake import clean_text
from steward.kernel.refusal import Invalid, Refused
from steward.people import staff, tokens
from steward.people.context import current_actor, now
from steward.people.roles import ROLES
from steward.surface import times
from steward.surface.accepting import takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest

STAFF = ("administrator",)
LONGEST_LIFE = 730


def page(request: HttpRequest, shown_once: str = "") -> HttpResponse:
    """The account with its tokens and duties; a token just made is shown this once."""
    actor = current_actor()
    context = {
        "title": actor.name,
        "username": actor.username,
        "roles": sorted({str(ROLES[role].label) for role, _project in actor.duties}),
        "token": shown_once,
        "tokens": [_token(each) for each in tokens.tokens_of(actor.id)],
        "links": [
            {"label": _("Second factor"), "url": "/accounts/2fa/"},
            {"label": _("Change the password"), "url": "/accounts/password/change/"},
        ],
        "may_be_staff": actor.holds_anywhere(STAFF),
        "shell": shell(request),
    }
    return render(request, "surface/account.html", context)


def _token(token: Any) -> dict[str, Any]:
    actor = current_actor()
    ended = token.withdrawn_at is not None or token.expires_at <= now()
    return {
        "name": token.name,
        "scopes": ", ".join(token.scopes),
        "expires": times.short(token.expires_at, actor.zone),
        "withdraw_url": None if ended else f"/account/tokens/{token.pk}/withdraw/",
    }


@takes("name", "days", "scope")
def make_token(request: HttpRequest) -> HttpResponse:
    """Makes a token and shows it once."""
    if request.method != "POST":
        return HttpResponseRedirect("/account/", status=303)
    name = clean_text(request.POST.get("name", "")).strip()[:100]
    days = request.POST.get("days", "")
    if not name:
        raise Invalid({"name": [_("Give the token a name that says what uses it.")]})
    if not days.isdecimal() or not 1 <= int(days[:6]) <= LONGEST_LIFE:
        raise Invalid({"days": [_("A token lives 1 to 730 days.")]})
    scopes = ("read", "write") if request.POST.get("scope") == "write" else ("read",)
    return page(request, tokens.issue(current_actor().username, name=name, scopes=scopes, days=int(days)))


@takes()
def withdraw_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Ends a token."""
    if request.method == "POST":
        tokens.withdraw(current_actor().id, pk)
        messages.success(request, _("The token no longer works."))
    return HttpResponseRedirect("/account/", status=303)


@takes("reason")
def begin_staff_session(request: HttpRequest) -> HttpResponse:
    """Begins a staff session, with its reason."""
    if request.method == "POST":
        reasons = policy.why_not_hold(STAFF, current_actor())
        reason = clean_text(request.POST.get("reason", "")).strip()[:2000]
        if not reasons and not reason:
            reasons = [_("Say why you need to see all customers' records.")]
        if reasons:
            raise Refused(reasons)
        staff.begin(current_actor(), reason)
    return HttpResponseRedirect("/account/", status=303)


@takes()
def end_staff_session(request: HttpRequest) -> HttpResponse:
    """Ends a staff session before its time."""
    if request.method == "POST":
        staff.end(current_actor())
    return HttpResponseRedirect("/account/", status=303)
