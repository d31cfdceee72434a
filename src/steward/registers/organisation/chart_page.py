"""The organisation page: chart, posts with letters, certificates, offices, profile (manual 1.1, 2.1.1, 2.1.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.days import today_of
from steward.kernel.refusal import Refused
from steward.kernel.rows import write_row
from steward.people.context import now
from steward.registers.organisation import starting
from steward.registers.organisation.chart import drawn
from steward.registers.organisation.models import Certificate, Confirmation, Statement
from steward.registers.organisation.reading import reader
from steward.registers.organisation.roles import KEEPERS
from steward.surface import times
from steward.surface.accepting import takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from steward.people.actor import Actor

CONFIRMED_BY = ("general_manager", "top_management", "management_representative", "quality_manager")


@dataclass(frozen=True, slots=True)
class Limit:
    """A certificate with the days that are left of it, and how that is to be seen."""

    certificate: Certificate
    days: int
    tone: Literal["good", "warn", "bad"]


@takes("begin")
def shown(request: HttpRequest) -> HttpResponse:
    """The page; sent, it is confirmed as it stands, or begun with the usual texts. Raises Unknown, Refused."""
    actor = reader()
    if request.method == "POST":
        return _begin(request, actor) if "begin" in request.POST else _confirm(request, actor)
    today = today_of(actor)
    latest = Confirmation.objects.select_related("person").order_by("-confirmed_at").first()
    limits = [_limit(each, today) for each in Certificate.objects.filter(in_use=True).order_by("valid_until")]
    context = {
        "chart": drawn(actor, today),
        "statements": list(Statement.objects.order_by("id")),
        "limits": limits,
        "ending": [each for each in limits if each.tone != "good"],
        "confirmed": latest and {"who": latest.person.name, "when": times.short(latest.confirmed_at, actor.zone)},
        "kept": not policy.why_not_hold(KEEPERS, actor),
        "reasons": list(map(str, policy.why_not_hold(CONFIRMED_BY, actor))),
        "shell": shell(request),
    }
    return render(request, "organisation/chart.html", context)


def _limit(certificate: Certificate, today: date) -> Limit:
    days = (certificate.valid_until - today).days
    return Limit(certificate, days, "bad" if days < 0 else "warn" if days <= certificate.remind_days else "good")


def _begin(request: HttpRequest, actor: Actor) -> HttpResponse:
    reasons = policy.why_not_hold(KEEPERS, actor)
    if reasons:
        raise Refused(reasons)
    rows = starting.begin()
    messages.success(request, _("%(rows)d duty statements and parts of the matrix are there to be made your own.") % {
        "rows": rows})  # fmt: skip
    return HttpResponseRedirect("/registers/position/", status=303)


def _confirm(request: HttpRequest, actor: Actor) -> HttpResponse:
    reasons = policy.why_not_hold(CONFIRMED_BY, actor)
    if reasons or actor.person_id is None:
        raise Refused(reasons)
    write_row(Confirmation, None, {"person_id": actor.person_id, "confirmed_at": now()}, "")
    messages.success(request, _("Profile and organisation are confirmed as they stand today."))
    return HttpResponseRedirect("/organisation/", status=303)
