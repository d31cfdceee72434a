"""The tailoring of a service project: which processes its contract needs, in editions approved by another (2.1.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.intake import clean_text
from steward.kernel.names import names_of
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.people import tailoring
from steward.people.bilingual import in_chinese
from steward.people.context import current_actor
from steward.people.models import ServiceProject, Tailoring
from steward.people.processes import SERVICE_PROCESSES
from steward.surface import times
from steward.surface.accepting import refuse_unknown, takes
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest

DRAWN_UP_BY = ("project_manager", "service_department_manager", "project_management_manager")
APPROVED_BY = ("service_department_manager",)


def _project(pk: int) -> ServiceProject:
    project = ServiceProject.objects.filter(pk=pk).first()
    if project is None or not current_actor().is_provider:
        raise Unknown([_("There is no such service project.")])
    return project


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The editions of a project's tailoring, and the form of the next one."""
    project = _project(pk)
    sentences: list[str] = []
    if request.method == "POST":
        sentences = _draw_up(request, project)
        if not sentences:
            messages.success(request, _("The edition is drawn up; it is in force once it is approved."))
            return HttpResponseRedirect(request.path, status=303)
    editions = tailoring.editions(project.pk)
    context = {
        "project": project,
        "crumb": {"label": project.name, "url": f"/registers/project/{project.pk}/"},
        "errors": sentences,
        "why_not": [str(s) for s in policy.why_not_hold(DRAWN_UP_BY, current_actor())],
        "choices": _choices(request, editions[0] if editions else None),
        "passage": request.POST.get("passage", ""),
        "editions": _editions(editions, project),
        "shell": shell(request),
    }
    return render(request, "surface/tailoring.html", context, status=422 if sentences else 200)


def _draw_up(request: HttpRequest, project: ServiceProject) -> list[str]:
    """Makes the edition that the form describes; answers what forbids it."""
    reasons = policy.why_not_hold(DRAWN_UP_BY, current_actor())
    if reasons:
        raise Refused(reasons)
    known = (f"{what}.{key}" for what in ("use", "reason") for key in SERVICE_PROCESSES)
    try:
        refuse_unknown(request, {"passage", *known})
    except Invalid as error:
        return [str(sentence) for sentence in error.reasons]
    used = {key: process.mandatory or f"use.{key}" in request.POST for key, process in SERVICE_PROCESSES.items()}
    said = {key: clean_text(request.POST.get(f"reason.{key}", "")).strip()[:2000] for key in SERVICE_PROCESSES}
    found = tailoring.faults(used, said)
    if not found:
        passage = clean_text(request.POST.get("passage", "")).strip()[:5000]
        tailoring.draw_up(project.pk, actor=current_actor(), used=used, reasons=said, passage=passage)
    return found


def _choices(request: HttpRequest, latest: Tailoring | None) -> list[dict[str, Any]]:
    """One row a process: as typed, else as in the latest edition, else used."""
    before = {choice.process: choice for choice in latest.choices.all()} if latest else {}
    rows = []
    for key, process in SERVICE_PROCESSES.items():
        choice = before.get(key)
        used = choice.used if choice else True
        reason = "" if choice is None else choice.reason_zh if in_chinese() else choice.reason_en
        if request.method == "POST":
            used, reason = f"use.{key}" in request.POST, request.POST.get(f"reason.{key}", "")
        rows.append(
            {
                "key": key,
                "label": str(process.label),
                "mandatory": process.mandatory,
                "used": used or process.mandatory,
                "reason": reason,
                "needs": [str(SERVICE_PROCESSES[need].label) for need in process.needs],
            }
        )
    return rows


def _editions(found: list[Tailoring], project: ServiceProject) -> list[dict[str, Any]]:
    actor = current_actor()
    names = names_of({"person": {pk for each in found for pk in (each.drawn_up_by_id, each.approved_by_id)}})
    refused = policy.why_not_hold(APPROVED_BY, actor)
    return [
        {
            "edition": each.edition,
            "passage": each.contract_passage,
            "drawn_up_by": names.name("person", each.drawn_up_by_id),
            "approved": _("approved %(time)s by %(who)s")
            % {"time": times.short(each.approved_at, actor.zone), "who": names.name("person", each.approved_by_id)}
            if each.approved_at
            else "",
            "approve_url": f"/registers/project/{project.pk}/tailoring/{each.pk}/approve/",
            "why_not": [str(sentence) for sentence in refused],
            "left_out": [
                {
                    "label": str(SERVICE_PROCESSES[choice.process].label),
                    "reason": choice.reason_zh if in_chinese() else choice.reason_en,
                }
                for choice in each.choices.all()
                if not choice.used
            ],
        }
        for each in found
    ]


@takes()
def approve(request: HttpRequest, pk: int, edition: int) -> HttpResponse:
    """Puts an edition in force."""
    project = _project(pk)
    if request.method == "POST":
        reasons = list(policy.why_not_hold(APPROVED_BY, current_actor()))
        if not Tailoring.objects.filter(pk=edition, project=project).exists():
            raise Unknown([_("There is no such edition.")])
        if not reasons and (refused := tailoring.approve(edition, actor=current_actor())):
            reasons = [refused]
        if reasons:
            raise Refused(reasons)
        messages.success(request, _("The edition is in force."))
    return HttpResponseRedirect(f"/registers/project/{project.pk}/tailoring/", status=303)
