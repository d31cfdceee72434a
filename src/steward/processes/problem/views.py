"""Problem management's own page: like incidents that may have one cause (manual 7.3.1, proactive)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.names import names_of
from steward.kernel.refusal import Refused
from steward.people.context import current_actor, now
from steward.people.models import ServiceProject
from steward.processes.problem.clusters import SPANS, clusters_of
from steward.processes.problem.process import PROBLEM
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from steward.kernel.names import Names
    from steward.processes.problem.clusters import Cluster


# Whoever sees more service projects than these looks at one first: all of a large provider's take a second.
FEW = 10
EVERY = "all"


def clusters(request: HttpRequest) -> HttpResponse:
    """Clusters of the last 30 days, or of `?days=90`; `?project=` one, or `all`. Raises Refused for contacts."""
    actor = current_actor()
    if not actor.is_provider:
        raise Refused([_("Clusters of incidents are for the provider's people.")])
    days = next((span for span in SPANS if request.GET.get("days") == str(span)), SPANS[0])
    projects = list(ServiceProject.objects.filter(policy.projects_visible_to(actor)).order_by("code"))
    chosen = _project(projects, request.GET.get("project", ""))
    found = clusters_of(actor, days, now(), chosen)
    names = names_of({"record": {one.service_id for one in found}, "category": {one.category_id for one in found}})
    reasons = policy.why_not_open(PROBLEM, actor, None)
    context = {
        "days": days,
        "spans": [{"days": span, "url": _address(span, chosen), "current": span == days} for span in SPANS],
        "projects": projects,
        "chosen": chosen.code if chosen else EVERY,
        "clusters": [_shown(one, names) for one in found],
        "reasons": list(map(str, reasons)),
        "kind_label": str(PROBLEM.label_plural),
    }
    return render(request, "problem/clusters.html", {**context, "shell": shell(request)})


def _project(projects: list[ServiceProject], code: str) -> ServiceProject | None:
    """The one asked for; else none, which means all, or the first where there are many."""
    found = next((each for each in projects if each.code == code), None)
    return found or (projects[0] if len(projects) > FEW and code != EVERY else None)


def _address(days: int, project: ServiceProject | None) -> str:
    return "?" + urlencode({"days": days, "project": project.code if project else EVERY})


def _shown(one: Cluster, names: Names) -> dict[str, Any]:
    """A cluster in words: what its incidents have in common."""
    if one.item:
        common = _("Configuration item %(number)s") % {"number": one.item}
    else:
        known = (names.name("record", one.service_id), names.name("category", one.category_id))
        common = " · ".join(name for name in known if name) or _("Without service and category")
    return {
        "common": common,
        "count": one.count,
        "before": one.before,
        "free": one.free,
        "list_url": one.list_url,
        "raise_url": one.raise_url,
    }
