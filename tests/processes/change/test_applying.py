"""Planned values applied to the items of a change: all or nothing, once, while it is carried out (manual 8.1.4)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused, Stale
from steward.people.models import User
from steward.processes.change.applying import apply
from tests.people import as_
from tests.processes.change.changes import authorised, move
from tests.registers.configuration.items import ci, plan_in_force
from tests.rights.ground import forget_scope

pytestmark = pytest.mark.django_db


def _begun(*rows: dict[str, str]) -> Any:
    return move(authorised(items=list(rows)).number, "start")


def _alter(item: Any, field: str, value: str) -> dict[str, str]:
    return {"ci": item.number, "action": "alter", "field": field, "value": value}


def _item(number: str) -> Any:
    with as_("engineer"):
        return process_of("ci").model.objects.get(number=number)


def _apply(change: Any, version: int | None = None) -> int:
    with as_("engineer") as actor:
        return apply(change.number, actor=actor, version=version)


def test_planned_values_are_written_and_new_items_opened() -> None:
    item = ci("sh1-vm")
    plan_in_force()
    new = {"ci": "sh1-new", "action": "create", "field": "ci_class", "value": "virtual_machine"}
    change = _begun(_alter(item, "version_label", "2.4"), _alter(item, "serial", "SN-7"), new)
    assert _apply(change) == 2
    written = _item(item.number)
    assert (written.version_label, written.serial, written.change_id) == ("2.4", "SN-7", change.pk)
    with as_("engineer"):
        assert process_of("ci").model.objects.get(title="sh1-new").change_id == change.pk


def test_of_two_people_who_apply_one_change_the_second_sees_that() -> None:
    item = ci("sh1-vm")
    plan_in_force()
    change = _begun(_alter(item, "serial", "SN-7"))
    assert _apply(change, change.version) == 1
    with pytest.raises(Stale):
        _apply(change, change.version)
    with pytest.raises(Refused, match="没有"):
        _apply(change)


def test_one_value_that_an_item_refuses_leaves_all_as_it_was() -> None:
    item, other = ci("sh1-vm"), ci("sh1-b")
    plan_in_force()
    change = _begun(_alter(item, "serial", "SN-7"), _alter(other, "rack_unit", "3"))
    with pytest.raises(Refused, match=other.number):
        _apply(change)
    assert _item(item.number).serial == ""


def test_before_the_start_nothing_is_applied() -> None:
    item = ci("sh1-vm")
    change = authorised(items=[_alter(item, "serial", "SN-7")])
    with pytest.raises(Refused):
        _apply(change)


def test_the_page_offers_it_and_takes_it() -> None:
    item = ci("sh1-vm")
    plan_in_force()
    change = _begun(_alter(item, "serial", "SN-7"))
    client = Client()
    client.force_login(User.objects.get(username="engineer"))
    forget_scope()
    assert f"/change/{change.number}/apply/" in client.get(f"/change/{change.number}/").content.decode()
    forget_scope()
    answer = client.post(f"/change/{change.number}/apply/", {"version": change.version})
    assert answer.status_code == 303
    assert _item(item.number).serial == "SN-7"
