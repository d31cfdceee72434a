"""The life of a release: from its plan to the last update, and what follows from a failure (manual 9.1)."""

from __future__ import annotations

from typing import Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Proof
from steward.kernel.raising import raise_from
from tests.people import as_
from tests.processes.change import changes
from tests.processes.release.releases import (
    amend,
    approved,
    back_out,
    move,
    open_,
    rolling_out,
    verify,
    why,
)

pytestmark = pytest.mark.django_db


def _close_change(change: Any) -> None:
    changes.move(change.number, "start")
    changes.done(change.number)
    changes.move(change.number, "finish", result="完成")
    changes.move(change.number, "review", by="manager", review="一致", cost_actual=0)
    changes.move(change.number, "close", by="manager")


def _article(release: Any) -> None:
    article = open_("article", by="desk", title="新版邮件网关", solution="见发布通告")
    with as_("keeper") as actor:
        acts.link(process_of("release"), release.number, actor=actor, relation="documented_by", target=article.number)


def test_it_is_planned_tested_approved_rolled_out_and_closed() -> None:
    release, sites, change = rolling_out(2)
    for site in sites:
        verify(site)
    concluded = move(release, "conclude", result="两个机房均已验证")
    assert (concluded.state, concluded.outcome) == ("concluded", "succeeded")
    said = why(move, release, "close")
    assert change.number in said
    assert "知识文章" in said
    _close_change(change)
    _article(release)
    assert move(release, "close").state == "closed"
    with as_("auditor"):
        proved = set(Proof.objects.filter(record_id=release.pk).values_list("clause", flat=True))
    assert {"9.1.1", "9.1.2", "9.1.4", "9.1.7", "9.1.8"} <= proved


def test_what_was_approved_stands() -> None:
    release, sites, _change = approved()
    assert "不能再修改" in why(amend, release, backout_plan=[{"step": "x", "minutes": 1}])
    assert "批准" in why(amend, sites[0], run_sheet=[{"step": "全部重装", "minutes": 5}])
    assert "批准" in why(open_, "rollout", title="x", release=release.number)
    move(release, "return", return_reason="窗口有变")
    amend(sites[0], run_sheet=[{"step": "全部重装", "minutes": 5}])


def test_no_roll_out_begins_while_a_change_is_not_authorised() -> None:
    release, _sites, change = approved()
    changes.move(change.number, "return", return_reason="x")
    assert change.number in why(move, release, "roll_out")


def test_a_release_half_of_whose_sites_were_backed_out_says_so_and_what_follows() -> None:
    release, sites, change = rolling_out(2)
    verify(sites[0])
    assert sites[1].number in why(move, release, "conclude", result="x")
    back_out(sites[1])
    assert move(release, "conclude", result="机房2已回退").outcome == "partly_backed_out"
    _close_change(change)
    _article(release)
    assert "产品经理" in why(move, release, "close")
    assert "角色" in why(move, release, "confirm_cause", by="manager", failure_cause="x")
    move(release, "confirm_cause", failure_cause="内存不足")
    assert "变更或问题" in why(move, release, "close")
    move(release, "confirm_cause", failure_cause="内存不足", drop_reason="该机房年内撤除")
    assert move(release, "close").state == "closed"


def test_a_failure_is_followed_by_a_problem_raised_from_it() -> None:

    release, sites, _change = rolling_out()
    back_out(sites[0])
    assert move(release, "conclude", result="失败").outcome == "failed"
    move(release, "confirm_cause", failure_cause="内存不足")
    with as_("manager") as actor:
        raised = raise_from(process_of("release"), release.number, process_of("problem"), actor=actor, raw={})
    assert raised.description == "内存不足"
    assert move(release, "close").state == "closed"


def test_what_is_not_needed_has_its_reason() -> None:
    release, sites, _change = rolling_out()
    verify(sites[0])
    move(release, "conclude", result="x")
    not_needed = {f"{name}_update": "not_needed" for name in ("cmdb", "problem", "incident")}
    move(release, "record_updates", by="desk", **not_needed)
    said = why(move, release, "close", by="desk")
    assert "配置管理数据库" in said
    assert "事件知识库" in said
    notes = {f"{name}_note": "配置未变" for name in ("cmdb", "problem", "incident")}
    move(release, "record_updates", by="desk", **not_needed, **notes)
    assert move(release, "close", by="desk").state == "closed"
