"""The state of the record on one page: flaws by class, what ends soon, licences against their use (manual 8.1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel.days import day_at
from steward.people.context import current_actor, now
from steward.registers.configuration import asked, health, media
from steward.registers.configuration.auditing import lines
from steward.registers.configuration.auditing.panels import percent
from steward.surface import times
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from steward.kernel.process import Process


def flaw_labels() -> dict[str, str]:
    """The flaws in the reader's words."""
    words = (_("Incomplete"), _("Doubled"), _("Tied to nothing"), _("Long unseen"))
    return dict(zip(health.FLAWS, words, strict=True))


def healthy(request: HttpRequest, process: Process) -> HttpResponse:
    """Of one project, the first where none is chosen; `?class=` and `?flaw=` list the items behind a number."""
    actor = current_actor()
    projects, chosen = asked.project_chosen(request.GET.get("project", ""), actor)
    labels = flaw_labels()
    flaw, ci_class = request.GET.get("flaw", ""), request.GET.get("class", "")[:60]
    at = now()
    ending = health.ending(chosen.pk, day_at(at, actor.zone)) if chosen else []
    audits = lines.concluded_of(chosen.pk, actor) if chosen else []
    context = {
        "process": process,
        "projects": projects,
        "chosen": chosen,
        "labels": labels,
        "classes": health.by_class(chosen.pk, at) if chosen else [],
        "flaw": labels.get(flaw),
        "found": health.with_flaw(chosen.pk, at, ci_class, flaw) if chosen and flaw in labels else [],
        "ends": [each for each in ending if each.what != "licence"],
        "licences": [each for each in ending if each.what == "licence"],
        "media": sum(each.flaw for each in media.library_of(chosen.pk, actor)) if chosen else 0,
        "audits": [(each, percent(each.rate)) for each in audits],
        "short": lambda moment: times.short(moment, actor.zone),
        "days": {"stale": health.STALE_DAYS, "soon": health.SOON_DAYS},
        "shell": shell(request),
    }
    return render(request, "configuration/health.html", context)
