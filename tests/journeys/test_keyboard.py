"""Work by keys alone; while an input method composes, no key does anything (quality F3)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.journeys.filled import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.visitor import Visitor

    Seat = Callable[..., Visitor]


@pytest.fixture
def desk(visit: Seat) -> Visitor:
    """The desk before a list of some rows."""
    fill(datetime(2026, 3, 4, 6, 30, tzinfo=UTC), count=6)
    return visit("desk", language="en")


def _focused(visitor: Visitor) -> str:
    return str(visitor.page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.name"))


def test_j_and_k_walk_the_rows_and_enter_opens_one(desk: Visitor) -> None:
    press = desk.page.keyboard.press
    rows = [link.get_attribute("href") for link in desk.all(".row-link").all()]
    seen = []
    for key in "jjjkk":
        press(key)
        seen.append(_focused(desk))
    assert seen == [rows[0], rows[1], rows[2], rows[1], rows[0]]
    press("k")
    assert _focused(desk) == rows[0]
    with desk.page.expect_navigation():
        press("Enter")
    assert desk.path() == rows[0]


def test_single_keys_search_open_a_form_and_show_the_keys(desk: Visitor) -> None:
    press = desk.page.keyboard.press
    press("/")
    assert _focused(desk) == "q"
    desk.page.keyboard.type("jkc?")
    assert desk.page.locator("input[type=search]").input_value() == "jkc?"
    press("Escape")
    press("?")
    assert desk.page.locator("dialog#keys").is_visible()
    press("c")
    assert desk.path() == "/incident/"
    press("Escape")
    assert not desk.page.locator("dialog#keys").is_visible()
    with desk.page.expect_navigation():
        press("c")
    assert desk.path() == "/incident/new/"


def test_an_incident_is_written_and_sent_without_a_mouse(desk: Visitor) -> None:
    press, keyboard = desk.page.keyboard.press, desk.page.keyboard
    with desk.page.expect_navigation():
        press("c")
    desk.page.locator("#id_project").focus()
    keyboard.type("甲")
    desk.page.locator("#id_project").select_option("alpha-ops")
    press("Tab")
    keyboard.type("Phone call: no mail")
    with desk.page.expect_navigation():
        press("Control+Enter")
    assert desk.text(".record h1") == "Phone call: no mail"
    press("r")
    keyboard.type("Looking into it.")
    with desk.page.expect_navigation():
        press("Control+Enter")
    assert "Looking into it." in desk.text("#timeline")
    with desk.page.expect_navigation():
        press("e")
    assert desk.path().endswith("/amend/")


def test_no_key_does_anything_while_an_input_method_composes(desk: Visitor) -> None:
    keys = desk.context.new_cdp_session(desk.page)

    def compose(text: str, key: str) -> None:
        keys.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})
        for kind in ("rawKeyDown", "keyUp"):
            keys.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "windowsVirtualKeyCode": 229})

    desk.page.keyboard.press("/")
    compose("shi jian", "Enter")
    assert desk.path() == "/incident/"
    keys.send("Input.insertText", {"text": "事件"})
    assert desk.page.locator("input[type=search]").input_value() == "事件"
    desk.page.locator("input[type=search]").blur()
    for key in ("j", "c", "?"):
        for kind in ("rawKeyDown", "keyUp"):
            keys.send("Input.dispatchKeyEvent", {"type": kind, "key": key, "windowsVirtualKeyCode": 229})
    assert desk.path() == "/incident/"
    assert not desk.page.locator("dialog#keys").is_visible()
    desk.page.keyboard.press("/")
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    assert "q=" in desk.path()


def test_x_chooses_rows_and_the_bar_leads_to_what_is_changed_in_all_of_them(desk: Visitor) -> None:
    bar = desk.page.locator(".many-bar")
    assert not bar.is_visible()
    for key in "jxjx":
        desk.page.keyboard.press(key)
    assert bar.locator(".picked").inner_text() == "2"
    with desk.page.expect_navigation():
        bar.locator(".primary").click()
    assert "2 records are chosen." in desk.text("#main")
    with desk.page.expect_navigation():
        desk.page.locator(".choices a", has_text="Urgency").click()
    assert desk.page.locator("[name=urgency]").is_visible()
    assert desk.page.locator("[name=pick]").count() == 2
    desk.go("/incident/")
    desk.page.keyboard.press("j")
    desk.page.keyboard.press("x")
    desk.page.keyboard.press("x")
    assert not bar.is_visible()
