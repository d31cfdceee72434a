"""An item through time, a place, single points of failure: as pages and REST tell them (8.1.5, 8.1.8, 5.3.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from steward.kernel.models import Record
from steward.people.models import User
from steward.people.tokens import issue
from tests.people import as_
from tests.registers.configuration.items import amend, ci, needs, rack

pytestmark = pytest.mark.django_db
MARCH, APRIL = datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 4, 1, 12, tzinfo=UTC)


@pytest.fixture
def engineer() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="engineer"))
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()
    return str(answer.content.decode())


def test_an_item_is_told_as_it_was_and_what_became_of_it(engineer: Client) -> None:
    item = ci("sh1-vm-1", at=MARCH, attributes={"vcpus": 4})
    amend(item.number, at=APRIL, title="sh1-vm-2", attributes={"vcpus": 8})
    told = page(engineer, f"/ci/{item.number}/history/?at=2026-03-10")
    for word in ("sh1-vm-1", "sh1-vm-2", "虚拟CPU数", "有变化"):
        assert word in told
    assert "当时尚无此配置项" in page(engineer, f"/ci/{item.number}/history/?at=2026-02-01")
    between = page(engineer, f"/ci/{item.number}/history/?at=2026-03-10&to=2026-03-20")
    assert "有变化" not in between


def test_rest_tells_each_past_moment_exactly(engineer: Client) -> None:
    item = ci("sh1-vm-1", at=MARCH, serial="a")
    amend(item.number, at=APRIL, serial="b")
    with as_("engineer"):
        token = issue("engineer")
    asked: Any = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    for at, serial, revision in (("2026-03-01T12:00:00Z", "a", 1), ("2026-04-01T12:00:00Z", "b", 2)):
        told = engineer.get(f"/api/v1/ci/{item.number}/revision/?at={at}", **asked).json()
        assert (told["snapshot"]["serial"], told["revision"]) == (serial, revision)
    assert engineer.get(f"/api/v1/ci/{item.number}/revision/?at=2026-02-01", **asked).status_code == 404


def test_a_rack_shows_both_sides_and_what_is_free(engineer: Client) -> None:
    place = rack(units=10)
    item = ci("sh1-srv-1", "server", place=place.code, rack_unit=3, rack_height=2, rack_face="front")
    told = page(engineer, f"/registers/place/{place.pk}/view/")
    assert item.number in told
    assert "共 10 U，空闲 8 U" in told
    assert 'rowspan="2"' in told


def test_the_single_points_of_a_service_are_named(engineer: Client) -> None:
    with as_("engineer"):
        service = Record.objects.get(kind="service", state="active").number
    a, b = ci("feed-a", "power_feed"), ci("feed-b", "power_feed")
    both = ci("core-1", "network_device", version_label="1")
    ci(
        "erp", "application", version_label="1", service=service,
        relations=[*needs(a, b, relation="powered_by", group="feeds", needed=1), *needs(both)],
    )  # fmt: skip
    told = page(engineer, f"/ci/points/?service={service}")
    assert both.number in told
    assert a.number not in told
    assert engineer.get("/ci/points/?service=SVC-999999").status_code == 422


def test_contacts_see_their_items_and_none_of_these_pages() -> None:
    item = ci("sh1-vm-1")
    contact = Client()
    contact.force_login(User.objects.get(username="customer-a"))
    assert item.number in page(contact, "/ci/?state=all")
    for path in (f"/ci/{item.number}/impact/", f"/ci/{item.number}/history/", "/ci/points/"):
        assert contact.get(path).status_code == 404
