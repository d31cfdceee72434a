"""What tests of changes begin with: a change that could be submitted, and those who take it on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import Duty, Party, Person
from steward.processes.change.models import ApprovalRule, ChangeWindow
from tests.people import as_

if TYPE_CHECKING:
    from steward.kernel.models import Record

# The database compares windows with its own clock.
NOW = datetime.now(UTC)
PLAN = {
    "implementation_plan": [{"step": "停用备机", "minutes": 10}, {"step": "升级", "minutes": 30}],
    "test_plan": [{"check": "登录", "expected": "成功"}],
    "backout_plan": [{"step": "恢复快照", "minutes": 15}],
}
RISK = {"risk_reach": 1, "risk_redundancy": 1, "risk_experience": 1, "risk_way_back": 1, "risk_timing": 1}


def whole(**raw: Any) -> dict[str, Any]:
    """The values of a change that lacks nothing; its window has begun."""
    return {
        "title": "升级邮件网关", "project": "alpha-ops", "reason": "安全补丁", "expected": "版本 2.4",
        "cost_estimate": 0,
        "planned_start": (NOW - timedelta(hours=1)).isoformat(), "planned_end": (NOW + timedelta(hours=3)).isoformat(),
        **PLAN, **RISK, **raw,
    }  # fmt: skip


def draft(by: str = "engineer", at: datetime | None = None, **raw: Any) -> Record:
    """A change as the engineer draws it up."""
    with as_(by, at) as actor:
        return acts.open_record(process_of("change"), actor=actor, raw=whole(**raw))


def move(number: str, name: str, by: str = "engineer", at: datetime | None = None, **raw: Any) -> Record:
    """One move."""
    with as_(by, at) as actor:
        return acts.move(process_of("change"), number, name, actor=actor, raw=raw, version=None)


def amend(number: str, by: str = "engineer", **raw: Any) -> Record:
    """New values."""
    with as_(by) as actor:
        return acts.amend(process_of("change"), number, actor=actor, raw=raw, version=None)


def decide(number: str, by: str = "service-head", verdict: str = "approved", remark: str = "") -> Record:
    """One voice."""
    with as_(by) as actor:
        return acts.decide(
            process_of("change"), number, "approve", actor=actor, verdict=verdict, remark=remark, version=None
        )


def authorised(**raw: Any) -> Record:
    """A change that others have authorised."""
    made = draft(**raw)
    move(made.number, "submit")
    return decide(made.number)


def done(number: str) -> None:
    """Every step marked."""
    marked = [{**row, "done": True} for row in PLAN["implementation_plan"]]
    passed = [{**row, "passed": True} for row in PLAN["test_plan"]]
    amend(number, implementation_plan=marked, test_plan=passed)


def policy(role: str, party: str = "own", **values: Any) -> None:
    """One more line of the approval policy."""
    with as_("service-head"):
        ApprovalRule.objects.create(party=Party.objects.get(code=party), role=role, **values)


def window(kind: str, start: datetime, end: datetime, party: str = "own", **values: Any) -> None:
    """A window of our company (for all customers), or of one customer."""
    with as_("service-head"):
        ChangeWindow.objects.create(
            kind=kind, title=kind, party=Party.objects.get(code=party), starts_at=start, ends_at=end, **values
        )


def duty(username: str, role: str, project: Any = None) -> None:
    """Somebody of the cast takes a role on."""
    with as_("service-head"):
        Duty.objects.create(
            person=Person.objects.get(code=f"p-{username}"), role=role, project=project, starts_on="2025-01-01"
        )
