"""The chapter's own operations of REST: impact and the item through time (manual 8.1.5, 8.1.8)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from django.http import HttpRequest
from pydantic import BaseModel, Field

from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Unknown
from steward.people.context import now
from steward.registers.configuration import asked, compare_page, history, impact_page
from steward.surface.rest.serving import Call, answer, serve

if TYPE_CHECKING:
    from django.http import HttpResponse

    from steward.surface.rest.router import Routes

AT = {"name": "at", "in": "query", "required": False, "description": "The moment, or a day; now where nothing is said"}


class ImpactItem(BaseModel):
    """An item that a failure reaches, or that an item hangs on."""

    number: str
    title: str
    class_label: str = Field(description="In the reader's language")
    state: str
    state_label: str
    criticality: int
    criticality_label: str
    part: Literal["start", "fails", "weakened", "single", "needed"]
    part_label: str
    path: list[str] = Field(description="Numbers from the item asked for to this one: why")


class Impact(BaseModel):
    """What was found, nearest first, at most 1,000 items; `counts` counts them all."""

    way: Literal["hit", "needed"]
    counts: dict[str, int]
    items: list[ImpactItem]


class AtMoment(BaseModel):
    """An item as it was."""

    revision: int
    valid_from: str
    change: int | None
    snapshot: dict[str, Any]


class Difference(BaseModel):
    """A field that is told otherwise, in the reader's words."""

    field: str
    left: str
    right: str


class ItemDifference(BaseModel):
    """An item of one side only, or one told otherwise on both."""

    number: str
    title: str
    how: Literal["added", "removed", "altered"]
    fields: list[Difference]


class RelationDifference(BaseModel):
    """A relation of one side only, or with another redundancy."""

    source: str
    relation: str
    target: str
    how: Literal["added", "removed", "altered"]
    left: str
    right: str


class Differences(BaseModel):
    """What the right side has otherwise than the left, at most 300 of each kind; `counts` counts them all."""

    left: str
    left_at: str
    right: str
    right_at: str
    counts: dict[str, int]
    items: list[ItemDifference]
    relations: list[RelationDifference]


def _compare(call: Call) -> HttpResponse:
    return answer(compare_page.as_data(compare_page.asked_for(call.request.GET, call.actor)))


def _impact(number: str, call: Call) -> HttpResponse:
    given = call.request.GET
    item = asked.item_numbered(process_of("ci"), number, call.actor)
    way, at = asked.way(given.get("way", "")), asked.moment(given.get("at", ""), call.actor)
    found = impact_page.answer(item, way, at)
    return answer({"way": way, "counts": found.counts, "items": impact_page.told(found)})


def _at_moment(number: str, call: Call) -> HttpResponse:
    item = asked.item_numbered(process_of("ci"), number, call.actor)
    at = asked.moment(call.request.GET.get("at", ""), call.actor) or now()
    found = history.revision_at(item.pk, at)
    if found is None:
        raise Unknown([str(item.number)])
    told = {"revision": found.revision, "valid_from": found.valid_from, "change": found.change_id}
    return answer({**told, "snapshot": found.snapshot})


def _text(name: str, described: str) -> dict[str, Any]:
    kind = {"type": "string", "maxLength": 60}
    return {"name": name, "in": "query", "required": name == "left", "schema": kind, "description": described}


def add(routes: Routes) -> None:
    """Adds the operations to those of items."""

    def impact(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(_impact, number))

    def at_moment(request: HttpRequest, number: str) -> Any:
        return serve(request, partial(_at_moment, number))

    def compare(request: HttpRequest) -> Any:
        return serve(request, _compare)

    sides = [_text(name, told) for name, told in compare_page.ASKED.items()]
    routes.add("GET", "/compare", compare, "Compare", answers={200: Differences}, described={"parameters": sides})
    moment = {**AT, "schema": {"type": "string", "maxLength": 40}}
    ways = {
        "name": "way", "in": "query", "required": False, "schema": {"type": "string", "enum": list(asked.WAYS)},
        "description": "`hit`: who fails with it (so where nothing is said); `needed`: what it hangs on",
    }  # fmt: skip
    routes.add(
        "GET", "/{number}/impact", impact, "Impact", answers={200: Impact}, described={"parameters": [moment, ways]}
    )
    at = {"parameters": [dict(moment)]}
    routes.add("GET", "/{number}/revision", at_moment, "As it was", answers={200: AtMoment}, described=at)
