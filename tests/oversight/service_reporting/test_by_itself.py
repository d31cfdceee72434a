"""Reports are drawn up by themselves once a period is over, told of before they are late, and after (5.2.1, 5.2.2)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from steward.kernel.models import TimelineEntry
from steward.oversight.service_reporting.by_itself import see_to_reports
from steward.oversight.service_reporting.models import ServiceReport
from steward.people.context import clock_set_to
from tests.oversight.audit.told import moved
from tests.oversight.service_reporting.told import INSIDE, MARCH, agreement, incident, represented
from tests.people import as_

pytestmark = pytest.mark.django_db
# A quarter past midnight in Shanghai on the first of April, while it is March in UTC.
PAST_MIDNIGHT = datetime(2026, 3, 31, 16, 15, tzinfo=UTC)


def looked(at: datetime) -> list[tuple[str, str]]:
    """The reports after two looks, as (title, state)."""
    with clock_set_to(at):
        for _turn in range(2):
            see_to_reports()
    with as_("service-head"):
        return list(ServiceReport.objects.order_by("pk").values_list("title", "state"))


def told() -> list[tuple[str, str]]:
    with as_("service-head"):
        rows = TimelineEntry.objects.filter(verb="told", record__kind="service_report").order_by("id")
        return [(row.changes["level"][1], row.body) for row in rows]


def test_a_draft_is_there_when_the_period_is_over_and_its_day_is_told_before_and_after() -> None:
    represented()
    incident(MARCH)
    agreement(starts_on="2026-03-01")
    inside = agreement("offer", "quality", **{**INSIDE, "starts_on": "2026-03-01"})
    moved("report_agreement", inside, "agree", "service-head", MARCH)
    assert looked(datetime(2026, 3, 31, 15, 45, tzinfo=UTC)) == []
    drawn = looked(PAST_MIDNIGHT)
    assert sorted(drawn) == [("2026-03 服务质量分析报告", "drawn_up"), ("甲银行托管 2026-03 服务报告", "drawn_up")]
    with as_("service-head"):
        internal = ServiceReport.objects.get(project__code="own-ops")
        assert internal.author.username == "system"
        projects = {row["project"][0]: row["opened"] for row in internal.figures["tables"]["projects"]}
    assert projects == {"alpha-ops": 1, "beta-ops": 0, "own-ops": 0}
    assert told() == []
    looked(datetime(2026, 4, 8, 1, 0, tzinfo=UTC))
    assert told() == [("falls_due", "2026-04-10")] * 2
    looked(datetime(2026, 4, 11, 1, 0, tzinfo=UTC))
    assert told()[2:] == [("overdue", "2026-04-10")] * 2


def test_an_agreement_that_has_ended_is_reported_to_its_last_day() -> None:
    number = agreement(starts_on="2026-01-01")
    moved("report_agreement", number, "end", "manager", MARCH, ends_on="2026-02-28")
    assert [title for title, _state in looked(PAST_MIDNIGHT)] == [
        "甲银行托管 2026-01 服务报告", "甲银行托管 2026-02 服务报告",
    ]  # fmt: skip
