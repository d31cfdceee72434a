"""Days of nonconformities and improvements: reminded before, told above after, counted by age (manual 3.4.4, 3.4.5)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from steward.kernel.models import NoticeRow, TimelineEntry
from steward.oversight.audit.correcting.reminding import remind
from steward.people.context import clock_set_to
from steward.people.models import User
from tests.oversight.audit.told import DAY, MONDAY, decided, improvement, moved, nonconformity
from tests.people import as_

pytestmark = pytest.mark.django_db


def told(number: str) -> list[tuple[str, str]]:
    with as_("quality"):
        rows = TimelineEntry.objects.filter(record__number=number, verb="told").order_by("id")
        return [(row.changes["level"][1], row.body) for row in rows]


def looked(at: Any) -> None:
    with clock_set_to(at):
        for _turn in range(2):
            remind()


def test_a_day_is_told_before_and_after_it_once_and_anew_once_more_time_is_granted() -> None:
    number = nonconformity("agree_on_actions")
    looked(MONDAY + 80 * DAY)
    assert told(number) == []
    looked(MONDAY + 84 * DAY)
    assert told(number) == [("falls_due", "2026-05-31")]
    looked(MONDAY + 91 * DAY)
    assert told(number)[1:] == [("overdue", "2026-05-31")]
    asked = {"extension_until": "2026-07-01", "extension_reason": "供货延期"}
    moved("nonconformity", number, "ask_for_extension", "engineer", MONDAY + 91 * DAY, **asked)
    decided("nonconformity", number, "extend", "quality", MONDAY + 91 * DAY)
    looked(MONDAY + 92 * DAY)
    assert len(told(number)) == 2
    looked(MONDAY + 116 * DAY)
    assert told(number)[2:] == [("falls_due", "2026-07-01")]
    with as_("quality"):
        assert not NoticeRow.objects.filter(template="overdue").exists()


def test_an_improvement_is_reminded_of_too_and_what_has_ended_is_not() -> None:
    number, ended = improvement("begin"), improvement("close")
    looked(MONDAY + 60 * DAY)
    assert (told(number), told(ended)) == ([("overdue", "2026-04-20")], [])


def test_the_page_counts_by_age_and_grade_and_each_number_opens_its_list() -> None:
    numbers = [nonconformity("agree_on_actions"), nonconformity(grade="major")]
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username="quality"))
    with clock_set_to(MONDAY + 40 * DAY):
        page = client.get("/nonconformity/ageing/").content.decode()
        rows = re.findall(
            r"<th scope=\"row\">(.*?)</th>.*?<td class=\"number\">(\d+)</td>.*?<td class=\"number\">(\d+)", page
        )
        assert [(band, int(major), int(minor)) for band, major, minor in rows] == [
            ("0 to 30 days", 0, 0), ("31 to 60 days", 1, 1), ("61 to 90 days", 0, 0), ("91 days and more", 0, 0),
        ]  # fmt: skip
        links = [each.replace("&amp;", "&") for each in re.findall(r'href="(/nonconformity/\?opened_at[^"]+)"', page)]
        lists = [client.get(each).content.decode() for each in links]
    held = [[number for number in numbers if number in each] for each in lists]
    assert held == [[], [], numbers, [numbers[1]], [], [], [], []]
