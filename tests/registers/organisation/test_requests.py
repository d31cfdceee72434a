"""A request for resources from its reason to the decision of top management (manual 2.1.1)."""

from __future__ import annotations

from typing import Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Proof
from steward.kernel.refusal import Invalid, Refused
from tests.people import as_
from tests.registers.organisation.told import MONDAY, asked, holds

pytestmark = pytest.mark.django_db
KIND = "resource_request"


@pytest.fixture(autouse=True)
def ground() -> None:
    holds("service-head", "general_manager")


def decided(number: str, username: str, verdict: str = "approved", remark: str = "") -> Any:
    with as_(username, MONDAY) as actor:
        return acts.decide(process_of(KIND), number, "grant", actor=actor, verdict=verdict, remark=remark, version=None)


def test_top_management_decides_and_never_on_its_own_request() -> None:
    number = asked()
    with pytest.raises(Refused, match=r"General manager|总经理"):
        decided(number, "quality")
    with pytest.raises(Refused, match=r"drew up|自己"):
        decided(asked("service-head"), "service-head")
    record = decided(number, "service-head")
    with as_("quality"):
        assert set(Proof.objects.filter(record_id=record.pk).values_list("clause", flat=True)) == {"2.1.1"}
    assert record.state == "granted"


def test_it_is_declined_with_a_reason_and_withdrawn_by_who_asks() -> None:
    number = asked()
    with pytest.raises(Refused):
        decided(number, "service-head", "rejected")
    assert decided(number, "service-head", "rejected", "下年度预算再议").state == "declined"
    other = asked()
    with as_("quality", MONDAY) as actor:
        raw = {"withdraw_reason": "已由项目解决"}
        assert acts.move(process_of(KIND), other, "withdraw", actor=actor, raw=raw, version=None).state == "withdrawn"


def test_it_says_what_it_is_needed_for() -> None:
    with pytest.raises(Invalid, match=r"."):
        asked(benefit="")
