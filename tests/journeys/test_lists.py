"""Lists: filters as chips in the address, saved views, files for a spreadsheet."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.journeys.filled import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.serving import Steward
    from tests.journeys.visitor import Visitor

    Seat = Callable[..., Visitor]

NOW = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)


@pytest.fixture
def desk(visit: Seat, steward: Steward) -> Visitor:
    """The desk before eighteen incidents: two lives of each kind."""
    fill(NOW, count=18)
    steward.clock_is(NOW)
    return visit("desk", language="en")


def _choose(desk: Visitor, menu: str, option: str) -> None:
    desk.page.locator(".filters > details > summary", has_text=menu).click()
    with desk.page.expect_navigation():
        desk.page.locator(".filters details[open] a", has_text=option).first.click()


def _rows(desk: Visitor) -> int:
    return desk.all("table.list tbody tr").count()


def test_a_filter_is_a_chip_that_takes_itself_away(desk: Visitor) -> None:
    everything_open = _rows(desk)
    _choose(desk, "State", "Resolved")
    assert _rows(desk) == 2
    assert {text.strip() for text in desk.all(".list .state").all_inner_texts()} == {"Resolved"}
    desk.page.locator(".filters > a.chip", has_text="Resolved").click()
    desk.go("/incident/")
    assert _rows(desk) == everything_open


def test_seldom_filters_fold_away_in_one_menu(desk: Visitor) -> None:
    assert desk.all(".filters > details.add").count() <= 8
    desk.page.locator(".more-filters > summary").click()
    fold = desk.page.locator(".more-filters .fold", has_text="Impact")
    fold.locator("summary").click()
    with desk.page.expect_navigation():
        fold.locator("a").first.click()
    assert "impact=" in desk.path()
    assert desk.page.locator(".filters > a.chip", has_text="Impact").count() == 1


def test_filters_are_kept_as_a_view_of_ones_own_and_forgotten(desk: Visitor, visit: Seat) -> None:
    _choose(desk, "Team", "Network")
    rows = _rows(desk)
    desk.page.locator(".menu.right summary.btn").click()
    desk.page.fill("#view-name", "Network's work")
    desk.page.locator(".head .panel .stack .btn").click()
    desk.go("/incident/")
    desk.page.locator(".crumbs .menu > summary").click()
    desk.page.locator(".crumbs .panel a", has_text="Network's work").click()
    assert "team=network" in desk.path()
    assert _rows(desk) == rows
    assert visit("manager", language="en").page.locator(".crumbs .panel", has_text="Network's work").count() == 0
    desk.page.locator(".crumbs .menu > summary").click()
    desk.page.locator(".crumbs .panel form button").click()
    assert desk.page.locator(".crumbs .panel", has_text="Network's work").count() == 0


def test_the_search_finds_words_of_either_language_and_says_when_it_finds_none(desk: Visitor) -> None:
    for words, found in (("连接超时", True), ("deadlock", True), ("qqzz", False)):
        desk.page.fill("input[type=search]", words)
        with desk.page.expect_navigation():
            desk.page.press("input[type=search]", "Enter")
        assert (_rows(desk) > 0) is found
    assert desk.text(".empty h2") == "Nothing here matches"


def test_the_list_comes_as_csv_and_as_a_workbook(desk: Visitor) -> None:
    for form in ("CSV", "XLSX"):
        desk.page.locator(".menu.right summary.btn").click()
        with desk.page.expect_download() as download:
            desk.page.locator(".panel a", has_text=form).click()
        content = download.value.path().read_bytes()
        if form == "CSV":
            assert content.startswith(b"\xef\xbb\xbf")
            assert content.decode("utf-8-sig").count("INC-") >= _rows(desk)
        else:
            assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
        desk.go("/incident/")
