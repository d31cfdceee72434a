"""Documents to acknowledge: what was handed to the reader, and for controllers what is still owed (manual 1.4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.people.context import now
from steward.registers.document.handing import copies, queries
from steward.registers.document.layers import CONTROLLERS
from steward.registers.document.register_page import reader
from steward.surface import times
from steward.surface.accepting import takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_DIGITS = 18


@takes("copy")
def shown(request: HttpRequest) -> HttpResponse:
    """What the reader holds; a form sent acknowledges one copy. Raises Unknown for contacts, Refused."""
    actor = reader()
    if request.method == "POST":
        given = request.POST.get("copy", "")
        pk = int(given) if given.isascii() and given.isdigit() and len(given) < MOST_DIGITS else 0
        copy = copies.acknowledge(pk, actor=actor)
        messages.success(request, _("Receipt of copy no. %(number)s is acknowledged.") % {"number": copy.number})
        return HttpResponseRedirect("/copies/mine/", status=303)
    context = {
        "held": queries.of_holder(actor),
        "waited_for": [] if policy.why_not_hold(CONTROLLERS, actor) else queries.waited_for(),
        "undertaking": copies.UNDERTAKING,
        "days_since": lambda moment: (now() - moment).days,
        "short": lambda moment: times.short(moment, actor.zone)[:10],
        "shell": shell(request),
    }
    return render(request, "document/mine.html", context)
