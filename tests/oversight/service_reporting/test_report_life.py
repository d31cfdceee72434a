"""A report from its draft to its reader: frozen figures, another's check, correction (manual 5.2.2, 5.2.3, 5.2.5)."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import NoticeRow
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.oversight.service_reporting.drawing.draw import digest_of
from steward.people.models import User
from tests.oversight.audit.told import decided, fetched, moved
from tests.oversight.service_reporting.told import (
    APRIL,
    DAY,
    MARCH,
    WRITTEN,
    agreement,
    figures,
    incident,
    report,
)
from tests.people import as_

pytestmark = pytest.mark.django_db
KIND = "service_report"


def page_of(number: str, username: str) -> str:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client.get(f"/service_report/{number}/").content.decode()


def test_it_is_drawn_up_checked_issued_and_read_with_figures_that_stay() -> None:
    incident(MARCH + DAY)
    number = report("check")
    found = fetched(KIND, number)
    assert (found.title, found.due_on, found.period_until) == (
        "甲银行托管 2026-03 服务报告", date(2026, 4, 10), date(2026, 3, 31),
    )  # fmt: skip
    with pytest.raises(Unknown):
        fetched(KIND, number, "customer-a")
    incident(MARCH + 2 * DAY)
    issued = moved(KIND, number, "issue", "manager", APRIL)
    assert (issued.figures, issued.digest) == (found.figures, digest_of(found.figures))
    assert figures(number)["flow"] == [{"kind": "incident", "opened": 1, "closed": 1, "open_at_end": 0}]
    with as_("quality"):
        assert not NoticeRow.objects.exists()
    shown = page_of(number, "customer-a")
    assert "本月服务平稳" in shown
    assert "本期无一级优先级事件" in shown
    assert moved(KIND, number, "confirm_reading", "customer-a", APRIL).state == "read"


def test_whoever_submitted_it_does_not_check_it_and_a_draft_is_drawn_again() -> None:
    number = report()
    moved(KIND, number, "submit", "service-head", APRIL)
    with pytest.raises(Refused, match="须由他人审核"):
        decided(KIND, number, "check", "service-head", APRIL)
    decided(KIND, number, "check", "quality", APRIL, verdict="rejected")
    incident(MARCH + DAY)
    again = moved(KIND, number, "draw_again", "manager", APRIL)
    assert again.figures["tables"]["flow"][0]["opened"] == 1


def test_what_is_missing_is_said() -> None:
    agreed = agreement(further=[{"content": "备份情况"}])
    incident(MARCH + DAY, hours=80)
    number = report(agreed=agreed, on_breaches="")
    with pytest.raises(Refused) as refused:
        moved(KIND, number, "submit", "manager", APRIL)
    said = " ".join(map(str, refused.value.reasons))
    assert "关于违约与不符合项" in said
    assert "备份情况" in said
    with as_("manager", APRIL) as actor:
        raw = {"on_breaches": "已复盘", "further": [{"content": "备份情况", "said": "无"}], "summary": ""}
        acts.amend(process_of(KIND), number, actor=actor, raw=raw, version=None)
    with pytest.raises(Refused, match="摘要"):
        moved(KIND, number, "submit", "manager", APRIL)


def test_a_period_that_is_not_over_is_not_submitted() -> None:
    number = report(at=MARCH + DAY)
    with pytest.raises(Refused, match="2026-03-31"):
        moved(KIND, number, "submit", "manager", APRIL)
    moved(KIND, number, "draw_again", "manager", APRIL)
    assert moved(KIND, number, "submit", "manager", APRIL).state == "submitted"


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"period_from": "2026-03-02"}, "2026-03-01"), ({"period_from": "2025-12-01"}, "2026-01-01")],
)
def test_it_is_about_a_whole_period_of_its_agreement(given: dict[str, str], reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        report(**given)


def test_a_period_has_one_report_and_a_wrong_one_is_replaced_with_the_reason() -> None:
    agreed = agreement()
    first = report(agreed=agreed)
    with pytest.raises(Invalid, match=first):
        report(agreed=agreed)
    with pytest.raises(Invalid, match=first):
        report(agreed=agreed, replaces=first, correction="x")
    moved(KIND, first, "submit", "manager", APRIL)
    decided(KIND, first, "check", "quality", APRIL)
    moved(KIND, first, "issue", "manager", APRIL)
    with pytest.raises(Invalid, match="更正"):
        report(agreed=agreed, replaces=first)
    second = report("issue", agreed=agreed, replaces=first, correction="漏计两单", **WRITTEN)
    assert fetched(KIND, second).replaces.number == first
    with pytest.raises(Invalid, match=second):
        report(agreed=agreed, replaces=first, correction="又漏一单")


def test_a_cancelled_one_leaves_its_period_free() -> None:
    agreed = agreement()
    moved(KIND, report(agreed=agreed), "cancel", "manager", APRIL, cancel_reason="试填")
    assert fetched(KIND, report(agreed=agreed)).state == "drawn_up"
