"""Planned values that empty a field, new items compared at the close, two items that swap their units (8.1.10)."""

from __future__ import annotations

from typing import Any

import pytest

from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid, Refused
from steward.processes.change import items
from steward.processes.change.applying import apply
from tests.people import as_
from tests.processes.change.changes import authorised, done, draft, move
from tests.registers.configuration.items import amend, ci, plan_in_force, rack

pytestmark = pytest.mark.django_db


def alter(item: Any, field: str, value: str = "", **more: Any) -> dict[str, Any]:
    return {"ci": item.number, "action": "alter", "field": field, **({"value": value} if value else {}), **more}


def stands(number: str) -> Any:
    with as_("engineer"):
        return process_of("ci").model.objects.get(number=number)


def begun(*rows: dict[str, Any]) -> Any:
    return move(authorised(items=list(rows), conflict_reason="x").number, "start")


def applied(change: Any) -> int:
    with as_("engineer") as actor:
        return apply(change.number, actor=actor, version=None)


def left(change: Any) -> list[str]:
    """What was planned and is not recorded."""
    with as_("manager") as actor:
        known = items.known(change.items, change.project_id)
        return [*items.differences(change.items, known, actor), *items.unmade(change.items, change, actor)]


def reviewed(change: Any) -> None:
    done(change.number)
    move(change.number, "finish", result="x")
    move(change.number, "review", by="manager", review="x", cost_actual=0)


def test_a_field_is_emptied() -> None:
    item = ci("sh1-vm", serial="SN-1", owner="p-engineer", warranty_until="2027-01-31")
    plan_in_force()
    change = begun(*(alter(item, name, cleared=True) for name in ("serial", "owner", "warranty_until")))
    assert len(left(change)) == 3
    assert applied(change) == 1
    written = stands(item.number)
    assert (written.serial, written.owner_id, written.warranty_until) == ("", None, None)
    assert left(change) == []


@pytest.mark.parametrize(
    "row",
    [
        {"action": "alter", "field": "serial", "value": "x", "cleared": True},
        {"action": "alter", "field": "serial"},
        {"action": "alter", "cleared": True},
        {"action": "create", "field": "serial", "cleared": True},
        {"action": "alter", "field": "title", "cleared": True},
        {"action": "alter", "field": "criticality", "cleared": True},
    ],
)
def test_what_cannot_be_emptied_is_said(row: dict[str, Any]) -> None:
    item = ci("sh1-vm")
    with pytest.raises(Invalid):
        draft(items=[{"ci": item.number, **row}])


def test_a_new_item_is_compared_with_what_was_planned_of_it() -> None:
    plan_in_force()
    new = [
        {"ci": "sh1-new", "action": "create", "field": field, "value": value}
        for field, value in (("ci_class", "virtual_machine"), ("serial", "SN-7"))
    ]
    change = begun(*new)
    assert "sh1-new" in left(change)[0]
    applied(change)
    assert left(change) == []
    with as_("engineer"):
        made = process_of("ci").model.objects.get(title="sh1-new")
    amend(made.number, serial="SN-8", change=change.number)
    assert "SN-7" in left(change)[0]
    reviewed(change)
    with pytest.raises(Refused, match="SN-8"):
        move(change.number, "close", by="manager")


def test_a_new_item_that_there_is_not_keeps_the_change_open() -> None:
    plan_in_force()
    change = begun({"ci": "sh1-never", "action": "create"})
    reviewed(change)
    with pytest.raises(Refused, match="sh1-never"):
        move(change.number, "close", by="manager")


def test_two_items_swap_their_units_and_a_third_that_stays_is_respected() -> None:
    stand = rack(units=10).code
    at = {"place": stand, "rack_height": 2, "rack_face": "front"}
    one, other = ci("sh1-a", "server", rack_unit=1, **at), ci("sh1-b", "server", rack_unit=3, **at)
    third = ci("sh1-c", "server", rack_unit=7, **at)
    plan_in_force()
    change = begun(alter(one, "rack_unit", "3"), alter(other, "rack_unit", "1"))
    assert applied(change) == 2
    assert [stands(each.number).rack_unit for each in (one, other, third)] == [3, 1, 7]
    assert left(change) == []
    against = begun(alter(one, "rack_unit", "7"))
    with pytest.raises(Refused, match="sh1-c"):
        applied(against)
