"""No approval without every part of the plan, tests, authority, rehearsal, version and contents (9.1.1-9.1.3)."""

from __future__ import annotations

from typing import Any

import pytest

from steward.kernel.catalogue import process_of
from steward.kernel.intake.values import field_of
from steward.kernel.models import Link
from steward.kernel.refusal import Invalid
from tests.people import as_
from tests.processes.change import changes
from tests.processes.release.releases import (
    PLAN,
    amend,
    decide,
    in_test,
    move,
    open_,
    planned,
    policy,
    why,
)

pytestmark = pytest.mark.django_db


def test_nothing_is_tested_without_a_policy_a_version_and_a_change() -> None:
    release = open_("release", title="x")
    said = why(move, release, "request_test")
    assert "发布策略" in said
    assert "版本" in said
    assert "变更" in said


@pytest.mark.parametrize("name", [name for name in PLAN if name in (
    "planned_on", "deliverables", "test_errors", "backout_plan", "acceptance", "communication", "logistics",
    "resources", "risks", "meetings",
)])  # fmt: skip
def test_no_approval_is_asked_for_without_a_part_of_the_plan(name: str) -> None:

    policy()
    release, _sites, _change = planned(**{name: [] if isinstance(PLAN[name], list) else ""})
    in_test(release)
    label = str(field_of(process_of("release"), name).verbose_name)
    with as_("keeper"):
        assert label in why(move, release, "submit", test_accepted="x")


def test_every_site_has_its_window_steps_checks_and_change() -> None:
    policy()
    release, sites, _change = planned()
    in_test(release)
    amend(sites[0], checks=[])
    assert sites[0].number in why(move, release, "submit", test_accepted="x")
    move(sites[0], "cancel", cancel_reason="x")
    assert "没有站点" in why(move, release, "submit", test_accepted="x")


@pytest.mark.parametrize(
    ("tests", "said"),
    [
        ([], "没有测试记录"),
        ([{"check": "收发", "expected": "成功"}], "未通过：收发"),
        ([{"check": "收发", "expected": "成功", "result": "failed"}], "未通过：收发"),
        ([{"check": "收发", "expected": "成功", "result": "accepted"}], "理由：收发"),
    ],
)
def test_tests_that_have_not_passed_hold_it(tests: list[Any], said: str) -> None:
    policy()
    release, _sites, _change = planned(tests=tests)
    in_test(release)
    assert said in why(move, release, "submit", test_accepted="x")


def test_a_fault_that_is_accepted_with_its_reason_goes_on() -> None:
    policy()
    row = {"check": "收发", "expected": "成功", "result": "accepted", "note": "仅影响旧客户端"}
    release, _sites, _change = planned(tests=[row])
    in_test(release)
    assert move(release, "submit", test_accepted="项目经理").state == "awaiting_approval"


def test_authority_follows_from_the_policy_by_type() -> None:
    policy()
    release, _sites, _change = planned(release_type="major")
    assert "角色" in why(decide, move(release, "request_test"), "authorise_test", by="service-head")
    decide(release, "authorise_test", by="manager")
    asked = {"rehearsal_place": "仿真环境", "rehearsed_on": "2026-11-01", "rehearsal_record": "逐步演练"}
    said = why(move, release, "submit", test_accepted="x")
    assert "演练通过" in said
    move(release, "record_rehearsal", rehearsal_result="failed", **asked)
    assert why(move, release, "review_rehearsal", by="manager", rehearsal_review="x")
    move(release, "record_rehearsal", rehearsal_result="passed", **asked)
    assert "他人" in why(move, release, "submit", test_accepted="x")
    assert "自己记录" in why(move, release, "review_rehearsal", rehearsal_review="x")
    move(release, "review_rehearsal", by="manager", rehearsal_review="与预期一致")
    move(release, "submit", test_accepted="项目经理")
    assert decide(release, "approve", by="service-head").state == "awaiting_approval"
    assert decide(release, "approve", by="manager").state == "approved"


def test_a_new_rehearsal_needs_a_new_review() -> None:
    policy()
    release, _sites, _change = planned(release_type="major")
    in_test(release)
    asked = {"rehearsal_place": "x", "rehearsed_on": "2026-11-01", "rehearsal_result": "passed"}
    move(release, "record_rehearsal", rehearsal_record="一", **asked)
    move(release, "review_rehearsal", by="manager", rehearsal_review="x")
    move(release, "record_rehearsal", rehearsal_record="二", **asked)
    assert "他人" in why(move, release, "submit", test_accepted="x")


def test_nobody_decides_on_the_release_that_they_drew_up() -> None:
    policy(authority=[
        {"stage": stage, "role": "product_manager", "quorum": 1} for stage in ("test", "roll_out")
    ])  # fmt: skip
    release, _sites, _change = planned()
    move(release, "request_test")
    assert "自己" in why(decide, release, "authorise_test", by="keeper")


def test_a_version_is_named_by_the_policy_and_never_used_twice() -> None:
    policy()
    release = open_("release", title="x", version_label="mail-1.0.0")
    assert release.number in _why_invalid("version_label", title="y", version_label="mail-1.0.0")
    assert "mail-#.#.#" in _why_invalid("version_label", title="y", version_label="2.0")
    move(release, "cancel", cancel_reason="x")
    assert release.number in _why_invalid("version_label", title="y", version_label="mail-1.0.0")


def _why_invalid(field: str, **raw: Any) -> str:

    with pytest.raises(Invalid) as refused:
        open_("release", **raw)
    return " ".join(map(str, refused.value.faults[field]))


def test_contents_are_changes_and_problems_of_the_project_and_are_linked() -> None:
    change = changes.authorised()
    problem = open_("problem", by="manager", title="x")
    assert "CHG-999999" in _why_invalid("contents", title="x", contents=[{"item": "CHG-999999", "part": "delivers"}])
    wrong = [{"item": problem.number, "part": "delivers"}]
    assert problem.number in _why_invalid("contents", title="x", contents=wrong)
    twice = [{"item": change.number, "part": "delivers"}] * 2
    assert "重复" in _why_invalid("contents", title="x", contents=twice)
    rows = [{"item": change.number, "part": "delivers"}, {"item": problem.number, "part": "solves"}]
    release = open_("release", title="x", contents=rows)
    with as_("keeper"):
        tied = Link.objects.filter(source_id=release.pk, relation="contains")
        assert set(tied.values_list("target_id", flat=True)) == {change.pk, problem.pk}
    amend(release, contents=rows[:1])
    with as_("keeper"):
        assert list(tied.values_list("target_id", flat=True)) == [change.pk]
