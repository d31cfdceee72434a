"""A record tells which edition of its procedure was in force when it was opened (manual 2.2.4, 10)."""

from __future__ import annotations

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from tests.people import as_
from tests.registers.document.test_pages import page
from tests.registers.document.told import DAY, MONDAY, PROCEDURE, in_force

pytestmark = pytest.mark.django_db


def opened(days: int) -> str:
    with as_("manager", MONDAY + days * DAY) as actor:
        raw = {"title": "换交换机", "project": "alpha-ops"}
        return acts.open_record(process_of("change"), actor=actor, raw=raw).number


def test_a_record_tells_the_edition_in_force_when_it_was_opened() -> None:
    before = opened(0)
    in_force()
    first = opened(3)
    in_force(MONDAY + 5 * DAY, reason="x")
    second = opened(9)
    told = {number: page("engineer", f"/change/{number}/").content.decode() for number in (before, first, second)}
    assert f"/documents/{PROCEDURE}/" not in told[before]
    assert f"/documents/{PROCEDURE}/?edition=1.0" in told[first]
    assert f"/documents/{PROCEDURE}/?edition=2.0" in told[second]
