"""Agreements and reports of the cast's bank, and incidents to report of (manual 5.2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import Duty, Person
from tests.oversight.audit.told import decided, fetched, moved, opened
from tests.people import as_

# 09:00 in Shanghai; the report is about March 2026.
MARCH = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
APRIL = datetime(2026, 4, 1, 1, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AGREED = {
    "title": "甲银行月报", "title_en": "Monthly report", "project": "alpha-ops", "starts_on": "2026-01-01",
    "due_days": 10, "members": [{"person": "p-customer-a"}, {"person": "p-manager"}], "owner": "p-manager",
}  # fmt: skip
WRITTEN = {
    "summary": "本月服务平稳", "conclusion": "达到约定水平", "on_breaches": "网络割接影响一单，已复盘",
}  # fmt: skip


def agreement(until: str = "agree", by: str = "manager", **raw: Any) -> str:
    """Drawn up by the project manager, offered, and agreed on by the bank's contact."""
    number = opened("report_agreement", by, MARCH, **{**AGREED, **raw})
    if until in ("offer", "agree"):
        moved("report_agreement", number, "offer", by, MARCH)
    if until == "agree":
        moved("report_agreement", number, "agree", "customer-a", MARCH)
    return number


INSIDE = {"project": "own-ops", "members": [{"person": "p-quality"}], "owner": "p-quality"}


def represented() -> None:
    """The head of service is the management representative too."""
    with as_("service-head"):
        person = Person.objects.get(code="p-service-head")
        Duty.objects.create(person=person, role="management_representative", starts_on="2026-01-01")


def report(until: str = "", agreed: str = "", at: datetime = APRIL, **raw: Any) -> str:
    """Of March, brought as far as `until`: submit, check, issue, confirm_reading."""
    given = {"project": "alpha-ops", "agreement": agreed or agreement(), "period_from": "2026-03-01"}
    number = opened("service_report", "manager", at, **{**given, **WRITTEN, **raw})
    way = ("submit", "check", "issue", "confirm_reading")
    for name in way[: way.index(until) + 1] if until else ():
        if name == "check":
            decided("service_report", number, name, "quality", at)
        else:
            moved("service_report", number, name, "customer-a" if name == "confirm_reading" else "manager", at)
    return number


def incident(at: datetime, *, hours: float = 1, priority: int = 3, **raw: Any) -> str:
    """Raised, solved so many hours later and closed with the user's word."""
    impact, urgency = {1: (1, 1), 2: (1, 2), 3: (2, 2)}[priority]
    given = {"title": "网银登录慢", "project": "alpha-ops", "impact": impact, "urgency": urgency, **raw}
    number = opened("incident", "desk", at, **given)
    solved = at + timedelta(hours=hours)
    soon = at + timedelta(minutes=5)
    moved("incident", number, "start", "desk", soon)
    with as_("desk", soon) as actor:
        acts.comment(process_of("incident"), number, actor=actor, body="已受理", reach=1)
    moved(
        "incident", number, "resolve", "desk", solved, resolution="重启服务", restored_at=solved.isoformat(),
        breach_reason="等待厂商" if hours > 4 else "",
    )  # fmt: skip
    moved("incident", number, "close", "desk", solved + HOUR, confirmation="user")
    return number


def figures(number: str) -> dict[str, Any]:
    """The tables kept with a report."""
    tables: dict[str, Any] = fetched("service_report", number).figures["tables"]
    return tables
