"""The copies of an edition: who holds them, handing out, and the recall list of older prints (manual 1.4.2-1.4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from steward.kernel import acts, policy
from steward.kernel.cleaning import clean_text
from steward.kernel.days import today_of
from steward.kernel.refusal import Invalid
from steward.people.context import current_actor
from steward.registers.document.handing import copies, queries
from steward.registers.document.handing.models import Ending, Sort
from steward.registers.document.layers import CONTROLLERS
from steward.surface import times
from steward.surface.accepting import takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.people.models import Person
    from steward.registers.document.models import Edition

MOST_DIGITS, MOST_PLACE = 18, 200


@takes("sort", "role", "person", "place", "copy", "ending")
def shown(request: HttpRequest, process: Process, number: str) -> HttpResponse:
    """The list; a form sent with `copy` takes that one back, any other hands out. Raises Unknown, Refused, Invalid."""
    actor = current_actor()
    edition: Any = acts.fetch(process, number, actor)
    if request.method == "POST":
        _act(request, edition, actor)
        return HttpResponseRedirect(f"/edition/{edition.number}/copies/", status=303)
    reasons = policy.why_not_hold(CONTROLLERS, actor)
    may_hand_out = not reasons and edition.state == "in_force"
    roles, people = queries.choices(today_of(actor)) if may_hand_out else ([], [])
    context = {
        "edition": edition,
        "held": queries.of_edition(edition),
        "may_hand_out": may_hand_out,
        "may_take_back": not reasons,
        "roles": roles,
        "people": people,
        "sorts": [(key, label) for key, label in Sort.choices if key != Sort.EXTERNAL],
        "endings": Ending.choices,
        "short": lambda moment: times.short(moment, actor.zone)[:10],
        "shell": shell(request),
    }
    return render(request, "document/copies.html", context)


def _act(request: HttpRequest, edition: Edition, actor: Actor) -> None:
    given = request.POST.get("copy", "")
    if given:
        pk = int(given) if given.isascii() and given.isdigit() and len(given) < MOST_DIGITS else 0
        copy = copies.take_back(edition, pk, request.POST.get("ending", ""), actor=actor)
        told = {"number": copy.number, "ending": copy.get_ending_display()}
        messages.success(request, _("Copy no. %(number)s: %(ending)s.") % told)
        return
    people = _chosen(request, actor)
    place = clean_text(request.POST.get("place", "")).strip()
    if len(place) > MOST_PLACE:
        text = _("Say in %(most)d characters at most where the copy lies.")
        raise Invalid({"place": [text % {"most": MOST_PLACE}]})
    made = copies.hand_out(edition, people, request.POST.get("sort", ""), place, actor=actor)
    text = ngettext("%(num)d copy is handed out.", "%(num)d copies are handed out.", len(made))
    messages.success(request, text % {"num": len(made)})


def _chosen(request: HttpRequest, actor: Actor) -> list[Person]:
    """The holders of the role and the persons that were chosen, each once. Raises Invalid for a person not ours."""
    day = today_of(actor)
    role, codes = request.POST.get("role", ""), set(request.POST.getlist("person")) - {""}
    people = {person.pk: person for person in queries.people_of(role, day)} if role else {}
    if codes:
        ours = {person.code: person for person in queries.people_of(queries.EVERYBODY, day)}
        unknown = sorted(code[:40] for code in codes - set(ours))
        if unknown:
            text = _("Nobody of ours with a duty: %(codes)s.") % {"codes": _(", ").join(unknown)}
            raise Invalid({"person": [text]})
        people |= {ours[code].pk: ours[code] for code in codes}
    return list(people.values())
