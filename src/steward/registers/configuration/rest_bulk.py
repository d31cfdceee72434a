"""Items in bulk by REST: what an import would do, or done (manual 8.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from steward.kernel import policy
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid, Refused
from steward.registers.configuration.bulk.planning import plan_of
from steward.registers.configuration.bulk.reading import rows_given
from steward.registers.configuration.bulk.writing import carry_out
from steward.registers.configuration.import_page import check_rows
from steward.surface.rest.body import read_object
from steward.surface.rest.schemas import body_of
from steward.surface.rest.serving import Call, answer, serve

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


def _rows(body: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    given = body.get(kind) or []
    if not isinstance(given, list) or not all(isinstance(row, dict) for row in given):
        raise Invalid({kind: [_("Expected is a list of rows: objects of texts by column.")]})
    return given


def _import(call: Call) -> HttpResponse:
    reasons = policy.why_not_open(process_of("ci"), call.actor, None)
    if reasons:
        raise Refused(reasons)
    body = read_object(call.request)
    unknown = set(body) - set(ImportBody.model_fields)
    if unknown:
        raise Invalid({name[:60]: [_("There is no such field here.")] for name in sorted(unknown)})
    flags = {name: body.get(name) for name in ("leave_out", "dry_run")}
    if any(value not in (None, True, False) for value in flags.values()):
        raise Invalid({"dry_run": [_("yes or no is expected")]})
    tables = [rows_given(kind, _rows(body, kind)) for kind in KINDS]
    check_rows(tables)
    project, change = (str(body.get(name) or "")[:60] for name in ("project", "change"))
    plan = plan_of(
        tables, project, change, call.actor, leave_out=bool(flags["leave_out"]), lock=not flags["dry_run"]
    )  # fmt: skip
    if flags["dry_run"]:
        return _told(plan, written=False)
    if plan.faults:
        raise Invalid(_by_table(plan.faults))
    carry_out(plan, call.actor)
    return _told(plan, written=True)


def _by_table(faults: list[Fault]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in faults[:TOLD]:
        found.setdefault(fault.table, []).append(
            _("Row %(row)d: %(what)s") % {"row": fault.line, "what": fault.sentence}
        )  # fmt: skip
    return found


def _told(plan: Plan, *, written: bool) -> HttpResponse:
    faults, left_out = (
        [{"table": each.table, "line": each.line, "sentence": each.sentence} for each in found[:TOLD]]
        for found in (plan.faults, plan.left_out)
    )
    return answer({"written": written, "counts": plan.counts, "faults": faults, "left_out": left_out})


def add(routes: Routes) -> None:
    """Adds the operation to those of items."""

    def bring_in(request: HttpRequest) -> Any:
        return serve(request, _import)

    routes.add("POST", "/import", bring_in, "Import", answers={200: Imported}, described=body_of(ImportBody))
