"""A clock's box: what a reader sees of a clock that runs, stands still out of hours, or waits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from steward.kernel.catalogue import process_of
from steward.kernel.clockwork import runs_of
from steward.surface.clock_box import clock_boxes
from tests.acting_as import MONDAY, as_, moved, opened

pytestmark = pytest.mark.django_db
# The office of Alpha Bank is open from Monday to Friday, 9:00 to 18:00 in Shanghai.
EVENING = MONDAY.replace(hour=14)


def resolution_box(record: Any, at: datetime) -> dict[str, Any]:
    with as_("quality", at) as actor:
        boxes = clock_boxes(process_of("incident"), record, runs_of(record.pk), actor, at)
        return next(box for box in boxes if box["name"] == "resolution")


def test_a_clock_out_of_hours_says_so_and_goes_on_in_the_morning() -> None:
    record = opened(at=MONDAY + timedelta(hours=7), impact=3, urgency=3)
    by_day, by_night = resolution_box(record, MONDAY + timedelta(hours=7)), resolution_box(record, EVENING)
    assert (by_day["state"], by_night["state"]) == ("running", "out_of_hours")
    assert by_night["text"].startswith("非服务时间，")
    assert by_night["text"] != by_day["text"]
    next_day = resolution_box(record, MONDAY + timedelta(days=1))
    assert next_day["state"] == "running"


def test_a_paused_clock_is_paused_by_night_too() -> None:
    record = opened(impact=3, urgency=3)
    record = moved(record, "start", "engineer", MONDAY)
    record = moved(record, "wait_for_user", "engineer", MONDAY, waits_for="现场照片")
    assert resolution_box(record, EVENING)["state"] == "paused"
