"""Items in bulk by page: choose files, see what they would do, apply it; and take them out again (manual 8.1.2)."""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.people.context import current_actor
from steward.people.models import ServiceProject
from steward.registers.configuration.bulk.exporting import as_xlsx, as_zip, tables_of
from steward.registers.configuration.bulk.planning import plan_of
from steward.registers.configuration.bulk.reading import Fault, Row, Table, read_file
from steward.registers.configuration.bulk.writing import carry_out
from steward.surface.accepting import refuse_unknown
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.registers.configuration.bulk.planning import Plan

# What a page is made to wait for; the command line takes more.
MOST_ROWS, MOST_OUT, SHOWN = 5_000, 20_000, 100
FIELDS = ("files", "kept", "project", "change", "leave_out", "apply")
MOST_KEPT = 64 * 1024 * 1024
FORMS = {
    "csv": ("application/zip", "zip", as_zip),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", as_xlsx),
}


def check_rows(tables: list[Table]) -> None:
    """Refuses more than somebody waits for. Raises Invalid."""
    count = sum(len(table.rows) for table in tables)
    if count > MOST_ROWS:
        text = _(
            "%(count)d rows: by this way at most %(most)d. More are brought in by the command line (docs/import.md)."
        )
        raise Invalid({"files": [text % {"count": count, "most": MOST_ROWS}]})


def imported(request: HttpRequest, process: Process) -> HttpResponse:
    """The chooser; what the files would do; and, on a second word, done."""
    actor = current_actor()
    _check_keeper(process, actor)
    given = request.POST if request.method == "POST" else request.GET
    context: dict[str, Any] = {
        "process": process,
        "projects": _projects(process, actor),
        "typed": {name: given.get(name, "")[:60] for name in ("project", "change")},
        "leave_out": given.get("leave_out") == "on",
        "reasons": [], "plan": None, "kept": "", "names": [], "shown": SHOWN, "shell": shell(request),
    }  # fmt: skip
    if request.method != "POST":
        return render(request, "configuration/import.html", context)
    try:
        refuse_unknown(request, FIELDS)
        tables = _tables(request)
        context |= {"kept": _packed(tables), "names": [table.name for table in tables]}
        plan = _planned(tables, request, actor)
        if given.get("apply") and not plan.faults and not plan.is_empty:
            return _applied(request, plan, actor)
        context["plan"] = plan
    except Refused as refused:
        context["reasons"] = list(map(str, refused.reasons))
    is_good = not context["reasons"] and not (context["plan"] and context["plan"].faults)
    return render(request, "configuration/import.html", context, status=200 if is_good else 422)


def _check_keeper(process: Process, actor: Actor) -> None:
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    reasons = policy.why_not_open(process, actor, None)
    if reasons:
        raise Refused(reasons)


def _projects(process: Process, actor: Actor) -> list[ServiceProject]:
    seen = [each for each in ServiceProject.objects.order_by("code") if each.pk in actor.scope.projects]
    return [each for each in seen if actor.holds(process.opened_by, each.pk)]


def _planned(tables: list[Table], request: HttpRequest, actor: Actor) -> Plan:
    check_rows(tables)
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


def _tables(request: HttpRequest) -> list[Table]:
    """Of the files just chosen, else of those that the form kept."""
    files = [each for each in request.FILES.getlist("files") if each.size]
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
    chosen = ServiceProject.objects.filter(code=request.GET.get("project", "")).first()
    if chosen is None or chosen.pk not in actor.scope.projects:
        raise Invalid({"project": [_("Choose the service project that this belongs to.")]})
    seen = process.model.objects.filter(policy.visible_to(actor, process), project_id=chosen.pk)
    if seen.count() > MOST_OUT:
        raise Refused([_("More than %(most)d items: take them out by the command line.") % {"most": MOST_OUT}])
    media_type, suffix, pack = FORMS[form]
    answer = HttpResponse(pack(tables_of(chosen, actor)), content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="configuration-{chosen.code}.{suffix}"'
    return answer
