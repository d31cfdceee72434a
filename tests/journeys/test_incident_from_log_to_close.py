"""An incident's whole life as people live it in the browser, clocks right to the second (manual 7.2)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.journeys.clocks_seen import Run, boxes, proven, rows, summed_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.database import TestDatabase
    from tests.journeys.serving import Steward
    from tests.journeys.visitor import Visitor

# Monday 2026-03-02 09:00 in Shanghai: office hours, 9 to 12 and 13 to 18, begin.
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
RESPONSE_DUE, RESOLUTION_DUE = MONDAY + HOUR / 2, MONDAY + 9 * HOUR
TUESDAY = datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
TITLE = "核心交换机端口抖动 core switch flaps"

WORDS = {
    "en": {
        "states": ["New", "Assigned", "In progress", "Waiting for user", "In progress", "Resolved", "Closed"],
        "left": "{} left", "met": "met after {}", "paused": "paused: waits for the user",
        "h": "h", "min": "min", "s": "s", "d": "d",
        "not_yours": "This is for:", "future": "The restoration time lies in the future.",
        "not_here": "This is not here", "final": "does not start from",
    },
    "zh-hans": {
        "states": ["新建", "已分派", "处理中", "等待用户", "处理中", "已解决", "已关闭"],
        "left": "剩 {}", "met": "已达标，用时 {}", "paused": "已暂停：等待用户",
        "h": "小时", "min": "分", "s": "秒", "d": "天",
        "not_yours": "此操作由以下角色执行：", "future": "服务恢复时间不能晚于现在。",
        "not_here": "找不到该内容", "final": "时不能执行",
    },
}  # fmt: skip


class Case:
    """One incident, those who work on it, and the words of their language."""

    def __init__(self, language: str, steward: Steward, database: TestDatabase, visit: Callable[..., Visitor]) -> None:
        """Seats customer, desk and engineer, each before a window of their own."""
        self.words, self.steward, self.database = WORDS[language], steward, database
        self.at(MONDAY)
        self.customer, self.desk, self.engineer = (
            visit(name, language=language) for name in ("customer-a", "desk", "engineer")
        )
        self.number = ""

    def at(self, moment: datetime) -> None:
        """From now on it is that time."""
        self.now = moment
        self.steward.clock_is(moment)

    def moves(self, who: Visitor, name: str, **values: str) -> None:
        """Somebody makes a move through its form."""
        who.go(f"/incident/{self.number}/move/{name}/")
        assert who.send(**values) == 200, who.text("#main")
        assert who.path() == f"/incident/{self.number}/"

    def says(self, who: Visitor, text: str, reach: str) -> None:
        """Somebody writes under the record."""
        who.go(f"/incident/{self.number}/")
        who.page.fill("#compose", text)
        with who.page.expect_navigation():
            who.page.click(f".compose button[value='{reach}']")

    def shows(self, step: int, response: tuple[str, Run], resolution: tuple[str, Run]) -> None:
        """Everybody sees the state and both clocks in words; the rows hold them to the second."""
        for who in (self.customer, self.desk, self.engineer):
            assert boxes(who, self.number) == [self.spoken(response[0]), self.spoken(resolution[0])]
            assert who.text(".subtitle .now") == self.words["states"][step]
        assert rows(self.database, self.number) == {"response": response[1], "resolution": resolution[1]}

    def spoken(self, words: str) -> str:
        """`left 1h 2min` in the language of the case."""
        kind, _blank, span = words.partition(" ")
        units = (f"{count} {self.words[unit]}" for count, unit in re.findall(r"(\d+)([a-z]+)", span))
        return str(self.words[kind]).format(" ".join(units))


@pytest.fixture(params=["zh-hans", "en"])
def case(
    request: pytest.FixtureRequest, steward: Steward, database: TestDatabase, visit: Callable[..., Visitor]
) -> Case:
    """The case in either language."""
    return Case(request.param, steward, database, visit)


def test_it_is_logged_worked_and_confirmed_with_clocks_right_to_the_second(case: Case) -> None:
    case.customer.go("/incident/new/")
    assert case.customer.send(title=TITLE, impact="1", urgency="2", description="两台上联交换机") == 200
    case.number = case.customer.path().split("/")[2]
    case.shows(0, ("left 30min", Run("running", 0, RESPONSE_DUE)), ("left 9h", Run("running", 0, RESOLUTION_DUE)))

    case.at(MONDAY + timedelta(seconds=61))
    case.moves(case.desk, "assign", team="network", owner="p-engineer")
    case.shows(
        1,
        ("left 28min", Run("running", 61, RESPONSE_DUE)),
        ("left 8h 58min", Run("running", 61, RESOLUTION_DUE)),
    )

    case.at(MONDAY + timedelta(seconds=1799))
    case.says(case.engineer, "正在排查端口。", "1")
    met = ("met 29min", Run("met", 1799, RESPONSE_DUE))
    case.shows(1, met, ("left 8h 30min", Run("running", 1799, RESOLUTION_DUE)))

    case.at(MONDAY + HOUR)
    case.moves(case.engineer, "start")
    case.shows(2, met, ("left 8h", Run("running", 3600, RESOLUTION_DUE)))

    case.at(MONDAY + 2 * HOUR)
    case.says(case.engineer, "怀疑光模块老化。", "3")
    case.moves(case.engineer, "wait_for_user", waits_for="请确认机柜位置")
    case.shows(3, met, ("paused", Run("paused", 7200, None)))
    assert "怀疑光模块老化" not in case.customer.text("#timeline")
    assert "怀疑光模块老化" in case.desk.text("#timeline")

    # Two hours were used by 11:00; from 16:00 two more fit into Monday, four into Tuesday: until 14:00.
    case.at(MONDAY + 7 * HOUR)
    case.moves(case.engineer, "resume")
    case.shows(4, met, ("left 22h", Run("running", 7200, TUESDAY)))
    assert summed_up(case.desk, case.number, "resolution") == 8 * 3600

    case.at(MONDAY + 8 * HOUR + timedelta(seconds=7))
    case.moves(case.engineer, "resolve", resolution="更换光模块。", restored_at="2026-03-02T17:00")
    done = ("met 3h", Run("met", 3 * 3600 + 7, TUESDAY))
    case.shows(5, met, done)
    assert summed_up(case.customer, case.number, "resolution") == 3 * 3600 + 7

    case.at(MONDAY + 10 * HOUR)
    case.moves(case.customer, "confirm")
    case.shows(6, met, done)
    assert "7.2.4" in proven(case.database, case.number)
