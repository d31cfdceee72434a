"""Setting up the second factor and using it, in every language, colour and size (quality C5, F9, F10)."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache

from tests.cast import PASSWORD
from tests.journeys.serving import build_bundle, serving
from tests.journeys.test_every_page import AXE, FOUND
from tests.journeys.visitor import PHONE, WIDE, Visitor, prefer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from tests.database import TestDatabase
    from tests.journeys.serving import Steward

VARIANTS = tuple(product(("zh-hans", "en"), ("light", "dark"), (WIDE, PHONE)))
SET_UP, CODES = "/accounts/2fa/totp/activate/", "/accounts/2fa/recovery-codes/"
# The log-in library's pages that somebody with a factor meets.
PAGES = (
    "/accounts/2fa/", CODES, "/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/totp/deactivate/",
    "/accounts/password/change/", "/accounts/reauthenticate/", "/accounts/2fa/reauthenticate/",
    "/accounts/3rdparty/", "/accounts/logout/",
)  # fmt: skip
# And those that anybody may open.
VISITED = (
    "/accounts/login/", "/accounts/signup/", "/accounts/inactive/", "/accounts/password/reset/",
    "/accounts/password/reset/done/", "/accounts/3rdparty/login/cancelled/", "/accounts/3rdparty/login/error/",
)  # fmt: skip
# English words that a Chinese page has left over; names and units of the trade are none.
WORDS = re.compile(r"[A-Za-z]{3,}")
KEPT = {"Steward", "English", "desk", "secret", "Authy", "TOTP"}


@pytest.fixture(scope="module")
def guarded(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Steward]:
    """The program as an installation that is no demo has it: staff are asked for a second factor."""
    build_bundle()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STEWARD_SECOND_FACTOR", "on")
        with serving(tmp_path_factory.mktemp("guarded")) as steward:
            yield steward


@pytest.fixture
def sit(
    guarded: Steward, transactional_db: None, browser: Browser, database: TestDatabase
) -> Iterator[Callable[..., Visitor]]:
    """Seats somebody who has not logged in before a window of that language, colour and size."""
    seated: list[Visitor] = []

    def seat(language: str = "en", theme: str = "light", size: Any = WIDE) -> Visitor:
        prefer(database, "desk", language=language, theme=theme)
        context = browser.new_context(
            viewport=size, locale="en-GB" if language == "en" else "zh-CN", color_scheme=theme, reduced_motion="reduce"
        )  # type: ignore[arg-type]  # plain words and a size as a dictionary
        context.set_default_timeout(10_000)
        seated.append(Visitor(guarded, context))
        return seated[-1]

    yield seat
    complaints = [said for visitor in seated for said in visitor.complaints]
    for visitor in seated:
        visitor.context.close()
    assert complaints == []


def _code(secret: str, step: int) -> str:
    return str(format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[step])))


def _log_in(visitor: Visitor) -> None:
    cache.clear()
    visitor.go("/accounts/login/?next=/incident/")
    visitor.page.fill("#id_login", "desk")
    visitor.page.fill("#id_password", PASSWORD)
    visitor.press_default()


def _type_code(visitor: Visitor, code: str) -> None:
    visitor.page.fill("#id_code", code)
    visitor.press_default("main")


def _faults(visitor: Visitor, axe: str, language: str) -> list[str]:
    page, where = visitor.page, f"{visitor.path()} {language} {visitor.page.viewport_size}"
    page.evaluate(axe)
    found = [*page.evaluate(FOUND)]
    spill = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found += [f"spills sideways by {spill} px"] if spill > 0 else []
    if language != "en":
        secret = " ".join(page.locator("code").all_inner_texts())
        text = page.title() + " " + page.locator("body").inner_text()
        left = {word for word in WORDS.findall(text) if word not in KEPT and word not in secret}
        found += [f"not in Chinese: {sorted(left)}"] if left else []
    return [f"{where}: {each}" for each in found]


def test_somebody_sets_it_up_keeps_the_codes_and_comes_in_with_it(sit: Callable[..., Visitor]) -> None:
    first = sit()
    _log_in(first)
    assert first.path().startswith(SET_UP)
    assert "needs a second factor" in first.text("main")
    secret = first.text("#secret").replace(" ", "")
    _type_code(first, "000000")
    assert "Incorrect code" in first.text("[role=alert]")
    _type_code(first, _code(secret, 1))
    assert first.path() == CODES
    codes = first.text("#codes").split()
    assert len(codes) == 10
    first.page.click("main a.primary")
    assert "Logged" not in first.page.title()
    assert first.all("nav.side").count() == 1
    for proof in (_code(secret, 2), codes[0]):
        again = sit()
        _log_in(again)
        _type_code(again, proof)
        assert again.path() == "/incident/"


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed: npm ci in frontend/")
def test_its_pages_break_no_rule_of_accessibility_and_are_all_in_chinese(
    sit: Callable[..., Visitor], request: pytest.FixtureRequest
) -> None:
    from allauth.mfa.models import Authenticator

    axe, wrong = AXE.read_text(), []
    chosen = VARIANTS if request.config.getoption("--long") else (VARIANTS[2], VARIANTS[7])
    for language, theme, size in chosen:
        Authenticator.objects.all().delete()
        visitor = sit(language, theme, size)
        _log_in(visitor)
        wrong += _faults(visitor, axe, language)
        secret = visitor.text("#secret").replace(" ", "")
        _type_code(visitor, "000000")
        wrong += _faults(visitor, axe, language)
        _type_code(visitor, _code(secret, 1))
        for path in PAGES:
            visitor.go(path)
            wrong += _faults(visitor, axe, language)
        later = sit(language, theme, size)
        for path in VISITED:
            later.go(path)
            wrong += _faults(later, axe, language)
        _log_in(later)
        wrong += _faults(later, axe, language)
    assert not wrong, "\n".join(wrong)
