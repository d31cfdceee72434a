"""What the demo company runs: places, items with their relations, and the plan that brings a project under control."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steward.demo.company import content
from steward.demo.promises import acting_at
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.registers.configuration.models import Place

if TYPE_CHECKING:
    from steward.demo.ground import Ids

KEEPER, DECIDER, PLANNER = "E1022", "E1008", "E1014"
# Incidents that name an item of their customer are tied to it: so many, the newest.
MOST_TIED = 40


def load_configuration(ids: Ids) -> None:
    """Write places and items as they came over the years, then the plans; from these on nothing changes freely."""
    told = content("configuration")
    _load_places(told["places"], ids)
    numbers: dict[str, str] = {}
    for minute, item in enumerate(told["items"]):
        numbers[item["title"]] = _load_item(item, numbers, minute, ids)
    for plan in told["plans"]:
        _load_plan(plan, ids)


def _load_places(places: list[dict[str, Any]], ids: Ids) -> None:
    made: dict[str, Place] = {}
    for place in places:
        above = made.get(place.get("in", ""))
        made[place["code"]] = Place.objects.create(
            code=place["code"],
            name_zh=place["name"]["zh"],
            name_en=place["name"]["en"],
            kind=place["kind"],
            parent=above,
            path="/".join(filter(None, (above.path if above else "", place["code"]))),
            party_id=ids.parties[place["party"]],
            address=place.get("address", ""),
            units=place.get("units"),
        )


def _load_item(item: dict[str, Any], numbers: dict[str, str], minute: int, ids: Ids) -> str:
    """Order, receive and accept an item, a week apart each."""
    process, keeper = process_of("ci"), ids.actor(KEEPER)
    with acting_at(keeper, ids.at(item["days"], 10, minute)):
        record = acts.open_record(process, actor=keeper, raw=_raw(item, numbers, ids))
    received, accepted = (ids.at(item["days"] - days, 15, minute) for days in (7, 14))
    with acting_at(keeper, received):
        acts.move(process, record.number, "receive", actor=keeper, raw={}, version=None)
    raw = {"accepted_on": accepted.date().isoformat(), "acceptance": "到货检验与试运行通过。"}
    with acting_at(keeper, accepted):
        acts.move(process, record.number, "accept", actor=keeper, raw=raw, version=None)
    return record.number


def _raw(item: dict[str, Any], numbers: dict[str, str], ids: Ids) -> dict[str, Any]:
    raw = {
        "title": item["title"],
        "ci_class": item["class"],
        "project": item["project"],
        "criticality": item["level"],
        "version_label": item.get("version", ""),
        "serial": item.get("serial", ""),
        "attributes": {key: _day(value, ids) for key, value in item.get("attributes", {}).items()},
        "relations": [_relation(text, numbers) for text in item.get("needs", [])],
        "owner": KEEPER,
    }
    if "service" in item:
        raw["service"] = ids.service_numbers[item["service"]]
    if "warranty" in item:
        raw["warranty_until"] = str(ids.day(-item["warranty"]))
    if "rack" in item:
        place, unit, height, face = item["rack"].split()
        return raw | {"place": place, "rack_unit": unit, "rack_height": height, "rack_face": face}
    return raw | ({"place": item["place"]} if "place" in item else {})


def _day(value: Any, ids: Ids) -> Any:
    """A value; `+45` is the day in so many days."""
    if isinstance(value, str) and value.startswith("+"):
        return str(ids.day(-int(value)))
    return value


def _relation(text: str, numbers: dict[str, str]) -> dict[str, Any]:
    relation, title, *redundancy = text.split()
    row: dict[str, Any] = {"relation": relation, "target": numbers[title]}
    if redundancy:
        group, needed = redundancy[0].split("/")
        row |= {"group": group, "needed": int(needed)}
    return row


def _load_plan(plan: dict[str, Any], ids: Ids) -> None:
    """Drawn up by the project's manager, approved by the head of operations."""
    manager = plan.get("by", PLANNER)
    process, planner, decider = process_of("configuration_plan"), ids.actor(manager), ids.actor(DECIDER)
    raw = {"title": plan["title"], "project": plan["project"], "owner": manager, **plan["parts"]}
    with acting_at(planner, ids.at(plan["days"], 9, 30)):
        record = acts.open_record(process, actor=planner, raw=raw)
    review = {"review_on": str(ids.day(plan["days"] - 365))}
    with acting_at(planner, ids.at(plan["days"] - 3, 9, 30)):
        acts.move(process, record.number, "submit", actor=planner, raw=review, version=None)
    with acting_at(decider, ids.at(plan["days"] - 7, 11, 0)):
        acts.decide(process, record.number, "approve", actor=decider, verdict="approved", version=None)


def tie_incidents(ids: Ids) -> None:
    """Incidents whose title names an item of their customer affect it; tied when all else of them was done."""
    keeper, process = ids.actor(KEEPER), process_of("incident")
    items = {(each.customer_id, each.title): each.number for each in Record.objects.filter(kind="ci")}
    incidents = Record.objects.filter(kind="incident").order_by("-id")
    told = incidents.values_list("number", "title", "customer_id", "updated_at")
    tied = 0
    for number, title, customer_id, touched_at in told.iterator():
        named = next((ci for (owner, name), ci in items.items() if owner == customer_id and name in title), None)
        if named is None:
            continue
        with acting_at(keeper, touched_at):
            acts.link(process, number, actor=keeper, relation="affects", target=named)
        tied += 1
        if tied == MOST_TIED:
            return
