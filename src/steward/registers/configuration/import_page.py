"""Items in bulk by page: choose files, see what they would do, apply it; and take them out again (manual 8.1.2)."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections import Counter
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.people.context import current_actor
from steward.people.models import ServiceProject
from steward.registers.configuration.asked import project_named, projects_of
from steward.registers.configuration.bulk import job
from steward.registers.configuration.bulk.exporting import as_xlsx, as_zip, tables_of
from steward.registers.configuration.bulk.planning import plan_of
from steward.registers.configuration.bulk.reading import Fault, Row, Table, read_file
from steward.registers.configuration.bulk.writing import carry_out
from steward.surface.accepting import refuse_unknown
from steward.surface.imports import asking
from steward.surface.shell import shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.registers.configuration.bulk.planning import Plan

# What a page is made to wait for, in rows and bytes; a job takes more, the command line most.
AT_ONCE, BYTES_AT_ONCE, MOST_OUT, SHOWN = 5_000, 1024 * 1024, 20_000, 100
FIELDS = ("files", "kept", "project", "change", "leave_out", "apply")
MOST_KEPT = 64 * 1024 * 1024
FORMS = {
    "csv": ("application/zip", "zip", as_zip),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", as_xlsx),
}


def imported(request: HttpRequest, process: Process) -> HttpResponse:
    """The chooser; what the files would do; and, on a second word, done."""
    actor = current_actor()
    check_keeper(process, actor)
    given = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {
        "process": process,
        "projects": _projects(process, actor),
        "typed": {name: given.get(name, "")[:60] for name in ("project", "change")},
        "leave_out": given.get("leave_out") == "on",
        "reasons": [], "plan": None, "kept": "", "names": [], "shown": SHOWN,
        "mine": asking.imports_of(actor).filter(kind=process.kind)[:5],
        "shell": shell(request),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "configuration/import.html", context)
    try:
        refuse_unknown(request, FIELDS)
        files = [each for each in request.FILES.getlist("files") if each.size]
        if sum(each.size or 0 for each in files) > BYTES_AT_ONCE:
            return _by_job(request, files, actor)
        tables = _tables(request, files)
        if is_long(tables):
            return _by_job(request, files, actor)
        context |= {"kept": _packed(tables), "names": [table.name for table in tables]}
        plan = _planned(tables, request, actor)
        if given.get("apply") and not plan.faults and not plan.is_empty:
            return _applied(request, plan, actor)
        context["plan"] = plan
    except Refused as refused:
        context["reasons"] = list(map(str, refused.reasons))
    is_good = not context["reasons"] and not (context["plan"] and context["plan"].faults)
    return render(request, "configuration/import.html", context, status=200 if is_good else 422)


def check_keeper(process: Process, actor: Actor) -> None:
    """Raises Unknown for contacts, Refused for whoever keeps no items."""
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    reasons = policy.why_not_open(process, actor, None)
    if reasons:
        raise Refused(reasons)


def _projects(process: Process, actor: Actor) -> list[ServiceProject]:
    return [each for each in projects_of(actor) if actor.holds(process.opened_by, each.pk)]


def _planned(tables: list[Table], request: HttpRequest, actor: Actor) -> Plan:
    given = request.POST
    return plan_of(
        tables, given.get("project", ""), given.get("change", ""), actor,
        leave_out=given.get("leave_out") == "on", lock=bool(given.get("apply")),
    )  # fmt: skip


def _applied(request: HttpRequest, plan: Plan, actor: Actor) -> HttpResponse:
    carry_out(plan, actor)
    text = _("Written: %(new)d new, %(altered)d altered items, %(relations)d relations.")
    messages.success(request, text % plan.counts)
    return HttpResponseRedirect(f"/ci/?project={plan.project.code}", status=303)


def is_long(tables: list[Table]) -> bool:
    """Whether nobody would wait for it on a page."""
    return sum(len(table.rows) for table in tables) > AT_ONCE


def _by_job(request: HttpRequest, files: list[UploadedFile[bytes]], actor: Actor) -> HttpResponse:
    """Keeps the files and reads them in the background. Raises Invalid or Refused."""
    if not files:
        raise Invalid({"files": [_("Choose the files again: what the page kept of them did not come back whole.")]})
    named = {f"{place}. {name}" if place > 1 else name: raw for place, name, raw in _contents(files)}
    given = request.POST
    asked = {"project": given.get("project", ""), "change": given.get("change", "")}
    made = job.ask(named, {**asked, "leave_out": given.get("leave_out") == "on"}, actor)
    return HttpResponseRedirect(f"/ci/imports/{made.pk}/", status=303)


def _contents(files: list[UploadedFile[bytes]]) -> Iterator[tuple[int, str, bytes]]:
    """Place among those of its name, name and bytes of each."""
    names = Counter[str]()
    for each in files:
        each.seek(0)
        name = (each.name or "?")[:100]
        names[name] += 1
        yield names[name], name, each.read()


def _tables(request: HttpRequest, files: list[UploadedFile[bytes]]) -> list[Table]:
    """Of the files just chosen, else of those that the form kept."""
    if files:
        return [table for each in files for table in read_file((each.name or "?")[:100], each.read())]
    if request.POST.get("kept"):
        return _unpacked(request.POST["kept"])
    raise Invalid({"files": [_("Choose a file first.")]})


def _packed(tables: list[Table]) -> str:
    """The rows as the form keeps them between its two steps."""
    told = [
        [table.name, table.kind, [[row.line, row.cells, sorted(row.guessed)] for row in table.rows],
         [[fault.line, fault.sentence] for fault in table.faults]]
        for table in tables
    ]  # fmt: skip
    return base64.b64encode(zlib.compress(json.dumps(told, ensure_ascii=False).encode())).decode()


def _unpacked(kept: str) -> list[Table]:
    """The rows that a form kept; they are judged anew, like any that come from outside. Raises Invalid."""
    try:
        told = json.loads(zlib.decompressobj().decompress(base64.b64decode(kept, validate=True), MOST_KEPT))
        return [
            Table(
                str(name), str(kind), [_row_kept(*row) for row in rows],
                [Fault(str(name), int(line), str(sentence)) for line, sentence in faults],
            )
            for name, kind, rows, faults in told
        ]  # fmt: skip
    except (binascii.Error, zlib.error, ValueError, TypeError, AttributeError, RecursionError):
        text = _("Choose the files again: what the page kept of them did not come back whole.")
        raise Invalid({"files": [text]}) from None


def _row_kept(line: object, cells: dict[str, object], guessed: list[object]) -> Row:
    told = {str(key): str(value) for key, value in cells.items()}
    return Row(int(str(line)), told, frozenset(map(str, guessed)))


def taken_out(request: HttpRequest, process: Process, form: str) -> HttpResponse:
    """Items, relations and places of a project as tables that import again."""
    actor = current_actor()
    if not actor.is_provider or form not in FORMS:
        raise Unknown([_("There is no such page for you.")])
    chosen = project_named(request.GET.get("project", ""), actor)
    seen = process.model.objects.filter(policy.visible_to(actor, process), project_id=chosen.pk)
    if seen.count() > MOST_OUT:
        raise Refused([_("More than %(most)d items: take them out by the command line.") % {"most": MOST_OUT}])
    media_type, suffix, pack = FORMS[form]
    answer = HttpResponse(pack(tables_of(chosen, actor)), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="configuration-{chosen.code}.{suffix}"'
    return answer
