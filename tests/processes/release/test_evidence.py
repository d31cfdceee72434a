"""The judges of release management turn with the records (manual 9.1.1-9.1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Link
from steward.processes.release.models import Release, ReleasePolicy, Rollout
from tests.oversight.conformity.told import BREACHED, DAY, DUE, HOUR, MET, NO_DATA, NOW, Turn, follow, forced
from tests.people import as_
from tests.processes.change import changes
from tests.processes.release.releases import amend, approved, back_out, move, open_, policy, rolling_out, verify

if TYPE_CHECKING:
    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db
SOON = NOW + HOUR


def of_beta() -> Any:
    """Beta's policy, put in force past its gate: nobody of the cast keeps it."""
    parts = {
        "frequency": "每季", "duties": "产品经理", "version_pattern": "b-#", "identification": "版本号",
        "grouping": "合并", "automation": "手工", "acceptance": "验收", "review_on": "2027-06-01",
        "authority": [{"stage": "test", "role": "project_manager", "quorum": 1}],
    }  # fmt: skip
    made = open_("release_policy", title="乙医院发布策略", project="beta-ops")
    forced(ReleasePolicy, made.pk, state="in_force", **parts)
    return made


def ruled() -> Stages:
    yield NOW, BREACHED
    policy()
    made = of_beta()
    yield NOW, MET
    forced(ReleasePolicy, made.pk, grouping="")
    yield NOW, BREACHED
    forced(ReleasePolicy, made.pk, grouping="合并", review_on="2026-01-31")
    yield NOW, BREACHED


def authorised() -> Stages:
    release, _sites, _change = rolling_out()
    yield SOON, MET
    forced(Release, release.pk, tests=[{"check": "收发", "expected": "成功", "result": "failed"}])
    yield SOON, BREACHED
    forced(Release, release.pk, tests=[{"check": "收发", "expected": "成功", "result": "accepted"}])
    yield SOON, MET
    forced(Release, release.pk, started_at=NOW - DAY)
    yield SOON, BREACHED


def planned() -> Stages:
    release, (site,), _change = approved()
    yield SOON, MET
    forced(Release, release.pk, logistics="")
    yield SOON, BREACHED
    forced(Release, release.pk, logistics="无采购")
    forced(Rollout, site.pk, checks=[])
    yield SOON, BREACHED
    forced(Rollout, site.pk, state="cancelled")
    yield SOON, BREACHED


def rehearsed() -> Stages:
    release, _sites, _change = rolling_out()
    yield SOON, NO_DATA
    forced(Release, release.pk, release_type="major")
    yield SOON, BREACHED
    forced(Release, release.pk, rehearsal_result="passed", rehearsal_reviewed_at=NOW - DAY)
    yield SOON, MET
    forced(Release, release.pk, rehearsal_result="failed")
    yield SOON, BREACHED


def concluded() -> Any:
    release, (site,), change = rolling_out()
    verify(site)
    move(release, "conclude", result="全部正常")
    changes.move(change.number, "start")
    changes.done(change.number)
    changes.move(change.number, "finish", result="完成")
    changes.move(change.number, "review", by="manager", review="一致", cost_actual=0)
    changes.move(change.number, "close", by="manager")
    return release


def closed() -> Any:
    release = concluded()
    article = open_("article", by="desk", title="新版邮件网关", solution="见发布通告")
    with as_("keeper") as actor:
        acts.link(process_of("release"), release.number, actor=actor, relation="documented_by", target=article.number)
    return move(release, "close")


def installed() -> Stages:
    release = closed()
    yield SOON, NO_DATA
    forced(Release, release.pk, release_type="major", difference_reason="首次安装，无计划基线")
    yield SOON, MET
    forced(Release, release.pk, difference_reason="")
    yield SOON, BREACHED


def in_order() -> Stages:
    release, (site,), _change = rolling_out()
    verify(site)
    yield SOON, MET
    forced(Release, release.pk, approved_at=SOON)
    yield SOON, BREACHED


def told() -> Stages:
    _release, (site,), _change = rolling_out()
    move(site, "begin", by="engineer")
    amend(site, by="engineer", run_sheet=[{**row, "done": True} for row in site.run_sheet])
    move(site, "go_live", by="engineer")
    yield SOON, DUE
    yield SOON + 5 * HOUR, BREACHED
    amend(site, by="engineer", checks=[{**row, "passed": True} for row in site.checks])
    move(site, "verify", by="engineer", result="业务正常")
    yield SOON + 5 * HOUR, MET


def taken_back() -> Stages:
    _release, (site,), _change = rolling_out()
    move(site, "begin", by="engineer")
    begun = move(site, "back_out", by="engineer", failure="节点二无法启动")
    yield SOON, DUE
    yield SOON + 5 * HOUR, BREACHED
    done = [{**row, "done": True} for row in begun.backout_steps]
    move(site, "record_back_out", by="engineer", backout_steps=done)
    move(site, "finish_back_out", by="engineer", result="已恢复原版本")
    yield SOON + 5 * HOUR, MET
    forced(Rollout, site.pk, backout_steps=begun.backout_steps)
    yield SOON + 5 * HOUR, BREACHED


def followed() -> Stages:
    release, (site,), _change = rolling_out()
    back_out(site)
    move(release, "conclude", result="已回退")
    yield SOON, DUE
    yield SOON + 11 * DAY, BREACHED
    move(release, "confirm_cause", failure_cause="固件不兼容")
    yield SOON + 11 * DAY, BREACHED
    problem = open_("problem", by="engineer", title="固件不兼容", impact=2, urgency=2)
    with as_("keeper") as actor:
        acts.link(process_of("release"), release.number, actor=actor, relation="caused_by", target=problem.number)
    yield SOON + 11 * DAY, MET
    with as_("service-head"):
        assert Link.objects.filter(source=release.pk, target=problem.pk).count() == 1


def updated() -> Stages:
    release = concluded()
    yield SOON, DUE
    yield SOON + 4 * DAY, BREACHED
    article = open_("article", by="desk", title="新版邮件网关", solution="见发布通告")
    with as_("keeper") as actor:
        acts.link(process_of("release"), release.number, actor=actor, relation="documented_by", target=article.number)
    move(release, "close")
    yield SOON + 4 * DAY, MET
    forced(Release, release.pk, problem_note="")
    yield SOON + 4 * DAY, BREACHED


def documented() -> Stages:
    release = closed()
    yield SOON, MET
    forced(Release, release.pk, release_note="")
    yield SOON, BREACHED
    forced(Release, release.pk, state="concluded")
    amend(release, release_note="新增反垃圾规则")
    forced(Release, release.pk, state="closed")
    yield SOON, MET
    forced(Release, release.pk, closed_at=NOW - DAY)
    yield SOON, BREACHED


NEVER = "null::timestamptz"
RELEASES = "release_release l join kernel_record r on r.id = l.record_id and {OWN}"
SITES = "release_rollout o join kernel_record r on r.id = o.record_id and {OWN}"
YEAR = "%(at)s - interval '365 days'"
LATE = "coalesce(o.settled_at > o.notice_due_at, true)"
TURNS = {
    "release_policy_in_force": Turn(ruled, """
        select not exists (select 1 from release_releasepolicy y join kernel_record r on r.id = y.record_id
            where r.project_id = p.id and r.state = 'in_force' and y.review_on >= %(day)s and y.authority <> '[]'
                and '' not in (y.frequency, y.duties, y.version_pattern, y.identification, y.grouping, y.automation,
                    y.acceptance)), (p.starts_on + 31)::timestamp at time zone 'Asia/Shanghai'
        from {CONTRACTS}"""),
    "release_is_authorised": Turn(authorised, f"""
        select l.test_accepted = '' or l.tests = '[]' or exists (select 1 from jsonb_array_elements(l.tests) t
                where coalesce(t ->> 'result', '') not in ('passed', 'accepted'))
            or (select count(distinct split_part(d.gate, ':', 1)) from kernel_decision d where d.record_id = r.id
                and d.verdict = 'approved' and d.gate ~ '^(test|roll):' and d.decided_at <= l.started_at) < 2, {NEVER}
        from {RELEASES} where l.started_at >= {YEAR}"""),
    "release_plan_is_whole": Turn(planned, f"""
        select l.planned_on is null or '' in (l.deliverables, l.test_errors, l.acceptance, l.communication, l.logistics,
                l.resources, l.risks) or '[]' in (l.contents, l.backout_plan, l.meetings)
            or coalesce((select bool_or(o.planned_start is null or o.planned_end is null or o.change_id is null
                    or '[]' in (o.run_sheet, o.checks)) from release_rollout o
                join kernel_record s on s.id = o.record_id
                where o.release_id = r.id and s.state <> 'cancelled'), true), {NEVER}
        from {RELEASES} where l.approved_at is not null"""),
    "release_is_rehearsed": Turn(rehearsed, f"""
        select l.rehearsal_result is distinct from 'passed' or '' in (l.release_note, l.installation_guide)
            or coalesce(l.rehearsal_reviewed_at > l.started_at, true), {NEVER}
        from {RELEASES} where l.release_type = 'major' and l.started_at >= {YEAR}"""),
    "release_baseline_is_compared": Turn(installed, f"""
        select l.difference_reason = '' and coalesce(l.planned_baseline_id * l.installed_baseline_id, 0) = 0, {NEVER}
        from {RELEASES} where l.release_type = 'major' and r.state = 'closed' and l.outcome <> 'failed'"""),
    "release_after_approval": Turn(in_order, f"""
        select not coalesce((select l.approved_at <= o.started_at from release_release l
            where l.record_id = o.release_id), false), {NEVER} from {SITES} where o.started_at >= {YEAR}"""),
    "release_result_is_told": Turn(told, f"""
        select {LATE}, o.notice_due_at
        from {SITES} where o.started_at >= {YEAR} and r.state in ('live', 'verified')"""),
    "release_back_out_is_run": Turn(taken_back, f"""
        select {LATE} or o.backout_steps = '[]' or exists (select 1 from jsonb_array_elements(o.backout_steps) s
            where not coalesce((s ->> 'done')::boolean, false)), o.notice_due_at
        from {SITES} where o.started_at >= {YEAR} and r.state in ('backing_out', 'backed_out')"""),
    "release_failure_is_followed": Turn(followed, f"""
        select l.failure_cause = '' or l.cause_confirmed_at is null or l.drop_reason = '' and not exists (
                select 1 from kernel_link k join kernel_record t on t.id = k.target_id where k.source_id = r.id
                    and k.relation in ('followed_by', 'caused_by') and t.kind in ('change', 'problem')),
            l.concluded_at + interval '10 days'
        from {RELEASES} where l.outcome in ('failed', 'partly_backed_out') and l.concluded_at >= {YEAR}"""),
    "release_knowledge_is_updated": Turn(updated, f"""
        select coalesce(r.closed_at > l.concluded_at + l.update_hours * interval '1 hour', true)
            or exists (select 1 from (values (l.cmdb_update, l.cmdb_note), (l.problem_update, l.problem_note),
                (l.incident_update, l.incident_note)) u (said, note)
                where u.said is null or u.said = 'not_needed' and u.note = ''),
            l.concluded_at + l.update_hours * interval '1 hour'
        from {RELEASES} where l.outcome in ('succeeded', 'partly_backed_out') and l.concluded_at >= {YEAR}"""),
    "release_is_documented": Turn(documented, f"""
        select '' in (l.release_note, l.result) or l.tests = '[]'
            or l.release_type = 'major' and l.installation_guide = '' or exists (select 1 from kernel_timelineentry e
                where e.record_id = r.id and e.verb = 'amended' and e.occurred_at > r.closed_at), {NEVER}
        from {RELEASES} where r.state = 'closed'"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_the_verdict_turns_and_the_count_is_that_of_sql(name: str) -> None:
    follow(name, TURNS[name])
