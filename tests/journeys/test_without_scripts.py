"""Whole pages are plain links and forms: the work is done with scripts off (quality F14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.visitor import Visitor

    Seat = Callable[..., Visitor]


def test_an_incident_is_opened_found_assigned_and_answered_with_scripts_off(visit: Seat) -> None:
    desk = visit("desk", language="en", scripts=False)
    desk.page.click(".head .new")
    assert desk.send(project="alpha-ops", title="Printer is offline", requester="p-customer-a", impact="2") == 200
    number = desk.path().split("/")[2]

    desk.page.click(".crumbs a")
    desk.page.locator(".filters summary", has_text="Priority").click()
    desk.page.locator(".filters a", has_text="P3").click()
    assert "Printer is offline" in desk.text("table.list")
    desk.page.locator(".row-link").first.click()

    desk.page.locator(".head a", has_text="Assign").click()
    assert desk.send(team="network", owner="p-engineer") == 200
    desk.page.fill("#compose", "We look at it.")
    desk.page.locator(".compose [data-default]").click()
    assert "We look at it." in desk.text("#timeline")
    assert desk.path() == f"/incident/{number}/"


def test_reasons_menus_language_and_log_out_need_no_script(visit: Seat) -> None:
    customer = visit("customer-a", language="en", scripts=False)
    customer.go("/incident/new/")
    customer.send(title="VPN is slow")
    customer.page.locator(".head .btn[aria-disabled]").first.press("Enter")
    assert "This is for:" in customer.text(".why:popover-open")
    customer.page.keyboard.press("Escape")
    customer.page.locator(".account summary").click()
    customer.page.locator(".account button", has_text="简体中文").click()
    assert customer.page.locator("html").get_attribute("lang") == "zh-Hans"
    customer.page.locator(".account summary").click()
    customer.page.locator(".account button", has_text="退出").click()
    assert customer.go("/incident/").url.startswith(f"{customer.steward.address}/accounts/login/")


def test_a_phone_opens_its_menu_with_scripts_off(visit: Seat) -> None:
    desk = visit("desk", language="en", scripts=False, phone=True)
    assert not desk.page.locator("nav.side").is_visible()
    desk.page.click(".burger")
    desk.page.locator("nav.side a", has_text="Service catalogue").click()
    assert desk.path() == "/service/"
