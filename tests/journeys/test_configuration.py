"""The CMDB before a browser: an item's pages keep the rules, its graph is drawn and walked by keys (8.1.8, F9)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from steward.registers.configuration.models import Place
from tests.journeys.filled import fill
from tests.journeys.test_every_page import AXE, FOUND
from tests.journeys.visitor import PHONE, WIDE, prefer
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.database import TestDatabase
    from tests.journeys.serving import Steward
    from tests.journeys.visitor import Visitor

NOW = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)


def test_items_are_seen_and_their_graph_is_walked_by_keys(
    visit: Callable[..., Visitor], steward: Steward, database: TestDatabase
) -> None:
    number, axe = fill(NOW, count=4).others["ci"], AXE.read_text()
    steward.clock_is(NOW)
    with as_("service-head"):
        place = Place.objects.get(code="SH1-R02-B07").pk
    manager = visit("manager")
    page, wrong = manager.page, []
    for language, theme, size in (("zh-hans", "light", WIDE), ("en", "dark", PHONE)):
        prefer(database, "manager", language=language, theme=theme)
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=theme)
        for path in (
            f"/ci/{number}/", f"/ci/{number}/amend/", "/ci/new/?ci_class=database", f"/ci/{number}/impact/?way=needed",
            f"/ci/{number}/history/?at=2026-03-05", f"/registers/place/{place}/view/", "/ci/points/",
            "/registers/ci_class/new/",
        ):  # fmt: skip
            manager.go(path)
            page.evaluate(axe)
            wrong += [f"{path} {language}: {said}" for said in page.evaluate(FOUND)]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                wrong.append(f"{path} {language}: spills sideways")
    assert wrong == []
    page.set_viewport_size(WIDE)
    manager.go(f"/ci/{number}/impact/?way=needed")
    graph = page.locator("[data-graph]")
    assert graph.locator("canvas").count() > 0
    graph.focus()
    first = graph.get_attribute("aria-label")
    page.keyboard.press("ArrowDown")
    assert graph.get_attribute("aria-label") != first
    page.keyboard.press("Enter")
    page.wait_for_url("**/ci/CI-*/")
