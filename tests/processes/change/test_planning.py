"""Owner, place, attributes and relations planned by a change: read, refused row by row, applied, compared (8.1.10)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid, Refused
from steward.processes.change import items
from steward.processes.change.applying import apply
from steward.registers.configuration.models import CiClass
from tests.people import as_
from tests.processes.change.changes import authorised, done, draft, move
from tests.registers.configuration.items import amend, ci, needs, plan_in_force, rack

pytestmark = pytest.mark.django_db


def _row(item: Any, action: str, field: str, value: str) -> dict[str, str]:
    return {"ci": item if isinstance(item, str) else item.number, "action": action, "field": field, "value": value}


def _item(number: str) -> Any:
    with as_("engineer"):
        return process_of("ci").model.objects.get(number=number)


def _apply(change: Any) -> int:
    with as_("engineer") as actor:
        return apply(change.number, actor=actor, version=None)


def _left(change: Any) -> list[str]:
    """What keeps the change from being closed."""
    with as_("manager") as actor:
        return items.differences(change.items, items.known(change.items, change.project_id), actor)


def _begun(*rows: dict[str, str]) -> Any:
    return move(authorised(items=list(rows)).number, "start")


def _lines(invalid: Invalid) -> list[str]:
    """The rows that the faults name."""
    return [re.findall(r"\d+", str(fault))[0] for fault in invalid.faults["items"]]


def _server_class() -> None:
    """A class whose attributes are a number, a choice and a flag."""
    sheet = [
        {"key": "ram", "zh": "内存", "en": "Memory", "kind": "number"},
        {"key": "tier", "zh": "层级", "en": "Tier", "kind": "choice", "choices": "gold,silver"},
        {"key": "ha", "zh": "高可用", "en": "Failover", "kind": "flag"},
    ]
    with as_("service-head"):
        CiClass.objects.create(
            code="test_server", name_zh="服务器", name_en="Server", path="test_server", attributes=sheet
        )


def test_owner_place_and_rack_units_are_written_and_compared_by_their_keys() -> None:
    item, stands = ci("sh1-vm"), rack()
    plan_in_force()
    where = [("place", stands.code), ("rack_unit", "3"), ("rack_height", "2"), ("rack_face", "front")]
    more = [("owner", "p-engineer"), ("warranty_until", "2028-01-31"), ("criticality", "2")]
    change = _begun(*(_row(item, "alter", field, value) for field, value in [*where, *more]))
    assert len(_left(change)) == 7
    assert _apply(change) == 1
    written = _item(item.number)
    assert (written.place_id, written.rack_unit, written.rack_height, written.rack_face) == (stands.pk, 3, 2, "front")
    assert (written.owner.code, written.criticality, written.change_id) == ("p-engineer", 2, change.pk)
    assert written.revision == item.revision + 1
    assert _left(change) == []


def test_attributes_are_typed_by_the_class_and_the_others_stay() -> None:
    _server_class()
    item = ci("sh1-srv", "test_server", attributes={"ram": 16, "tier": "gold"})
    plan_in_force()
    new = [_row("sh1-new", "create", "ci_class", "test_server"), _row("sh1-new", "create", "attribute:ram", "8")]
    change = _begun(_row(item, "alter", "attribute:ram", "032"), _row(item, "alter", "attribute:ha", "true"), *new)
    assert _apply(change) == 2
    assert _item(item.number).attributes == {"ram": 32, "tier": "gold", "ha": True}
    with as_("engineer"):
        assert process_of("ci").model.objects.get(title="sh1-new").attributes == {"ram": 8}
    assert _left(change) == []


def test_relations_begin_and_end_in_one_revision_and_the_others_stay() -> None:
    old, kept, new, twin = (ci(f"sh1-{name}") for name in ("old", "kept", "new", "twin"))
    item = ci("sh1-vm", relations=needs(old, kept))
    plan_in_force()
    change = _begun(
        _row(item, "remove", "depends_on", old.number), _row(item, "relate", "uses", new.number.lower()),
        _row(item, "relate", "backs_up", f"{new.number}; A; 1"),
        _row(item, "relate", "backs_up", f"{twin.number}；A；1"),
        _row(item, "alter", "serial", "SN-7"),
    )  # fmt: skip
    assert len(_left(change)) == 5
    assert _apply(change) == 1
    written = _item(item.number)
    assert written.relations == [
        *needs(kept), *needs(new, relation="uses"), *needs(new, twin, relation="backs_up", group="A", needed=1)
    ]  # fmt: skip
    assert (written.serial, written.revision) == ("SN-7", item.revision + 1)
    assert _left(change) == []


def test_what_an_item_refuses_leaves_the_others_as_they_were() -> None:
    one, other = ci("sh1-a"), ci("sh1-b")
    amend(other.number, relations=needs(one, relation="runs_on"))
    plan_in_force()
    change = _begun(_row(one, "relate", "runs_on", other.number), _row(other, "alter", "serial", "SN-7"))
    with pytest.raises(Refused, match=f"{one.number}: "):
        _apply(change)
    assert (_item(one.number).relations, _item(other.number).serial) == ([], "")


def test_it_does_not_close_while_a_relation_stands_otherwise_than_planned() -> None:
    item, other = ci("sh1-vm"), ci("sh1-db")
    plan_in_force()
    change = _begun(_row(item, "relate", "depends_on", other.number))
    done(change.number)
    move(change.number, "finish", result="x")
    move(change.number, "review", by="manager", review="x", cost_actual=0)
    with pytest.raises(Refused, match=other.number):
        move(change.number, "close", by="manager")


def test_a_row_without_a_field_covers_the_removal_that_people_do_by_its_own_moves() -> None:
    item, other = ci("sh1-vm"), ci("sh1-db")
    plan_in_force()
    change = _begun({"ci": item.number, "action": "remove"}, _row(other, "alter", "serial", "SN-7"))
    assert _apply(change) == 1
    assert (_item(item.number).state, len(_left(change))) == ("ordered", 1)


@pytest.mark.parametrize(
    ("action", "field", "value"),
    [
        ("alter", "state", "in_use"),
        ("alter", "relations", "x"),
        ("alter", "owner", "p-unheard-of"),
        ("alter", "owner", "p-customer-a"),
        ("alter", "place", "NOWHERE"),
        ("alter", "place", "BETA-A01"),
        ("alter", "criticality", "99"),
        ("alter", "warranty_until", "soon"),
        ("alter", "attribute:", "x"),
        ("alter", "attribute:nothing", "x"),
        ("alter", "attribute:ram", "much"),
        ("alter", "attribute:tier", "bronze"),
        ("relate", "likes", "CI-000001"),
        ("relate", "uses", "CI-999999"),
        ("relate", "uses", "sh1-srv"),
        ("relate", "uses", "CI-000001; A"),
        ("remove", "uses", "CI-999999"),
    ],
)
def test_a_fault_names_its_row(action: str, field: str, value: str) -> None:
    _server_class()
    rack("BETA-A01", party="beta")
    item = ci("sh1-srv", "test_server")
    with pytest.raises(Invalid) as invalid:
        draft(items=[_row(item, "alter", "serial", "SN-7"), _row(item, action, field, value)])
    assert _lines(invalid.value) == ["2"]


def test_what_stands_twice_or_names_itself_is_said() -> None:
    item, other = ci("sh1-vm"), ci("sh1-db")
    rows = [
        _row(item, "alter", "serial", "1"), _row(item, "alter", "serial", "2"),
        _row(item, "relate", "uses", item.number),
        _row(item, "relate", "uses", other.number), _row(item, "remove", "uses", other.number),
    ]  # fmt: skip
    with pytest.raises(Invalid) as invalid:
        draft(items=rows)
    assert _lines(invalid.value) == ["2", "3", "5"]
