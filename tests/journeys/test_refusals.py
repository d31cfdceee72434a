"""What can't be done says why, what next, and loses no typed word."""

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

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", pytest.param("en", marks=pytest.mark.long)])
SAID = {
    "en": {
        "roles": "This is for:", "future": "The restoration time lies in the future.",
        "not_here": "This is not here",
        "stale": "Somebody else has saved this record meanwhile", "keepers": "This is for: Product manager",
    },
    "zh-hans": {
        "roles": "此操作由以下角色执行：", "future": "服务恢复时间不能晚于现在。", "not_here": "找不到该内容",
        "stale": "此记录已被他人抢先保存", "keepers": "此操作由以下角色执行：产品经理",
    },
}  # fmt: skip


@pytest.fixture
def number(steward: Steward) -> str:
    """An incident of customer A in progress since nine o'clock; it is ten."""
    process = process_of("incident")
    with as_("customer-a", NOW) as actor:
        raw = {"title": "核心交换机端口抖动", "impact": 1, "urgency": 2}
        opened = acts.open_record(process, actor=actor, raw=raw).number
    with as_("engineer", NOW) as actor:
        acts.move(process, opened, "start", actor=actor, raw={}, version=None)
    steward.clock_is(NOW + timedelta(hours=1))
    return opened


@LANGUAGES
def test_a_refused_move_is_a_button_that_says_why(visit: Seat, number: str, language: str) -> None:
    customer = visit("customer-a", language=language)
    customer.go(f"/incident/{number}/")
    refused = customer.page.locator(".head .btn[aria-disabled]").first
    refused.focus()
    customer.page.keyboard.press("Enter")
    reason = customer.page.locator(".why:popover-open")
    assert reason.inner_text().startswith(SAID[language]["roles"])
    assert customer.path() == f"/incident/{number}/"


@LANGUAGES
def test_a_wrong_value_comes_back_beside_its_field_with_all_that_was_typed(
    visit: Seat, number: str, language: str
) -> None:
    engineer = visit("engineer", language=language)
    engineer.go(f"/incident/{number}/move/resolve/")
    assert engineer.send(resolution="更换光模块。", restored_at="2026-03-02T10:01") == 422
    assert SAID[language]["future"] in engineer.text(".errors")
    assert engineer.page.locator("#id_resolution").input_value() == "更换光模块。"
    assert engineer.page.locator("#id_restored_at").input_value() == "2026-03-02T10:01"
    assert engineer.send(restored_at="2026-03-02T10:00") == 200
    assert engineer.path() == f"/incident/{number}/"


@LANGUAGES
def test_a_stale_version_shows_all_three_values_and_saves_on_the_second_word(
    visit: Seat, number: str, language: str
) -> None:
    desk, engineer = (visit(name, language=language) for name in ("desk", "engineer"))
    for who in (desk, engineer):
        who.go(f"/incident/{number}/amend/")
    assert engineer.send(title="核心交换机 SW-03 端口抖动") == 200
    assert desk.send(title="核心交换机端口每 5 分钟抖动", description="楼层二全部受影响") == 409
    assert SAID[language]["stale"] in desk.text(".conflict")
    row = desk.page.locator(".conflict tbody tr").first.locator("td").all_inner_texts()
    assert row == ["核心交换机端口抖动", "核心交换机 SW-03 端口抖动", "核心交换机端口每 5 分钟抖动"]
    assert desk.page.locator("#id_description").input_value() == "楼层二全部受影响"
    assert desk.send() == 200
    assert desk.text(".record h1") == "核心交换机端口每 5 分钟抖动"


@LANGUAGES
def test_somebody_elses_incident_is_not_here(visit: Seat, number: str, language: str) -> None:
    stranger = visit("customer-b", language=language)
    for path in ("", "amend/", "move/reopen/", "why/resolution/"):
        assert stranger.go(f"/incident/{number}/{path}").status == 404
        assert SAID[language]["not_here"] in stranger.text("h1")
        assert stranger.all("nav.side a").count() > 0
    assert "抖动" not in stranger.page.content()


@LANGUAGES
def test_a_page_that_is_for_others_says_for_whom(visit: Seat, language: str) -> None:
    desk = visit("desk", language=language)
    assert desk.go("/service/new/").status == 403
    assert SAID[language]["keepers"] in desk.text("#main")
    assert desk.all("nav.side a").count() > 0


@LANGUAGES
def test_an_address_that_does_not_exist_keeps_the_menu(visit: Seat, language: str) -> None:
    desk = visit("desk", language=language)
    assert desk.go("/nowhere/at/all/").status == 404
    assert desk.all("nav.side a").count() > 0
    assert desk.all("#main .btn.primary").count() == 1


def test_a_wrong_password_keeps_the_name_and_says_the_same_for_everybody(visit: Seat) -> None:
    stranger = visit(None)
    said = []
    for name in ("desk", "nobody-at-all"):
        stranger.go("/accounts/login/")
        stranger.page.fill("#id_login", name)
        stranger.page.fill("#id_password", "not the password")
        stranger.press_default()
        assert stranger.page.locator("#id_login").input_value() == name
        said.append(stranger.text(".errors"))
    assert said[0] == said[1]


def test_a_form_of_another_session_gives_the_typed_text_back(visit: Seat) -> None:
    customer = visit("customer-a", language="en")
    customer.go("/incident/new/")
    customer.fill(title="VPN is down", description="Since nine o'clock")
    customer.page.locator("input[name=csrfmiddlewaretoken]").evaluate_all(
        "all => all.forEach(each => each.value = 'x')"
    )
    assert customer.press_default("#form").status == 403
    assert "VPN is down" in [area.input_value() for area in customer.all("#main textarea").all()]
    assert customer.all("nav.side a").count() > 0
