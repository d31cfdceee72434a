"""External auditors: their accounts, until when each is valid, and what was looked at (manual 1.2.2, 6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel.days import day_at
from steward.kernel.refusal import Unknown
from steward.oversight.conformity import guests
from steward.oversight.conformity.wording import words
from steward.people.context import current_actor, now
from steward.surface.accepting import takes
from steward.surface.models import Looked
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest

    from steward.people.actor import Actor
    from steward.people.models import User

MOST_LOOKS = 200


@takes("step", "person", "until", "account")
def page(request: HttpRequest) -> HttpResponse:
    """The page; POST opens an account or moves its end (`person`, `until`), or ends one (`step` end, `account`)."""
    actor = current_actor()
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    guests.check_keeper(actor)
    fresh: tuple[User, str] | None = None
    if request.method == "POST":
        if request.POST.get("step") == "end":
            guests.end(request.POST.get("account", ""), actor)
            messages.success(request, _("The account has ended."))
            return HttpResponseRedirect(request.path, status=303)
        fresh = guests.open_for(request.POST.get("person", ""), request.POST.get("until", ""), actor)
        if not fresh[1]:
            messages.success(request, _("The account is valid until another day now."))
            return HttpResponseRedirect(request.path, status=303)
    chosen = request.GET.get("account", "")
    return render(request, "conformity/guests.html", {**_shown(actor, chosen, fresh), "shell": shell(request)})


def _shown(actor: Actor, chosen: str, fresh: tuple[User, str] | None) -> dict[str, Any]:
    looks = Looked.objects.filter(user__in=guests.accounts()).select_related("user__person")
    if chosen:
        looks = looks.filter(user__username=chosen)
    at = now()
    return {
        "people": list(guests.auditors(day_at(at, actor.zone))),
        "accounts": [
            {"account": each, "is_valid": each.valid_until is None or each.valid_until > at}
            for each in guests.accounts().annotate(looked=Count("looks"), last_at=Max("looks__looked_at"))
        ],
        "looks": list(looks.order_by("-pk")[:MOST_LOOKS]),
        "most": MOST_LOOKS,
        "chosen": chosen,
        "fresh": fresh,
        "until": "",
        **words(actor.zone),
    }
