"""The same people read Chinese: pages of the chain and what they refuse, without a word of English (7.3, 8, 9)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.journeys.test_control_chain import CHECKS, STEPS
from tests.journeys.walker import Record, Walker
from tests.processes.change import changes
from tests.processes.release import releases
from tests.registers.configuration import items

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.journeys.visitor import Visitor

# Numbers of records, and what people typed.
TYPED = re.compile(r"[A-Z]{2,4}-\d{6}|mail[-\w.]*")
ENGLISH = re.compile(r"[A-Za-z]{3,}")


def _refused(walker: Walker, record: Record, act: str, why: str, **values: Any) -> None:
    """Refused in Chinese, with the reason, and with nothing but Chinese in it."""
    walker.is_told_why_not(record, act, why, **values)
    errors = walker.page.locator("#main .errors")
    said = errors.inner_text() if errors.count() else walker.visitor.text("#main")
    assert not ENGLISH.findall(TYPED.sub("", said)), said


def test_every_refusal_on_the_way_is_told_in_chinese(visit: Callable[..., Visitor]) -> None:
    changes.policy("service_department_manager")
    gateway = items.ci("mail-gw-01")
    items.plan_in_force()
    engineer, head = (Walker(visit(name, language="zh-hans")) for name in ("engineer", "service-head"))
    _refused(engineer, Record("ci", gateway.number), "amend", "变更", version_label="2.4")
    problem = engineer.opens("problem", title="邮件网关停止转发", project="alpha-ops", impact="1", urgency="2")
    engineer.moves(problem, "investigate")
    _refused(engineer, problem, "move/publish_known_error", "临时解决方案", known_error="队列停止")
    plan = {name: rows for name, rows in changes.PLAN.items() if name != "backout_plan"}
    drawn = changes.draft(items=[{"ci": "mail-gw-01", "action": "alter"}], backout_plan=[], **plan)
    change = Record("change", drawn.number)
    engineer.visitor.go(change.path)
    assert "mail-gw-01" in engineer.visitor.text("#main")
    _refused(engineer, change, "move/submit", "回退")
    engineer.amends(change, backout_plan=[{"step": "恢复快照", "minutes": "20", "who": "司马"}])
    engineer.moves(change, "submit")
    _refused(engineer, change, "move/approve", "角色")
    _refused(engineer, change, "move/start", "状态")
    head.approves(change)
    assert head.state(change) == "已授权"
    releases.policy()
    release = releases.open_("release", title="邮件网关 3")
    site = releases.open_(
        "rollout", by="engineer", title="上海", release=release.number, run_sheet=STEPS, checks=CHECKS
    )
    _refused(engineer, Record("rollout", site.number), "move/begin", release.number)
