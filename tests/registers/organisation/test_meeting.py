"""A meeting from its agenda to the last action, and who is told what (manual 2.1.8)."""

from __future__ import annotations

from typing import Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import TimelineEntry
from steward.kernel.refusal import Invalid, Refused
from steward.registers.organisation.due import see_to_what_is_due
from tests.people import as_
from tests.registers.organisation.told import ACTION, DAY, DONE, MONDAY, THERE, fetched, held, meeting, moved

pytestmark = pytest.mark.django_db
KIND = "meeting"
MINUTES = {"members": THERE, "minutes_text": "审议了上月指标。"}


def amended(number: str, at: Any, **raw: object) -> None:
    with as_("quality", at) as actor:
        acts.amend(process_of(KIND), number, actor=actor, raw=raw, version=None)


def test_it_is_held_with_minutes_and_closed_when_every_action_is_done() -> None:
    number = held()
    with pytest.raises(Refused, match=ACTION["what"]):
        moved(KIND, number, "close", at=MONDAY + 10 * DAY)
    amended(number, MONDAY + 10 * DAY, actions=[DONE])
    assert moved(KIND, number, "close", at=MONDAY + 10 * DAY).state == "closed"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"members": THERE[:1]}, "至少|at least two"),
        ({"members": [THERE[0], {**THERE[1], "excused": True}]}, "至少|at least two"),
        ({"minutes_text": ""}, "纪要|Minutes"),
        ({"actions": [{**ACTION, "who": "p-supplier-a"}]}, "p-supplier-a"),
        ({"actions": [{**ACTION, "until": "2026-03-01"}]}, "2026-03-02"),
        ({"actions": [{**DONE, "done_on": "2026-03-09"}]}, ACTION["what"]),
        ({"actions": [{**ACTION, "done_on": "2026-03-02"}]}, ACTION["what"]),
    ],
)
def test_its_minutes_are_refused(wrong: dict[str, Any], said: str) -> None:
    number = meeting()
    with pytest.raises((Refused, Invalid), match=said):
        moved(KIND, number, "record_minutes", at=MONDAY + DAY / 24, **{**MINUTES, **wrong})


def test_no_minutes_are_written_before_it_begins() -> None:
    number = meeting()
    with pytest.raises(Refused, match=r"尚未开始|not begun"):
        moved(KIND, number, "record_minutes", at=MONDAY - DAY / 24, **MINUTES)


def test_an_action_past_its_day_is_told_once_for_each_day() -> None:
    number = held(actions=[ACTION, {**ACTION, "what": "更新手册", "until": "2026-03-25"}])
    found = []
    for day in (18, 19, 19, 24):
        with as_("system", MONDAY + day * DAY):
            see_to_what_is_due()
            told = TimelineEntry.objects.filter(record_id=fetched(KIND, number).pk, verb="told")
            found.append([entry.body for entry in told.order_by("id")])
    assert found == [[], ["2026-03-20"], ["2026-03-20"], ["2026-03-20", "2026-03-25"]]
