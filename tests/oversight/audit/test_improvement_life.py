"""An improvement from its proposal to its report, and every refusal on the way (manual 3.4.4)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from steward.kernel import raising
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused
from steward.people.models import User
from tests.oversight.audit.told import (
    DAY,
    MONDAY,
    SETTLED,
    STEP,
    fetched,
    held,
    improvement,
    moved,
    organised,
)
from tests.people import as_

pytestmark = pytest.mark.django_db
KIND = "improvement"


def test_it_is_settled_carried_out_measured_verified_and_reported() -> None:
    found = fetched(KIND, improvement("close"))
    assert (found.state, found.verified_by.username) == ("closed", "quality")
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username="quality"))
    page = client.get(f"/improvement/{found.number}/").content.decode()
    assert "每月不超过一单" in page
    assert f"{found.number}" in client.get("/improvement/?state=all").content.decode()


def test_nothing_begins_without_baseline_goal_measure_readers_day_and_owner() -> None:
    number = improvement()
    for name in ("baseline", "goal", "measure", "inform", "due_on", "owner"):
        with pytest.raises(Refused):
            moved(KIND, number, "begin", "quality", **{k: v for k, v in SETTLED.items() if k != name})
    with pytest.raises(Refused, match="2026-02-01"):
        moved(KIND, number, "begin", "quality", **{**SETTLED, "due_on": "2026-02-01"})


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"measured_on": "2026-02-01", "measured": "x"}, "2026-02-01"),
        ({"measured_on": "2027-01-01", "measured": "x"}, "将来"),
        ({"measured_on": "2026-03-04", "measured": "x"}, STEP["what"]),
    ],
)
def test_a_result_is_measured_after_the_steps_and_by_today(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        moved(KIND, improvement("begin"), "report_result", "engineer", MONDAY + 2 * DAY, **given)


def test_whoever_carried_it_out_does_not_verify_it() -> None:
    number = improvement("report_result")
    organised()
    with pytest.raises(Refused, match="自己"):
        moved(KIND, number, "confirm_result", "engineer", MONDAY + 3 * DAY, verification="x")
    again = {"verification": "三月又漏派三单", "due_on": "2026-05-20"}
    found = moved(KIND, number, "find_not_reached", "quality", MONDAY + 3 * DAY, **again)
    assert (found.state, str(found.due_on), found.verified_by) == ("under_way", "2026-05-20", None)


def test_it_is_not_reported_before_it_was_measured() -> None:
    number = improvement("confirm_result")
    with pytest.raises(Refused, match="2026-03-04"):
        moved(KIND, number, "close", "engineer", MONDAY + 4 * DAY, reported_to="x", reported_on="2026-03-03")


def test_a_review_raises_one_tied_to_it() -> None:
    organised()
    number = held()
    with as_("quality", MONDAY + 3 * DAY) as actor:
        raw = {"title": "按期关闭不符合", "spring": "review"}
        made = raising.raise_from(process_of("management_review"), number, process_of(KIND), actor=actor, raw=raw)
    assert fetched(KIND, made.number).description == "体系运行有效"
