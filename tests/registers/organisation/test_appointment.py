"""A letter from its draft to its end, the duty that follows it, and every refusal on the way (manual 0.2, 2.1.5)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from steward.channel.notices import telling
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import NoticeRow, TimelineEntry
from steward.kernel.refusal import Invalid, Refused
from steward.people.models import Duty
from steward.registers.organisation.due import see_to_what_is_due
from tests.people import as_
from tests.registers.organisation.told import (
    AUTHORISED,
    DAY,
    MONDAY,
    REPRESENTATIVE,
    fetched,
    holds,
    letter,
    moved,
    opened,
    signed,
)

pytestmark = pytest.mark.django_db
KIND = "appointment"


@pytest.fixture(autouse=True)
def ground() -> None:
    holds("service-head", "general_manager")
    holds("engineer", "top_management")


def duties(person: str, role: str) -> list[tuple[date, date | None]]:
    with as_("service-head"):
        found = Duty.objects.filter(person__code=person, role=role)
        return list(found.order_by("id").values_list("starts_on", "ends_on"))


def refused(said: str, do: Any, *asked: Any, **raw: Any) -> None:
    with pytest.raises(Refused, match=said):
        do(*asked, **raw)


def test_it_draws_its_letter_up_in_both_languages_until_somebody_writes_it() -> None:
    number = opened(KIND, **REPRESENTATIVE)
    drawn = fetched(KIND, number)
    assert ("孟经理" in drawn.letter_zh, "管理者代表" in drawn.letter_zh) == (True, True)
    assert "Mona Manager" in drawn.letter_en
    assert "until further notice" in drawn.letter_en
    assert (drawn.title, drawn.title_en) == (
        "任命：孟经理，管理者代表",
        "Appointment: Mona Manager, Management representative",
    )
    for raw in ({"letter_en": "By hand."}, {"ends_on": "2026-12-31"}):
        with as_("quality", MONDAY) as actor:
            acts.amend(process_of(KIND), number, actor=actor, raw=raw, version=None)
    again = fetched(KIND, number)
    assert again.letter_en == "By hand."
    assert "2026年12月31日" in again.letter_zh


def test_the_duty_follows_the_signature_and_ends_with_the_letter() -> None:
    number = letter()
    found = fetched(KIND, number)
    assert (found.state, found.signed_on) == ("in_force", date(2026, 3, 2))
    assert found.letter_zh.endswith("签署人：傅总，2026年3月2日")
    assert duties("p-manager", "management_representative") == [(date(2026, 3, 1), None)]
    moved(KIND, number, "set_last_day", ends_on="2026-12-31")
    assert duties("p-manager", "management_representative") == [(date(2026, 3, 1), date(2026, 12, 31))]
    ahead = {"ended_on": "2026-03-20", "end_reason": "调岗"}
    refused("2026-03-20", moved, KIND, number, "end", **ahead)
    moved(KIND, number, "end", at=MONDAY + 20 * DAY, **ahead)
    assert duties("p-manager", "management_representative") == [(date(2026, 3, 1), date(2026, 3, 20))]


def test_a_duty_that_is_held_already_is_kept() -> None:
    holds("manager", "management_representative")
    letter(ends_on="2026-12-31")
    assert duties("p-manager", "management_representative") == [(date(2025, 1, 1), date(2026, 12, 31))]


def test_a_role_for_one_has_no_second_holder() -> None:
    first = letter(ends_on="2026-06-30")
    second = opened(KIND, **{**REPRESENTATIVE, "person": "p-desk", "starts_on": "2026-06-30"})
    refused(r"孟经理.*2026-06-30", moved, KIND, second, "submit_for_signature")
    with as_("quality", MONDAY) as actor:
        acts.amend(process_of(KIND), second, actor=actor, raw={"starts_on": "2026-07-01"}, version=None)
    moved(KIND, second, "submit_for_signature")
    # The other's term is lengthened before this one is signed.
    moved(KIND, first, "set_last_day", ends_on="2026-08-31")
    refused("2026-08-31", signed, second)
    assert duties("p-desk", "management_representative") == []


def test_nobody_signs_what_appoints_them_or_what_they_drew_up() -> None:
    number = opened(KIND, **{**REPRESENTATIVE, "person": "p-service-head", "role": "deputy_general_manager"})
    moved(KIND, number, "submit_for_signature")
    refused("本人|own appointment", signed, number)
    own = opened(KIND, "service-head", **REPRESENTATIVE)
    moved(KIND, own, "submit_for_signature", "service-head")
    refused("drew up|自己提交", signed, own)
    refused("General manager|总经理", signed, own, "engineer")


def test_the_general_managers_own_letter_is_top_managements() -> None:
    number = opened(KIND, **{**REPRESENTATIVE, "person": "p-service-head", "role": "general_manager"})
    moved(KIND, number, "submit_for_signature")
    refused("Top management|最高管理者", signed, number)
    assert signed(number, "engineer").state == "in_force"


def test_the_representative_authorises_the_holder_of_the_role_and_nobody_else() -> None:
    letter()
    number = opened(KIND, **AUTHORISED)
    assert "协调和组织全部服务活动" in fetched(KIND, number).letter_zh
    with as_("quality", MONDAY) as actor:
        acts.amend(process_of(KIND), number, actor=actor, raw={"extent_en": "To coordinate."}, version=None)
    assert "To coordinate." in fetched(KIND, number).letter_en
    moved(KIND, number, "submit_for_signature")
    refused("Management representative|管理者代表", signed, number, "service-head")
    before = duties("p-service-head", "customer_service_manager")
    assert signed(number, "manager").state == "in_force"
    assert duties("p-service-head", "customer_service_manager") == before
    wrong = opened(KIND, **{**AUTHORISED, "person": "p-desk"})
    refused("戴思琪|Daisy", moved, KIND, wrong, "submit_for_signature")
    bare = opened(KIND, **{**AUTHORISED, "extent": ""})
    refused("授权范围|extent", moved, KIND, bare, "submit_for_signature")


def test_what_contradicts_itself_is_not_drafted() -> None:
    with pytest.raises((Refused, Invalid), match="2026-02-01"):
        opened(KIND, **{**REPRESENTATIVE, "ends_on": "2026-02-01"})
    with pytest.raises(Refused, match="p-supplier-a"):
        opened(KIND, **{**REPRESENTATIVE, "person": "p-supplier-a"})


def test_a_term_that_is_over_ends_by_itself_once() -> None:
    number = letter(ends_on="2026-03-31")
    for day, state in ((29, "in_force"), (30, "ended"), (31, "ended")):
        with as_("system", MONDAY + day * DAY):
            see_to_what_is_due()
        assert fetched(KIND, number).state == state, day
    assert fetched(KIND, number).ended_on == date(2026, 3, 31)


def test_whoever_is_appointed_is_told_that_the_letter_is_signed() -> None:
    number = letter()
    with as_("service-head"):
        entry = TimelineEntry.objects.get(record__number=number, verb="moved", move="sign").pk
    telling.tell(entry)
    with as_("manager"):
        assert NoticeRow.objects.filter(entry=entry, user__username="manager", template="outcome").count() == 1
