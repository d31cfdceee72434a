"""A long list is exported: offered in the background, followed on a page that asks by itself, saved (F8, F14)."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from steward.surface.exports import running
from steward.surface.models import Export
from tests.people import as_
from tests.surface import test_listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.database import TestDatabase
    from tests.journeys.visitor import Visitor

    Seat = Callable[..., Visitor]

MANY = 5_100


@pytest.fixture
def many(database: TestDatabase, steward: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """More incidents than are answered at once."""
    monkeypatch.setattr(test_listing, "MANY", MANY)
    with closing(database.connection.connect("owner")) as owner:
        test_listing.fill(owner)


def _carry_out(username: str) -> None:
    """Does the job as a worker does."""
    with as_(username) as actor:
        account, pk = actor.id, Export.objects.latest("id").pk
    running.run(pk, account)


def _asked(visitor: Visitor) -> None:
    """From the list by its menu to the page of exports."""
    visitor.go("/incident/?state=all")
    visitor.page.locator("summary", has_text="Display").click()
    visitor.page.locator(".panel a", has_text="CSV").click()
    assert "more than 5,000 rows" in visitor.text("main")
    visitor.page.locator("main form button").click()
    visitor.page.wait_for_url("**/exports/")
    assert "waiting" in visitor.text("#exports")


@pytest.mark.usefixtures("many")
def test_a_long_list_is_written_in_the_background_and_the_page_tells_by_itself(visit: Seat) -> None:
    desk = visit("desk", language="en")
    _asked(desk)
    _carry_out("desk")
    desk.page.locator("#exports a", has_text="Save the file").wait_for()
    assert f"{MANY:,} of {MANY:,} rows" in desk.text("#exports")
    with desk.page.expect_download() as download:
        desk.page.locator("#exports a", has_text="Save the file").click()
    lines = download.value.path().read_bytes()
    assert download.value.suggested_filename == "incident.csv"
    assert lines.startswith(b"\xef\xbb\xbf")
    assert lines.count(b"\r\n") == MANY + 1


@pytest.mark.usefixtures("many")
def test_with_scripts_off_it_is_followed_by_reloading_and_cancelled(visit: Seat) -> None:
    desk = visit("desk", language="en", scripts=False)
    _asked(desk)
    desk.page.locator("#exports a", has_text="Refresh").click()
    assert "waiting" in desk.text("#exports")
    desk.page.locator("#exports button", has_text="Cancel").click()
    assert "cancelled" in desk.text("#exports")
    assert not desk.page.locator("#exports a", has_text="Refresh").is_visible()
