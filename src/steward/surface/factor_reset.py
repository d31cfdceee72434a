"""The account of a person: an administrator takes a lost second factor away, and it is kept who did (manual 6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.names import names_of
from steward.kernel.refusal import Refused, Unknown
from steward.people import second_factor
from steward.people.context import current_actor
from steward.people.models import User
from steward.surface import times
from steward.surface.accepting import takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest

FACTOR_KEEPERS = ("administrator",)


def _account(person: int) -> User:
    """The account of somebody whom the actor may see. Raises Refused, Unknown."""
    if reasons := policy.why_not_hold(FACTOR_KEEPERS, current_actor()):
        raise Refused(reasons)
    account = User.objects.filter(person_id=person, person__party_id__any_of=current_actor().scope.parties)
    found = account.select_related("person").first()
    if found is None:
        raise Unknown([_("This person has no account.")])
    return found


def _why_not(account: User) -> list[str]:
    if account.pk == current_actor().id:
        return [_("Your own factor is taken away by another administrator, or by yourself with a code.")]
    return [] if second_factor.has_factor(account.pk) else [_("This account has no second factor.")]


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether the account has a factor, what became of it, and the button that takes it away."""
    account = _account(pk)
    context = {
        "title": f"{_('Account')}: {account}",
        "username": account.username,
        "is_active": account.is_active,
        "has_factor": second_factor.has_factor(account.pk),
        "why_not": _why_not(account),
        "reset_url": f"/registers/person/{pk}/account/reset/",
        "history": _history(account),
        "crumb": {"label": str(account), "url": f"/registers/person/{pk}/"},
        "shell": shell(request),
    }
    return render(request, "surface/person_account.html", context)


def _history(account: User) -> list[dict[str, Any]]:
    entries = second_factor.history_of_factor(account.pk)
    names = names_of({"user": {entry.actor_id for entry in entries}})
    told = {"insert": _("Second factor set up"), "delete": _("Second factor taken away")}
    return [
        {
            "what": told[entry.action],
            "who": names.name("user", entry.actor_id) or account.username,
            "when": times.full(entry.recorded_at, current_actor().zone),
        }
        for entry in entries
    ]


@takes()
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes the factor away; the account's sessions end, and the next log-in sets up a new one."""
    account = _account(pk)
    if reasons := _why_not(account):
        raise Refused(reasons)
    second_factor.reset(account.pk, actor=current_actor())
    messages.success(request, _("The second factor is taken away; the next log-in asks for a new one."))
    return HttpResponseRedirect(f"/registers/person/{pk}/account/", status=303)
