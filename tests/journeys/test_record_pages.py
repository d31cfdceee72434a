"""What people do on a record's page beside its moves; an agreement by two; a register by its keeper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.serving import Steward
    from tests.journeys.visitor import Visitor

    Seat = Callable[..., Visitor]

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def resolved(steward: Steward) -> str:
    """An incident of customer A, resolved after half an hour; it is ten."""
    process = process_of("incident")
    with as_("customer-a", MONDAY) as actor:
        number = acts.open_record(process, actor=actor, raw={"title": "VPN 断线"}).number
    with as_("engineer", MONDAY) as actor:
        acts.move(process, number, "start", actor=actor, raw={}, version=None)
    half = MONDAY + timedelta(minutes=30)
    with as_("engineer", half) as actor:
        raw = {"resolution": "重启网关。", "restored_at": half.isoformat()}
        acts.move(process, number, "resolve", actor=actor, raw=raw, version=None)
    steward.clock_is(MONDAY + timedelta(hours=1))
    return number


def test_a_customer_reopens_and_the_clock_goes_on_from_where_it_stood(visit: Seat, resolved: str) -> None:
    customer = visit("customer-a", language="en")
    customer.go(f"/incident/{resolved}/move/reopen/")
    assert customer.send(reopen_reason="仍然断线") == 200
    assert customer.text(".subtitle .now") == "In progress"
    assert "仍然断线" in customer.page.content()
    word = customer.all(".clock .word").last.inner_text()
    assert word.endswith("left")
    customer.page.locator(".clock a").last.click()
    assert "30 min" in customer.text(".sums")


def test_files_tags_links_and_watching_change_the_page(visit: Seat, resolved: str) -> None:
    engineer = visit("engineer", language="en")
    engineer.go("/incident/new/")
    engineer.send(project="alpha-ops", title="Gateway restarts by itself")
    other = engineer.path().split("/")[2]
    engineer.go(f"/incident/{resolved}/")
    engineer.page.locator(".attach summary").click()
    engineer.page.set_input_files(
        "#attach-file", {"name": "日志 2026.txt", "mimeType": "text/plain", "buffer": "端口".encode()}
    )
    engineer.page.locator(".attach .btn").click()
    with engineer.page.expect_download() as download:
        engineer.page.locator("#timeline a.file").click()
    assert download.value.suggested_filename == "日志 2026.txt"
    engineer.page.locator(".tags summary").click()
    engineer.page.fill("#tag", "gateway")
    engineer.page.locator(".tags form .btn").click()
    engineer.page.locator(".group .menu summary").click()
    engineer.page.fill("#link-target", other)
    engineer.page.locator(".group .menu form .btn").click()
    engineer.page.locator(".watchers .btn").click()
    assert "gateway" in engineer.text(".tags")
    assert other in engineer.text(".links")
    assert engineer.text(".watchers .btn") == "Stop watching"
    engineer.go(f"/incident/{other}/")
    assert resolved in engineer.text(".links")


def test_an_agreement_is_drawn_up_by_one_and_approved_by_another(visit: Seat) -> None:
    manager, head = visit("manager", language="en"), visit("service-head", language="en")
    manager.go("/agreement/new/")
    manager.fill(project="alpha-ops", title="SLA 2027", starts_on="2027-01-01", calendar="office")
    for name, minutes in (("response", "15"), ("resolution", "240")):
        manager.page.fill(f"input[name='targets.{name}.1']", minutes)
    assert manager.send() == 200
    number = manager.path().split("/")[2]
    manager.go(f"/agreement/{number}/move/submit/")
    assert manager.send() == 200
    assert manager.go(f"/agreement/{number}/move/approve/").status == 403
    head.go(f"/agreement/{number}/")
    assert "240" in head.text(".panel-box")
    head.go(f"/agreement/{number}/move/approve/")
    assert head.send(verdict="rejected") == 422
    assert head.send(verdict="approved", remark="同意") == 200
    assert head.text(".subtitle .now") == "In force"
    assert "同意" in head.text("#timeline")


def test_an_administrator_mends_a_person_and_the_history_says_so(visit: Seat) -> None:
    admin = visit("admin", language="en")
    admin.go("/registers/person/")
    admin.page.locator(".row-link", has_text="Eric Engineer").click()
    at = admin.path()
    assert admin.send(phone="021-5555 0100") == 200
    admin.go(at)
    assert admin.page.locator("#id_phone").input_value() == "021-5555 0100"
    assert "021-5555 0100" in admin.text(".history")
    desk = visit("desk", language="en")
    desk.go(at)
    assert desk.all("#form [data-default]").count() == 0
    assert "Administrator" in desk.text(".intro")


def test_a_matrix_of_priorities_is_altered_in_the_projects_form(visit: Seat) -> None:
    admin = visit("admin", language="en")
    admin.go("/registers/project/")
    admin.page.locator(".row-link", has_text="Alpha hosting").click()
    at = admin.path()
    admin.page.fill("input[name='priority_matrix.2.2']", "2")
    assert admin.send() == 200
    admin.go(at)
    assert admin.page.locator("input[name='priority_matrix.2.2']").input_value() == "2"
    customer = visit("customer-a", language="en")
    customer.go("/incident/new/")
    customer.send(title="Everything is slow", impact="2", urgency="2")
    assert "P2" in customer.text(".facts")
