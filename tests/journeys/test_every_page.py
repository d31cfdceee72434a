"""Every page, in both languages and colours, on a desk and on a phone (quality A9, F9)."""

from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from tests.database import CHECKOUT
from tests.journeys.filled import fill
from tests.journeys.routes import PUBLIC, addresses, pages_for
from tests.journeys.visitor import PHONE, WIDE, prefer

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Response

    from tests.database import TestDatabase
    from tests.journeys.serving import Steward
    from tests.journeys.visitor import Visitor

    Seat = Callable[..., Visitor]

NOW = datetime(2026, 3, 4, 6, 30, tzinfo=UTC)
VARIANTS = tuple(product(("zh-hans", "en"), ("light", "dark"), (WIDE, PHONE)))
AXE = CHECKOUT / "frontend/node_modules/axe-core/axe.min.js"
FOUND = """async () => (await axe.run()).violations.map(each =>
    `${each.id}: ${each.help}: ${each.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`)"""
MEASURES = """() => new Promise(done => {
    const seen = {lcp: 0, cls: 0};
    new PerformanceObserver(list => list.getEntries().forEach(each => { seen.lcp = each.startTime; }))
        .observe({type: 'largest-contentful-paint', buffered: true});
    new PerformanceObserver(list => list.getEntries().forEach(each => { seen.cls += each.value; }))
        .observe({type: 'layout-shift', buffered: true});
    setTimeout(() => done(seen), 300);
})"""
KILOBYTE = 1024


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci in frontend/")
def test_no_page_breaks_a_rule_of_accessibility_or_spills_sideways(
    visit: Seat, steward: Steward, database: TestDatabase, request: pytest.FixtureRequest
) -> None:
    filled, axe = fill(NOW, count=10), AXE.read_text()
    steward.clock_is(NOW)
    manager, admin, nobody = visit("manager"), visit("admin"), visit(None)
    found = addresses(filled)
    inside = pages_for(manager, found)
    held = [(manager, path) for path in [*inside, "/incident/INC-999999/", "/registers/person/new/"]]
    held += [(admin, path) for path in pages_for(admin, [path for path in found if path not in inside])]
    held += [(nobody, path) for path in PUBLIC]
    wrong = []
    for which, variant in enumerate(VARIANTS):
        _dress((manager, admin, nobody), database, *variant)
        for place, (who, path) in enumerate(held):
            if request.config.getoption("--long") or which == place % 8:
                wrong += [f"{path} {variant}: {said}" for said in _faults(who, path, axe)]
    assert wrong == []


def _dress(
    visitors: tuple[Visitor, ...], database: TestDatabase, language: str, theme: str, size: dict[str, int]
) -> None:
    for visitor in visitors:
        visitor.page.set_viewport_size(size)  # type: ignore[arg-type]  # a size as a plain dictionary
        visitor.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # one of two words
        visitor.context.set_extra_http_headers({"Accept-Language": language})
    for username in ("manager", "admin"):
        prefer(database, username, language=language, theme=theme)


def _faults(who: Visitor, path: str, axe: str) -> list[str]:
    who.go(path)
    who.page.evaluate(axe)
    faults: list[str] = who.page.evaluate(FOUND)
    spill = who.page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*faults, f"spills sideways by {spill} px"] if spill > 0 else faults


@pytest.mark.parametrize("phone", [False, True])
def test_pages_are_light_and_stand_still(visit: Seat, steward: Steward, phone: bool) -> None:  # noqa: FBT001
    # The promise is for an idle machine; a busy one only shows that nothing waits for something slow.
    slowest = 500 if os.getloadavg()[0] < (os.cpu_count() or 1) else 5_000
    filled = fill(NOW, count=60)
    steward.clock_is(NOW)
    desk = visit("desk", language="zh-hans", phone=phone)
    answers: list[Response] = []
    desk.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108  Playwright asks for a function
    for path in ("/incident/", f"/incident/{filled.told}/", "/incident/new/", "/incident/picture/"):
        answers.clear()
        desk.go(path)
        first = _weights(answers)
        assert first["script"] <= 60 * KILOBYTE
        assert first["stylesheet"] <= 45 * KILOBYTE
        assert first["font"] == 0
        assert len(answers) <= 12
        seen = [_seen(desk, path) for _ in range(3)]
        assert max(each["cls"] for each in seen) == 0, path
        assert min(each["lcp"] for each in seen) <= slowest, path


def _weights(answers: list[Response]) -> dict[str, int]:
    weights = {"script": 0, "stylesheet": 0, "font": 0}
    for answer in answers:
        if answer.request.resource_type in weights:
            weights[answer.request.resource_type] += len(gzip.compress(answer.body()))
    return weights


def _seen(visitor: Visitor, path: str) -> dict[str, Any]:
    visitor.go(path)
    seen: dict[str, Any] = visitor.page.evaluate(MEASURES)
    return seen
