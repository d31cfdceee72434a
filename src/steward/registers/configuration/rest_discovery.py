"""Discovery by REST: a tool tells what it saw (manual 8.1.2)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from steward.kernel.models import Record
from steward.kernel.refusal import Invalid
from steward.people.context import now
from steward.registers.configuration import asked
from steward.registers.configuration.asked import project_named
from steward.registers.configuration.bulk.job import check_rows
from steward.registers.configuration.bulk.reading import rows_given
from steward.registers.configuration.discovering import Seen, discover
from steward.registers.configuration.import_page import AT_ONCE
from steward.registers.configuration.rest_bulk import RowFault, as_rows, read_body, told_faults
from steward.surface.rest.schemas import body_of
from steward.surface.rest.serving import Call, answer, serve

if TYPE_CHECKING:
    from django.http import HttpResponse

    from steward.surface.rest.router import Routes


class DiscoveryBody(BaseModel):
    """What a tool saw: items by the columns of docs/import.md, values as texts."""

    model_config = ConfigDict(extra="forbid")
    project: str = Field(description="Code of the service project")
    source: str = Field(min_length=1, max_length=120, description="The tool that saw it")
    seen_at: str | None = Field(None, description="When; now where nothing is said")
    items: list[dict[str, str]]
    complete: list[str] | None = Field(
        None, description="Codes of classes of which everything there is was seen: what is not among it is missing"
    )


class Discovered(BaseModel):
    """Items as recorded and otherwise; discrepancies opened, known before, settled; rows that could not be read."""

    counts: dict[str, int]
    opened: list[str]
    settled: list[str]
    faults: list[RowFault]


def _discover(call: Call) -> HttpResponse:
    body = read_body(call, DiscoveryBody)
    source = str(body.get("source") or "").strip()[:120]
    if not source:
        raise Invalid({"source": [_("This is needed.")]})
    complete = body.get("complete") or []
    if not isinstance(complete, list) or not all(isinstance(code, str) for code in complete):
        raise Invalid({"complete": [_("Expected is a list of codes of classes.")]})
    table = rows_given("items", as_rows(body, "items"))
    check_rows([table], AT_ONCE)
    at = asked.moment(str(body.get("seen_at") or ""), call.actor, "seen_at") or now()
    project = project_named(str(body.get("project") or ""), call.actor)
    run = discover([table], project, Seen(source, min(at, now()), tuple(complete)), call.actor)
    numbers = Record.objects.filter(pk__in=run.opened).order_by("pk").values_list("number", flat=True)
    return answer(
        {"counts": run.counts, "opened": list(numbers), "settled": run.settled, "faults": told_faults(run.faults)}
    )  # fmt: skip


def add(routes: Routes) -> None:
    """Adds the operation to those of items."""

    def take(request: HttpRequest) -> Any:
        return serve(request, partial(_discover))

    described = body_of(DiscoveryBody)
    routes.add("POST", "/discoveries", take, "Discovery", answers={200: Discovered}, described=described)
