"""The life of a change: from its draft to its review, and every refusal on the way (manual 8.2, 5.4.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Proof
from steward.kernel.refusal import Invalid, Refused
from tests.people import as_
from tests.processes.change.changes import (
    NOW,
    PLAN,
    RISK,
    amend,
    authorised,
    decide,
    done,
    draft,
    duty,
    move,
    policy,
    whole,
)
from tests.registers.configuration.items import plan_submitted

pytestmark = pytest.mark.django_db


def _why(act: Any, *place: Any, **raw: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*place, **raw)
    return " ".join(map(str, refused.value.reasons))


def test_it_is_drawn_up_decided_on_carried_out_reviewed_and_closed() -> None:
    change = authorised()
    assert change.state == "authorised"
    move(change.number, "start")
    assert "停用备机" in _why(move, change.number, "finish", result="x")
    done(change.number)
    move(change.number, "finish", result="升级完成")
    assert "评审" in _why(move, change.number, "close")
    assert _why(move, change.number, "review", review="x", cost_actual=0)
    move(change.number, "review", by="manager", review="与预期一致", cost_actual=120)
    closed = move(change.number, "close", by="manager")
    assert (closed.state, closed.outcome) == ("closed", "successful")
    with as_("auditor"):
        assert {"8.2.1", "5.4.3"} <= set(Proof.objects.filter(record_id=change.pk).values_list("clause", flat=True))


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"backout_plan": []}, "回退方案"),
        ({"risk_reach": ""}, "风险问题"),
        ({"cost_estimate": ""}, "费用估算"),
        ({"reason": ""}, "变更原因"),
        ({"planned_start": ""}, "计划开始时间"),
        (
            {
                "planned_start": (NOW - timedelta(hours=9)).isoformat(),
                "planned_end": (NOW - timedelta(hours=8)).isoformat(),
            },
            "时间窗口已过",
        ),
    ],
)
@pytest.mark.parametrize("change_type", ["normal", "emergency"])
def test_what_it_lacks_is_said_before_anybody_decides(lacking: dict[str, Any], said: str, change_type: str) -> None:
    change = draft(change_type=change_type, **lacking)
    assert said in _why(move, change.number, "submit")


def test_a_window_that_ends_before_it_begins_is_refused() -> None:
    assert "早于" in _why(draft, planned_end=(NOW - timedelta(hours=2)).isoformat())


def test_nobody_decides_on_their_own_and_once_is_enough() -> None:
    policy("project_manager")
    change = draft(by="manager")
    move(change.number, "submit", by="manager")
    assert "自己提交" in _why(decide, change.number, by="manager")
    duty("engineer", "project_manager")
    assert decide(change.number, by="engineer").state == "authorised"


def test_policy_asks_each_line_and_one_person_is_one_voice() -> None:
    policy("service_department_manager")
    policy("customer_service_manager")
    policy("finance_manager", cost_from=50_000)
    policy("customer_contact", party="alpha")
    change = draft(cost_estimate=50_000)
    move(change.number, "submit")
    assert decide(change.number).state == "awaiting_approval"
    assert _why(decide, change.number)
    assert _why(decide, change.number, by="customer-b")
    assert decide(change.number, by="customer-a").state == "awaiting_approval"
    duty("nobody", "finance_manager")
    assert decide(change.number, by="nobody").state == "awaiting_approval"
    duty("quality", "customer_service_manager")
    assert decide(change.number, by="quality").state == "authorised"


def test_below_the_threshold_finance_is_not_asked() -> None:
    policy("service_department_manager")
    policy("finance_manager", cost_from=50_000)
    change = draft(cost_estimate=49_999)
    move(change.number, "submit")
    duty("nobody", "finance_manager")
    assert _why(decide, change.number, by="nobody")
    assert decide(change.number).state == "authorised"


def test_another_customers_policy_asks_nobody_here() -> None:
    policy("customer_contact", party="beta")
    change = draft()
    # By somebody who sees the policy of every customer.
    move(change.number, "submit", by="service-head")
    assert decide(change.number).state == "authorised"


def test_a_policy_altered_later_does_not_alter_what_is_decided() -> None:
    change = draft()
    move(change.number, "submit")
    policy("finance_manager")
    assert decide(change.number).state == "authorised"


def test_a_change_that_came_back_is_decided_on_anew() -> None:
    change = authorised()
    move(change.number, "return", return_reason="窗口有变")
    move(change.number, "submit")
    assert decide(change.number).state == "authorised"


def test_risk_follows_from_the_answers() -> None:
    assert draft().risk == 1
    assert draft(risk_reach=3).risk == 2
    assert draft(**dict.fromkeys(RISK, 3)).risk == 3
    assert draft(risk_reach="").risk is None
    with pytest.raises(Invalid):
        draft(risk=1)


def test_sales_draws_up_for_customers_and_nobody_else() -> None:
    assert "销售部" in _why(draft, origin="outside")
    duty("nobody", "sales")
    assert draft(by="nobody", origin="outside").origin == "outside"
    assert "内部变更" in _why(draft, by="nobody", origin="inside")
    assert "本公司" in _why(draft, by="nobody", origin="outside", project="own-ops")


def test_what_was_authorised_is_only_marked() -> None:
    change = authorised()
    other = [{"step": "全部重装", "minutes": 5}]
    assert "授权" in _why(amend, change.number, implementation_plan=other)
    assert _why(amend, change.number, planned_end=(NOW + timedelta(hours=9)).isoformat())
    done(change.number)


def test_it_starts_within_its_window_alone() -> None:
    change = authorised()
    assert "时间窗口" in _why(move, change.number, "start", at=NOW + timedelta(hours=4))
    assert move(change.number, "start").state == "implementing"


def test_a_failed_one_tells_how_it_was_taken_back_and_is_reviewed() -> None:
    change = authorised(change_type="emergency")
    move(change.number, "start")
    assert _why(move, change.number, "back_out", backout_record="恢复快照")
    back = move(change.number, "back_out", backout_record="恢复快照", failure_cause="补丁不兼容")
    assert back.outcome == "backed_out"
    assert _why(move, change.number, "close", by="manager")
    move(change.number, "review", by="manager", review="未达到预期", cost_actual=0)
    assert move(change.number, "close", by="manager").state == "closed"


def _template(**raw: Any) -> str:
    process = process_of("change_template")
    values = {"title": "重启打印服务", "project": "alpha-ops", "expected": "可打印", "cost_estimate": 0, **PLAN, **raw}
    with as_("engineer") as actor:
        made = acts.open_record(process, actor=actor, raw=values)
        acts.move(process, made.number, "submit", actor=actor, raw={}, version=None)
    with as_("service-head") as actor:
        acts.decide(process, made.number, "approve", actor=actor, verdict="approved", version=None)
    return made.number


def _standard(template: str) -> Any:
    values = {name: value for name, value in whole().items() if name not in (*PLAN, *RISK, "expected", "cost_estimate")}
    with as_("engineer") as actor:
        raw = {**values, "change_type": "standard", "template": template}
        return acts.open_record(process_of("change"), actor=actor, raw=raw)


def test_a_standard_change_is_authorised_by_its_template_and_closes_without_a_review() -> None:
    change = _standard(_template())
    assert change.backout_plan == PLAN["backout_plan"]
    assert "模板授权" in _why(move, change.number, "submit")
    assert move(change.number, "authorise_by_template").state == "authorised"
    move(change.number, "start")
    done(change.number)
    move(change.number, "finish", result="完成")
    assert move(change.number, "close").state == "closed"


def test_a_template_that_fails_too_often_authorises_nothing() -> None:
    template = _template()
    for turn in range(4):
        change = _standard(template)
        if turn == 3:
            assert "已撤销" in _why(move, change.number, "authorise_by_template")
            return
        amend(change.number, planned_end=(NOW + timedelta(minutes=90)).isoformat(), conflict_reason="演练")
        move(change.number, "authorise_by_template")
        move(change.number, "start")
        move(change.number, "back_out", backout_record="x", failure_cause="x")


def test_no_other_change_follows_a_template_and_no_standard_one_goes_without() -> None:
    assert "模板" in _why(draft, change_type="standard")
    assert "模板" in _why(draft, template=_template())


def test_a_rejection_is_no_plain_move() -> None:
    """Who decides says why, at the gate; a plain move would leave no decision behind."""
    change = draft()
    move(change.number, "submit")
    for by in ("service-head", "engineer"):
        with pytest.raises(Refused):
            move(change.number, "reject", by=by)
    assert decide(change.number, verdict="rejected", remark="风险过高").state == "rejected"


def test_who_may_decide_returns_nothing_past_the_gate_and_the_author_takes_it_back() -> None:
    plan = plan_submitted()
    process = process_of("configuration_plan")
    with as_("service-head") as actor, pytest.raises(Refused):
        acts.move(process, plan, "return", actor=actor, raw={}, version=None)
    with as_("manager") as actor:
        assert acts.move(process, plan, "return", actor=actor, raw={}, version=None).state == "draft"
