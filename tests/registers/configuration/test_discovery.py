"""What tools saw: equal is kept as seen, different becomes a discrepancy, no item is altered (8.1.2, 8.1.9)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.kernel.refusal import Refused
from steward.people.tokens import issue
from steward.registers.configuration.models import Discrepancy, Sighting
from tests.people import as_
from tests.registers.configuration.items import amend, ci, move, plan_in_force

pytestmark = pytest.mark.django_db


def discover(*items: dict[str, str], **more: Any) -> Any:
    """The answer to a tool that the engineer runs."""
    with as_("engineer"):
        asked: Any = {"HTTP_AUTHORIZATION": f"Bearer {issue('engineer')}", "content_type": "application/json"}
    body = {"project": "alpha-ops", "source": "nmap", "items": list(items), **more}
    answer = Client().post("/api/v1/ci/discoveries/", json.dumps(body), **asked)
    assert answer.status_code == 200, answer.content
    return answer.json()


def standing() -> list[tuple[str, str, str, str, str]]:
    with as_("engineer"):
        rows = Discrepancy.objects.order_by("pk")
        return [(each.sort, each.attribute, each.recorded, each.found, each.state) for each in rows]


def settle(number: str, name: str = "settle", **raw: Any) -> Any:
    with as_("engineer") as actor:
        return acts.move(process_of("discrepancy"), number, name, actor=actor, raw=raw, version=None)


def in_use(title: str, **raw: Any) -> Any:
    item = ci(title, "server", **raw)
    move(item.number, "receive")
    return move(item.number, "accept", accepted_on="2026-01-02", acceptance="ok")


def test_what_is_as_recorded_is_kept_as_seen_and_nothing_else() -> None:
    item = ci("sh1-srv-1", "server", serial="SN1", attributes={"cpu_cores": 8})
    told = discover({"serial": "SN1", "attributes.cpu_cores": "8", "state": "in_use"})
    assert told["counts"] | {"faults": 0} == {**dict.fromkeys(told["counts"], 0), "equal": 1}
    with as_("engineer"):
        (sighting,) = Sighting.objects.all()
        assert (sighting.record_id, sighting.source, sighting.is_equal) == (item.pk, "nmap", True)
        assert Record.objects.get(pk=item.pk).version == item.version


def test_what_differs_is_a_discrepancy_once_and_the_item_stays_as_it_is() -> None:
    item = ci("sh1-srv-1", "server", serial="SN1", attributes={"cpu_cores": 8})
    plan_in_force()
    seen = {"name": "sh1-srv-1", "class": "server", "serial": "SN2", "attributes.cpu_cores": "16"}
    told = discover(seen)
    assert (told["counts"]["opened"], told["counts"]["differing"]) == (2, 1)
    assert standing() == [
        ("differs", "attributes.cpu_cores", "8", "16", "open"), ("differs", "serial", "SN1", "SN2", "open"),
    ]  # fmt: skip
    again = discover({**seen, "serial": "SN3"})
    assert (again["counts"]["opened"], again["counts"]["known"]) == (0, 2)
    assert standing()[1][3] == "SN3"
    with as_("engineer"):
        assert Record.objects.get(pk=item.pk).version == item.version


def test_it_is_settled_when_item_and_world_agree_again_whichever_moved() -> None:
    item = ci("sh1-srv-1", "server", serial="SN1", attributes={"cpu_cores": 8})
    (first, second) = discover({"number": item.number, "serial": "SN2", "attributes.cpu_cores": "16"})["opened"]
    with pytest.raises(Refused, match=r"SN2|16"):
        settle(second)
    amend(item.number, serial="SN2")
    told = discover({"number": item.number, "serial": "SN2", "attributes.cpu_cores": "8"})
    assert set(told["settled"]) == {first, second}
    assert {row[4] for row in standing()} == {"settled"}


def test_what_nobody_recorded_and_what_nobody_found() -> None:
    gone = in_use("sh1-srv-1")
    told = discover({"class": "server", "name": "sh1-srv-9"}, complete=["server"])
    assert [row[0] for row in standing()] == ["unknown", "missing"]
    with pytest.raises(Refused):
        settle(told["opened"][1])
    found_again = discover({"number": gone.number}, complete=["server"])
    assert found_again["settled"] == [told["opened"][1]]
    new = ci("sh1-srv-9", "server")
    with as_("engineer") as actor:
        raw = {"item": new.number}
        acts.amend(process_of("discrepancy"), told["opened"][0], actor=actor, raw=raw, version=None)
    assert settle(told["opened"][0]).state == "settled"


def test_a_row_that_can_t_be_read_is_named_and_the_rest_goes_on() -> None:
    ci("sh1-srv-1", "server")
    told = discover({"class": "no_such", "name": "x"}, {"class": "server", "name": "sh1-srv-1"})
    assert (told["counts"]["equal"], told["faults"][0]["line"]) == (1, 1)


def test_rejecting_needs_a_reason_and_accepting_a_change() -> None:
    item = ci("sh1-srv-1", "server", serial="SN1")
    (number,) = discover({"number": item.number, "serial": "SN2"})["opened"]
    with pytest.raises(Refused):
        settle(number, "accept")
    with pytest.raises(Refused):
        settle(number, "reject")
    assert settle(number, "reject", reject_reason="扫描工具误报").state == "rejected"


def test_those_who_keep_no_items_send_no_discoveries() -> None:
    for username, status in (("customer-a", 404), ("desk", 409)):
        with as_("service-head"):
            asked: Any = {"HTTP_AUTHORIZATION": f"Bearer {issue(username)}", "content_type": "application/json"}
        body = {"project": "alpha-ops", "source": "x", "items": [{"name": "x"}]}
        assert Client().post("/api/v1/ci/discoveries/", json.dumps(body), **asked).status_code == status
