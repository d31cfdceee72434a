"""Items in bulk by REST: what an import would do, or done (manual 8.1.2)."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from steward.kernel import policy
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.registers.configuration.bulk import job
from steward.registers.configuration.bulk.planning import plan_of
from steward.registers.configuration.bulk.reading import rows_given
from steward.registers.configuration.bulk.writing import carry_out
from steward.registers.configuration.import_page import is_long
from steward.surface.imports import asking, store
from steward.surface.models import Import
from steward.surface.rest.body import read_object
from steward.surface.rest.schemas import body_of
from steward.surface.rest.serving import Call, answer, serve
from steward.surface.rest.shape import ROOT

if TYPE_CHECKING:
    from django.http import HttpResponse

    from steward.registers.configuration.bulk.planning import Plan
    from steward.registers.configuration.bulk.reading import Fault
    from steward.surface.rest.router import Routes

KINDS = ("places", "items", "relations")
TOLD = 1_000


class ImportBody(BaseModel):
    """Rows by the columns of docs/import.md, values as texts."""

    model_config = ConfigDict(extra="forbid")
    project: str = Field(description="Code of the service project")
    change: str | None = Field(None, description="Number of the change that allows it, under configuration control")
    items: list[dict[str, str]] | None = None
    relations: list[dict[str, str]] | None = None
    places: list[dict[str, str]] | None = None
    leave_out: bool | None = Field(None, description="Leave out rows at fault and take the rest")
    dry_run: bool | None = Field(None, description="Say what would be written, write nothing")


class RowFault(BaseModel):
    """What is wrong with a row; lines count from 1."""

    table: str
    line: int
    sentence: str


class Imported(BaseModel):
    """What was written, or would be; at most 1,000 faults of each sort."""

    written: bool
    counts: dict[str, int]
    faults: list[RowFault]
    left_out: list[RowFault]


class Progress(BaseModel):
    """What is done of a phase; a total of 0 where nobody knows it yet."""

    phase: Literal["", "reading", "checking", "writing"]
    done: int
    total: int


class ImportRun(BaseModel):
    """An import of more than 5,000 rows, which a job carries out; at most 10,000 faults of each sort."""

    id: int
    state: Literal["waiting", "running", "ready", "done", "stopped", "cancelled"] = Field(
        description="`ready`: checked and not written, for it was a dry run or rows are at fault"
    )
    reasons: list[str] = Field(description="Why it stopped")
    progress: Progress
    counts: dict[str, int]
    faults: list[RowFault]
    left_out: list[RowFault]
    url: str


def as_rows(body: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The rows under a name of the body. Raises Invalid."""
    given = body.get(kind) or []
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        raise Invalid({kind: [_("Expected is a list of rows: objects of texts by column.")]})
    return given


def read_body(call: Call, model: type[BaseModel]) -> dict[str, Any]:
    """The body, nothing in it but the model's fields; for the provider's people. Raises Unknown or Invalid."""
    if not call.actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    body = read_object(call.request)
    unknown = set(body) - set(model.model_fields)
    if unknown:
        raise Invalid({name[:60]: [_("There is no such field here.")] for name in sorted(unknown)})
    return body


def told_faults(faults: list[Fault]) -> list[dict[str, Any]]:
    """Faults as JSON."""
    return [{"table": each.table, "line": each.line, "sentence": each.sentence} for each in faults[:TOLD]]


def _import(call: Call) -> HttpResponse:
    body = read_body(call, ImportBody)
    reasons = policy.why_not_open(process_of("ci"), call.actor, None)
    if reasons:
        raise Refused(reasons)
    flags = {name: body.get(name) for name in ("leave_out", "dry_run")}
    if any(value not in (None, True, False) for value in flags.values()):
        raise Invalid({"dry_run": [_("yes or no is expected")]})
    given = {kind: as_rows(body, kind) for kind in KINDS}
    tables = [rows_given(kind, rows) for kind, rows in given.items()]
    project, change = (str(body.get(name) or "")[:60] for name in ("project", "change"))
    if is_long(tables):
        job.check_rows(tables, job.MOST_ROWS)
        asked = {"project": project, "change": change, "leave_out": bool(flags["leave_out"])}
        step = Import.CHECK if flags["dry_run"] else Import.WRITE
        return _followed(job.ask({job.SENT: json.dumps(given).encode()}, asked, call.actor, step=step), 202)
    plan = plan_of(
        tables, project, change, call.actor, leave_out=bool(flags["leave_out"]), lock=not flags["dry_run"]
    )  # fmt: skip
    if flags["dry_run"]:
        return _told(plan, written=False)
    if plan.faults:
        raise Invalid(_by_table(plan.faults))
    carry_out(plan, call.actor)
    return _told(plan, written=True)


def _run(pk: int, call: Call) -> HttpResponse:
    """How far an import by a job is, and what came of it."""
    return _followed(asking.import_of(call.actor, job.CI, pk))


def _cancel(pk: int, call: Call) -> HttpResponse:
    """Gives it up; nothing changes where it has ended."""
    asking.cancel(asking.import_of(call.actor, job.CI, pk), call.actor)
    return _followed(asking.import_of(call.actor, job.CI, pk))


def _followed(one: Import, status: int = 200) -> HttpResponse:
    url = f"{ROOT}/ci/imports/{one.pk}/"
    told = {
        "id": one.pk, "state": one.state, "reasons": one.reasons, "progress": store.progress_of(one), "url": url,
        "counts": one.counts, "faults": one.told.get("faults", []), "left_out": one.told.get("left_out", []),
    }  # fmt: skip
    return answer(told, status, {"Location": url} if status == 202 else None)  # noqa: PLR2004  accepted


def _by_table(faults: list[Fault]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in faults[:TOLD]:
        found.setdefault(fault.table, []).append(
            _("Row %(row)d: %(what)s") % {"row": fault.line, "what": fault.sentence}
        )  # fmt: skip
    return found


def _told(plan: Plan, *, written: bool) -> HttpResponse:
    faults, left_out = told_faults(plan.faults), told_faults(plan.left_out)
    return answer({"written": written, "counts": plan.counts, "faults": faults, "left_out": left_out})


def add(routes: Routes) -> None:
    """Adds the operation to those of items."""

    def bring_in(request: HttpRequest) -> Any:
        return serve(request, _import)

    def followed(request: HttpRequest, pk: int) -> Any:
        return serve(request, partial(_run, pk))

    def given_up(request: HttpRequest, pk: int) -> Any:
        return serve(request, partial(_cancel, pk))

    answers: dict[int, Any] = {200: Imported, 202: ImportRun}
    routes.add("POST", "/import", bring_in, "Import", answers=answers, described=body_of(ImportBody))
    one, run = "/imports/{int:pk}", {200: ImportRun}
    routes.add("GET", one, followed, "How far an import by a job is", answers=run)
    routes.add("DELETE", one, given_up, "Cancel an import by a job", answers=run)
