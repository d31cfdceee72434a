"""An edition from its draft until it is disposed of, and every refusal on the way (manual 1.4, 2.2)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid, Refused
from steward.people.context import clock_set_to
from steward.registers.document.by_itself import switch_editions
from steward.registers.document.models import Issued
from tests.people import as_
from tests.registers.document.told import (
    DAY,
    MANUAL,
    MONDAY,
    PROCEDURE,
    TEXT,
    approved,
    decided,
    drafted,
    fetched,
    in_force,
    moved,
    organised,
)

pytestmark = pytest.mark.django_db
ORDER = "The manual is issued."


def test_an_approved_edition_comes_into_force_by_itself_and_the_one_before_is_retained() -> None:
    first = in_force()
    second = approved(MONDAY + 10 * DAY, on=date(2026, 3, 20), reason="The board sits on Thursdays now.")
    with clock_set_to(MONDAY + 11 * DAY):
        switch_editions()
    assert fetched(second).state == "approved"
    with clock_set_to(MONDAY + 18 * DAY):
        switch_editions()
    old, new = fetched(first), fetched(second)
    assert (old.state, old.in_force_of_id, old.replaced_at) == ("retained", None, MONDAY + 18 * DAY)
    assert (new.state, new.edition, new.in_force_of_id) == ("in_force", "2.0", new.document_id)
    assert new.review_on == date(2027, 3, 20)


def test_the_database_keeps_two_from_being_in_force() -> None:
    first = fetched(in_force())
    second = fetched(approved(MONDAY + 10 * DAY, reason="x"))
    with as_("quality"), connection.cursor() as cursor:
        cursor.execute("set constraints edition_one_in_force immediate")
        with pytest.raises(IntegrityError), transaction.atomic():
            type(second).objects.filter(pk=second.pk).update(in_force_of=first.document_id)


def test_nobody_approves_what_they_wrote() -> None:
    number = drafted().number
    with as_("service-head", MONDAY) as actor:
        acts.amend(process_of("edition"), number, actor=actor, raw={"reason": "x"}, version=None)
    moved(number, "submit", "quality", MONDAY, effective_on="2026-03-03")
    with pytest.raises(Refused, match="不能审批自己提交"):
        decided(number, "endorse", "quality", MONDAY)
    with pytest.raises(Refused, match="自己编写"):
        decided(number, "endorse", "service-head", MONDAY)


def test_it_is_not_in_force_before_its_approval() -> None:
    number = drafted().number
    with pytest.raises(Refused, match="2026-03-01"):
        moved(number, "submit", "quality", MONDAY, effective_on="2026-03-01")
    moved(number, "submit", "quality", MONDAY, effective_on="2026-03-03")
    decided(number, "endorse", "service-head", MONDAY)
    with pytest.raises(Refused, match="早于批准日"):
        decided(number, "approve", "service-head", MONDAY + 2 * DAY)


def test_it_waits_for_its_day() -> None:
    with pytest.raises(Refused, match="2026-03-03"):
        moved(approved(), "take_effect", "quality", MONDAY)


def test_the_manual_is_issued_by_the_general_manager_with_an_order() -> None:
    organised()
    number = drafted(code=MANUAL).number
    with pytest.raises(Refused, match="发布令"):
        moved(number, "submit", "quality", MONDAY, effective_on="2026-03-03")
    with as_("quality", MONDAY) as actor:
        acts.amend(process_of("edition"), number, actor=actor, raw={"order_of_issue": ORDER}, version=None)
    moved(number, "submit", "quality", MONDAY, effective_on="2026-03-03")
    decided(number, "endorse", "service-head", MONDAY)
    with pytest.raises(Refused, match="总经理"):
        decided(number, "approve", "service-head", MONDAY)
    assert decided(number, "approve", "nobody", MONDAY).state == "approved"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": ""}, "更改原因"),
        ({"reason": "x", "edition": "1.0"}, "已有 1.0"),
        ({"reason": "x", "edition": "two"}, "1.0 或 2.1"),
    ],
)
def test_a_later_edition_has_its_reason_and_a_higher_number(wrong: dict[str, str], said: str) -> None:
    in_force()
    with pytest.raises(Refused, match=said):
        drafted(MONDAY + 10 * DAY, **wrong)


def test_only_one_edition_is_being_made() -> None:
    first = drafted()
    with pytest.raises(Refused, match=first.number):
        drafted()


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"sections": []}, "先编写正文"),
        ({"sections": [*TEXT, {"zh": "只有中文"}]}, "第 2 节"),
        ({"is_file": True}, "先上传附件"),
        ({"sections": [{"zh": "见 [[ITSM-B-97]]", "en": "See [[ITSM-B-97]]"}]}, "ITSM-B-97"),
        ({"sections": [{"zh": "![图](a.png)", "en": "![Map](a.png)"}]}, "a.png"),
    ],
)
def test_it_is_reviewed_only_with_its_text(raw: dict[str, object], said: str) -> None:
    number = drafted(**raw).number
    with pytest.raises(Refused, match=said):
        moved(number, "submit", "quality", MONDAY, effective_on="2026-03-03")


def test_a_document_is_retired_reviewed_and_kept_as_long_as_the_register_says() -> None:
    number = in_force()
    with pytest.raises(Refused, match="停用该文件"):
        moved(number, "replace", "quality", MONDAY + 2 * DAY)
    moved(number, "confirm_review", "quality", MONDAY + 9 * DAY, review_outcome="revise", review_remark="x")
    assert fetched(number).review_on == date(2026, 6, 9)
    moved(number, "retire", "quality", MONDAY + 20 * DAY, withdraw_reason="merged")
    with pytest.raises(Refused, match="2029-03-22"):
        moved(number, "dispose", "quality", MONDAY + 100 * DAY)
    assert moved(number, "dispose", "quality", MONDAY + 1200 * DAY).state == "obsolete"


def test_what_is_in_force_is_read_by_all_our_people_and_by_no_contact() -> None:
    number = in_force()
    drafted(MONDAY + 3 * DAY, reason="x")
    for who, seen in (("engineer", [number]), ("auditor", [number]), ("customer-a", []), ("nobody", [])):
        with as_(who):
            assert list(Issued.objects.values_list("number", flat=True)) == seen, who


def test_an_edition_is_of_a_document_that_has_editions() -> None:
    with pytest.raises(Invalid, match="ITSM-B-99"):
        drafted(code="ITSM-B-99")
    assert fetched(drafted(code=PROCEDURE).number).title == "变更管理程序"
