"""What journeys through the program stand on: the running program, a browser, and who sits before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.serving import Steward, build_bundle, serving
from tests.journeys.visitor import PHONE, WIDE, Visitor, prefer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

    from tests.database import TestDatabase

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey drives a browser and writes for good: each begins with a fresh copy of the database."""
    for item in items:
        if "tests/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all journeys."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop in this thread, which Django takes for an asynchronous caller.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def running(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Steward]:
    """The program, started once; it finds each test's new copy of the database by itself."""
    build_bundle()
    with serving(tmp_path_factory.mktemp("web")) as steward:
        yield steward


@pytest.fixture
def steward(running: Steward, transactional_db: None) -> Iterator[Steward]:
    """The program with a fresh database, its clock not set."""
    running.clock_is(None)
    yield running
    running.clock_is(None)


@pytest.fixture
def visit(steward: Steward, browser: Browser, database: TestDatabase) -> Iterator[Callable[..., Visitor]]:
    """Seats somebody before a window: `visit("desk", language="en", phone=True, scripts=False)`.

    At the end no page may have complained: of its policy for scripts and styles, of an error, of a dialog.
    """
    seated: list[Visitor] = []

    def seat(username: str | None, *, scripts: bool = True, phone: bool = False, **wishes: str) -> Visitor:
        if username:
            prefer(database, username, **wishes)
        context = browser.new_context(
            viewport=PHONE if phone else WIDE,
            java_script_enabled=scripts,
            locale="en-GB",
            reduced_motion="reduce",
        )  # type: ignore[arg-type]  # a size as a plain dictionary
        context.set_default_timeout(10_000)
        visitor = Visitor(steward, context)
        seated.append(visitor)
        return visitor.log_in(username) if username else visitor

    yield seat
    complaints = [said for visitor in seated for said in visitor.complaints]
    for visitor in seated:
        visitor.context.close()
    assert complaints == []
