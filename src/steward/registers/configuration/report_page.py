"""The configuration management report: asked for by address, read as a page, taken along as Excel (manual 8.1.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.catalogue import process_of
from steward.kernel.days import today_of
from steward.kernel.models import Record
from steward.kernel.refusal import Invalid, Refused
from steward.people.bilingual import in_chinese
from steward.people.context import current_actor, now
from steward.registers.configuration import asked, report_book, report_paper, reporting
from steward.registers.configuration.sides import Side
from steward.surface import cells, times
from steward.surface.exports.sheets import FORMS
from steward.surface.printing.frame import sent
from steward.surface.shell import shell

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from django.http import HttpRequest

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.people.models import ServiceProject

# A page tells the first items, a file all that somebody waits for.
MOST_SHOWN, MOST_SERVICES = 500, 400
MOST_OUT = {"xlsx": 20_000, "pdf": 1_000, "docx": 1_000}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an address asks for: a project, all of it or one service, at a moment."""

    projects: list[ServiceProject]
    project: ServiceProject | None
    services: list[dict[str, Any]]
    service: dict[str, Any] | None
    at: datetime

    @property
    def side(self) -> Side | None:
        """The items meant; None where there is no project to tell of."""
        if self.project is None:
            return None
        return Side(self.project.code, self.project.pk, self.at, self.service["pk"] if self.service else None)


def reported(request: HttpRequest, process: Process) -> HttpResponse:
    """Of one project, the first where none is chosen; `?service=` narrows it, `?at=` tells a moment that has been."""
    actor = current_actor()
    wanted = _wanted(request, actor)
    side, chinese = wanted.side, in_chinese()
    counted = reporting.totals(side, chinese=chinese) if side else []
    context = {
        "process": process,
        "wanted": wanted,
        "services": [(each["number"], cells.title_of(each)) for each in wanted.services],
        "at": request.GET.get("at", ""),
        "head": report_book.heading(wanted, actor) if side else [],
        "totals": [(name, process.state(state).label, count) for name, state, count in counted],
        "count": sum(count for _name, _state, count in counted),
        "most": MOST_SHOWN,
        "lines": reporting.lines(side, MOST_SHOWN, chinese=chinese) if side else [],
        "issue": _issue(wanted, request.GET.get("at", ""), actor),
        "short": lambda moment: times.short(moment, actor.zone),
        "shell": shell(request),
    }
    return render(request, "configuration/report.html", context)


def taken_along(request: HttpRequest, process: Process, form: str) -> HttpResponse:
    """The same of all items, as an Excel book or on paper. Raises Refused where nobody would wait for it."""
    actor = current_actor()
    wanted = _wanted(request, actor)
    side, chinese = wanted.side, in_chinese()
    if side is None or wanted.project is None:
        raise Invalid({"project": [_("Choose the service project that this belongs to.")]})
    if form not in MOST_OUT:
        raise Refused([_("The report is taken along as xlsx, pdf or docx.")])
    counted = reporting.totals(side, chinese=chinese)
    if sum(count for _name, _state, count in counted) > MOST_OUT[form]:
        text = _("More than %(most)d items: narrow the report to one service, or take the Excel file.")
        raise Refused([text % {"most": MOST_OUT[form]}])
    found = reporting.lines(side, MOST_OUT[form], chinese=chinese)
    name = f"configuration-report-{wanted.project.code}"
    if form != "xlsx":
        return sent(report_paper.paper(wanted, counted, found, process, actor), form, name)
    book = report_book.book(report_book.heading(wanted, actor), counted, found, process, actor.zone)
    answer = HttpResponse(book, content_type=FORMS["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer


def _issue(wanted: Wanted, at: str, actor: Actor) -> str:
    """Where this report is issued and kept; '' for whoever may not."""
    process = process_of("configuration_report")
    if wanted.project is None or policy.why_not_open(process, actor, None):
        return ""
    told = {"project": wanted.project.name, "day": today_of(actor)}
    given = {
        "project": wanted.project.code,
        "service": wanted.service["number"] if wanted.service else "",
        "as_of": at,
        "title": _("Configuration report, %(project)s, %(day)s") % told,
    }
    return f"/{process.kind}/new/?{urlencode(given)}"


def _wanted(request: HttpRequest, actor: Actor) -> Wanted:
    """Within the reader's sight: what is beyond it is refused as what there is not. Raises Unknown or Invalid."""
    projects, project = asked.project_chosen(request.GET.get("project", ""), actor)
    number = request.GET.get("service", "")
    seen = Record.objects.filter(policy.visible_to(actor), kind="service").order_by("title")
    services: list[dict[str, Any]] = [
        dict(each) for each in seen.values("pk", "number", "title", "title_en")[:MOST_SERVICES]
    ]
    service = next((each for each in services if each["number"] == number), None)
    if number and service is None:
        raise Invalid({"service": [_("There is no record “%(number)s”.") % {"number": number[:60]}]})
    at = asked.moment(request.GET.get("at", ""), actor)
    return Wanted(projects, project, services, service, at or now())
