"""What tests of releases begin with: a policy in force, a planned release with its sites, and those who take it on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused
from tests.people import as_
from tests.processes.change import changes

if TYPE_CHECKING:
    from steward.kernel.models import Record

NOW = datetime.now(UTC)
AUTHORITY = [
    {"stage": "test", "role": "technical_group_leader", "quorum": 1},
    {"stage": "test", "role": "project_manager", "quorum": 1},
    {"stage": "roll_out", "role": "service_department_manager", "quorum": 1},
    {"stage": "roll_out", "release_type": "major", "role": "project_manager", "quorum": 1},
]
PARTS = {
    "frequency": "每月一次一般发布", "duties": "产品经理负责计划", "authority": AUTHORITY[1:],
    "version_pattern": "mail-#.#.#", "identification": "产品名加三段版本号", "grouping": "同一服务的变更合并发布",
    "automation": "流水线构建并分发", "acceptance": "测试记录由项目经理验收",
}  # fmt: skip
PLAN = {
    "planned_on": "2026-12-01", "deliverables": "邮件网关 2.4", "test_errors": "未发现",
    "backout_plan": [{"step": "停止服务", "minutes": 5}, {"step": "恢复快照", "minutes": 20}],
    "acceptance": "业务抽样收发", "communication": "公告与培训", "logistics": "无采购", "resources": "两名工程师值守",
    "risks": "证书到期", "meetings": [{"on": "2026-11-25", "about": "发布评审"}],
    "build_reference": "mail@sha256:1", "tests": [{"check": "收发", "expected": "成功", "result": "passed"}],
    "release_note": "新增反垃圾规则", "installation_guide": "按步骤升级",
}  # fmt: skip
SITE = {
    "run_sheet": [{"step": "升级节点一", "minutes": 10}, {"step": "升级节点二", "minutes": 10}],
    "checks": [{"check": "登录", "expected": "成功"}],
}
WINDOW = {
    "planned_start": (NOW - timedelta(hours=1)).isoformat(), "planned_end": (NOW + timedelta(hours=3)).isoformat(),
}  # fmt: skip


def open_(kind: str, by: str = "keeper", **raw: Any) -> Any:
    """A record as somebody opens it; the keeper is the product manager."""
    with as_(by) as actor:
        return acts.open_record(process_of(kind), actor=actor, raw={"project": "alpha-ops", **raw})


def amend(record: Record, by: str = "keeper", **raw: Any) -> Any:
    """New values."""
    with as_(by) as actor:
        return acts.amend(process_of(record.kind), record.number, actor=actor, raw=raw, version=None)


def move(record: Record, name: str, by: str = "keeper", at: datetime | None = None, **raw: Any) -> Any:
    """One move."""
    with as_(by, at) as actor:
        return acts.move(process_of(record.kind), record.number, name, actor=actor, raw=raw, version=None)


def decide(record: Record, name: str, by: str, verdict: str = "approved", remark: str = "") -> Any:
    """One voice."""
    with as_(by) as actor:
        return acts.decide(
            process_of(record.kind), record.number, name, actor=actor, verdict=verdict, remark=remark, version=None
        )


def why(act: Any, *place: Any, **raw: Any) -> str:
    """The reasons of a refusal."""
    with pytest.raises(Refused) as refused:
        act(*place, **raw)
    return " ".join(map(str, refused.value.reasons))


def policy(**raw: Any) -> Any:
    """A policy in force."""
    made = open_("release_policy", title="甲银行发布策略", **{**PARTS, **raw})
    move(made, "submit", review_on="2027-06-01")
    return decide(made, "approve", by="service-head")


def planned(sites: int = 1, **raw: Any) -> tuple[Any, list[Any], Any]:
    """A release that lacks nothing, with its sites, and its authorised change."""
    change = changes.authorised()
    contents = [{"item": change.number, "part": "delivers"}]
    release = open_("release", title="邮件网关 2.4", version_label="mail-2.4.0", contents=contents, **{**PLAN, **raw})
    made = [
        open_("rollout", title=f"机房{n}", release=release.number, change=change.number, **SITE, **WINDOW)
        for n in range(1, sites + 1)
    ]
    return release, made, change


def in_test(release: Any) -> Any:
    """As far as its test."""
    move(release, "request_test")
    return decide(release, "authorise_test", by="manager")


def approved(sites: int = 1, **raw: Any) -> tuple[Any, list[Any], Any]:
    """As far as its approval."""
    policy()
    release, made, change = planned(sites, **raw)
    in_test(release)
    move(release, "submit", test_accepted="项目经理验收")
    return decide(release, "approve", by="service-head"), made, change


def rolling_out(sites: int = 1, **raw: Any) -> tuple[Any, list[Any], Any]:
    """As far as the begin of its roll-out."""
    release, made, change = approved(sites, **raw)
    return move(release, "roll_out"), made, change


def verify(site: Any, by: str = "engineer") -> Any:
    """A site from its start to its verification."""
    move(site, "begin", by=by)
    amend(site, by=by, run_sheet=[{**row, "done": True} for row in SITE["run_sheet"]])
    move(site, "go_live", by=by)
    amend(site, by=by, checks=[{**row, "passed": True} for row in SITE["checks"]])
    return move(site, "verify", by=by, result="业务正常")


def back_out(site: Any, by: str = "engineer") -> Any:
    """A site that is begun and taken back."""
    move(site, "begin", by=by)
    begun = move(site, "back_out", by=by, failure="节点二无法启动")
    amend(site, by=by, backout_steps=[{**row, "done": True} for row in begun.backout_steps])
    return move(site, "finish_back_out", by=by, result="已恢复原版本")
