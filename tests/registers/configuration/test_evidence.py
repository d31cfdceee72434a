"""The judges of configuration management turn with the records (manual 8.1)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest

from steward.kernel import acts
from steward.kernel.attaching import attach
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record, TimelineEntry
from steward.registers.configuration.models import (
    Baseline,
    CiClass,
    ConfigurationAudit,
    ConfigurationItem,
    ConfigurationPlan,
    ConfigurationReport,
    Discrepancy,
    MediaCheck,
)
from steward.registers.configuration.models.report import CONTENTS
from tests.oversight.conformity.told import BREACHED, DAY, DUE, HOUR, MET, NO_DATA, NOW, Turn, follow, forced
from tests.people import as_
from tests.processes.change.changes import authorised
from tests.registers.configuration.items import PARTS, amend, ci, move, needs, plan_in_force

if TYPE_CHECKING:
    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db
SOON = NOW + HOUR


def on_hand(title: str = "sh1-app-021", **raw: Any) -> Any:
    made = ci(title, **raw)
    return move(made.number, "receive")


def identified() -> Stages:
    host = on_hand("sh1-esx-03", owner="p-engineer")
    guest = on_hand(relations=needs(host, relation="runs_on"))
    yield SOON, DUE
    yield SOON + 8 * DAY, BREACHED
    amend(guest.number, owner="p-engineer")
    yield SOON + 8 * DAY, MET
    with as_("service-head"):
        CiClass.objects.filter(code="virtual_machine").update(needs_version=True)
    yield SOON + 8 * DAY, BREACHED


def opened(kind: str, by: str, **raw: Any) -> Any:
    with as_(by) as actor:
        return acts.open_record(process_of(kind), actor=actor, raw=raw)


def baselined() -> Stages:
    yield SOON, BREACHED
    own, other = (
        opened("baseline", "service-head", title="年度基线", project=f"{each}-ops") for each in ("alpha", "beta")
    )
    forced(Baseline, own.pk, state="approved", moment=NOW)
    yield SOON, BREACHED
    forced(Baseline, other.pk, state="approved", moment=NOW - 300 * DAY)
    yield SOON, MET
    yield SOON + 100 * DAY, BREACHED


def known() -> Stages:
    with as_("keeper"):
        service = Record.objects.get(kind="service")
    made = opened(
        "agreement", "manager", title="SLA", project="alpha-ops", calendar="office", starts_on="2025-01-01",
        service=service.number, targets={"resolution": {"1": 3600}},
    )  # fmt: skip
    yield SOON, NO_DATA
    forced(Record, made.pk, state="in_force")
    yield SOON, BREACHED
    on_hand(service=service.number)
    yield SOON, MET


def under_plan() -> Stages:
    plan_in_force()
    yield SOON, BREACHED
    made = opened("configuration_plan", "service-head", title="计划", project="beta-ops", **dict.fromkeys(PARTS, "…"))
    forced(ConfigurationPlan, made.pk, state="in_force", review_on="2027-12-31")
    yield SOON, MET
    forced(ConfigurationPlan, made.pk, suppliers="")
    yield SOON, BREACHED
    forced(ConfigurationPlan, made.pk, suppliers="无", review_on="2026-01-31")
    yield SOON, BREACHED


def past_control(plan: str, **raw: Any) -> None:
    """What the database refuses: an item written without a change while its project is under control."""
    with as_("service-head"):
        pk = Record.objects.get(number=plan).pk
    forced(ConfigurationPlan, pk, state="ended")
    host = ci("sh1-esx-09", at=SOON)
    ci("sh1-app-029", at=SOON, relations=needs(host, relation="runs_on"), **raw)
    forced(ConfigurationPlan, pk, state="in_force")


def written() -> Stages:
    plan = plan_in_force()
    allowed = authorised(items=[{"ci": "sh1-app-021", "action": "create"}])
    yield SOON, NO_DATA
    ci("sh1-app-021", at=SOON, change=allowed.number)
    yield SOON, MET
    past_control(plan)
    yield SOON, BREACHED


def related() -> Stages:
    host = ci("sh1-esx-03")
    plan = plan_in_force()
    allowed = authorised(items=[{"ci": "sh1-app-021", "action": "create"}])
    yield SOON, NO_DATA
    ci("sh1-app-021", at=SOON, change=allowed.number, relations=needs(host, relation="runs_on"))
    yield SOON, MET
    past_control(plan)
    yield SOON, BREACHED


def accepted() -> Stages:
    made = on_hand()
    move(made.number, "accept", accepted_on="2026-11-01", acceptance="外观与功能正常")
    yield SOON, MET
    forced(ConfigurationItem, made.pk, acceptance="")
    yield SOON, BREACHED
    forced(ConfigurationItem, made.pk, acceptance="正常", accepted_on=None)
    yield SOON, BREACHED


def located() -> Stages:
    made = on_hand()
    yield SOON, DUE
    yield SOON + 8 * DAY, BREACHED
    host = on_hand("sh1-esx-03")
    amend(made.number, relations=needs(host, relation="runs_on"))
    yield SOON + 8 * DAY, MET


def stepped() -> Stages:
    made = on_hand()
    yield SOON, MET
    with as_("engineer") as actor:
        TimelineEntry.objects.create(
            record_id=made.pk, verb="moved", move="dispose", from_state="received", to_state="disposed", reach=3,
            actor_id=actor.id, recorded_at=NOW, occurred_at=NOW,
        )  # fmt: skip
    yield SOON, BREACHED


def settled() -> Stages:
    made = opened("discrepancy", "engineer", title="版本不符", project="alpha-ops")
    yield SOON, DUE
    yield SOON + 31 * DAY, BREACHED
    with as_("engineer") as actor:
        raw = {"reject_reason": "误报"}
        acts.move(process_of("discrepancy"), made.number, "reject", actor=actor, raw=raw, version=None)
    yield SOON + 31 * DAY, MET
    forced(Discrepancy, made.pk, reject_reason="")
    yield SOON + 31 * DAY, BREACHED


def kept_safe() -> Stages:
    made = on_hand("Rocky 9.4", ci_class="media", version_label="9.4")
    yield SOON + 400 * DAY, NO_DATA
    with as_("engineer") as actor:
        content = io.BytesIO(b"master")
        attach(process_of("ci"), made.number, actor=actor, name="x.iso", media_type="", content=content)
    yield SOON, DUE
    yield SOON + 400 * DAY, BREACHED
    with as_("engineer"):
        told = {"recorded": "0" * 64, "found": "0" * 64, "checked_by": "x"}
        MediaCheck.objects.create(record_id=made.pk, outcome="matches", checked_at=NOW + 300 * DAY, **told)
    yield SOON + 400 * DAY, MET
    with as_("engineer"):
        MediaCheck.objects.create(record_id=made.pk, outcome="differs", checked_at=NOW + 399 * DAY, **told)
    yield SOON + 400 * DAY, BREACHED


def concluded() -> tuple[Any, Any]:
    """An audit of each customer's project with its result, past the moves that lead there."""
    both = []
    for each in ("alpha", "beta"):
        made = opened("configuration_audit", "quality", title="审核", project=f"{each}-ops", sample_size=5)
        forced(
            ConfigurationAudit, made.pk, state="closed", drawn_at=NOW, accuracy=97, conclusion="一致", resources="充足"
        )
        both.append(made)
    return both[0], both[1]


def audited() -> Stages:
    yield SOON, BREACHED
    own, _other = concluded()
    yield SOON, MET
    forced(ConfigurationAudit, own.pk, resources="")
    yield SOON, BREACHED
    forced(ConfigurationAudit, own.pk, resources="充足")
    yield SOON + 366 * DAY, BREACHED


def accurate() -> Stages:
    yield SOON, NO_DATA
    _own, other = concluded()
    yield SOON, MET
    forced(ConfigurationAudit, other.pk, accuracy=94)
    yield SOON, BREACHED


def reported() -> Stages:
    yield SOON, BREACHED
    on_hand("sh1-esx-03")
    process, readers = process_of("configuration_report"), [{"person": "p-service-head"}]
    other = opened("configuration_report", "service-head", title="五月", project="beta-ops")
    told = [{"content": key, "count": 1} for key, _label in CONTENTS]
    with as_("service-head") as actor:
        attach(process, other.number, actor=actor, name="x.xlsx", media_type="text/plain", content=io.BytesIO(b"x"))
    own = opened("configuration_report", "service-head", title="五月", project="alpha-ops")
    with as_("service-head") as actor:
        issued = acts.move(process, own.number, "issue", actor=actor, raw={"members": readers}, version=None)
    yield SOON, BREACHED
    forced(ConfigurationReport, other.pk, state="issued", issued_on=issued.issued_on, contents=told, members=readers)
    yield SOON, MET
    forced(ConfigurationReport, other.pk, contents=told[1:])
    yield SOON, BREACHED
    forced(ConfigurationReport, other.pk, contents=told)
    plan_in_force()
    yield SOON + 100 * DAY, BREACHED
    forced(ConfigurationReport, other.pk, issued_on=issued.issued_on + 90 * DAY)
    with as_("service-head"):
        ConfigurationPlan.objects.update(report_days=120)
    yield SOON + 100 * DAY, MET


NEVER = "null::timestamptz"
ITEMS = """configuration_configurationitem i join kernel_record r on r.id = i.record_id and {OWN}
    join configuration_ciclass k on k.id = i.ci_class_id"""
ON_HAND = "r.state in ('received', 'in_test', 'in_use', 'under_change')"
NO_VERSION = "(k.needs_version and i.version_label = '')"
TIES = "(select count(*) from configuration_relation t where r.id in (t.source_id, t.target_id) and t.valid_to is null)"
IN_A_WEEK = "r.opened_at + interval '7 days'"
PLANS = "configuration_configurationplan n join kernel_record q on q.id = n.record_id and q.state = 'in_force'"
CONTROLLED = f"""(select count(*) from {PLANS} join kernel_decision d on d.record_id = q.id and d.verdict = 'approved'
    where q.project_id = r.project_id and d.decided_at < {{moment}}) > 0"""
BEGUN, ENDED = CONTROLLED.format(moment="t.valid_from"), CONTROLLED.format(moment="t.valid_to")
CAU = """configuration_configurationaudit a join kernel_record r on r.id = a.record_id and {OWN}
    where r.project_id = p.id and r.state in ('checked', 'closed')"""
YEAR = "%(at)s - interval '365 days'"
TURNS = {
    "ci_is_identified": Turn(identified, f"""
        select r.owner_id is null or {NO_VERSION} or {TIES} = 0, {IN_A_WEEK} from {ITEMS} where {ON_HAND}"""),
    "ci_has_baseline": Turn(baselined, f"""
        select coalesce((select max(b.moment) from configuration_baseline b join kernel_record r on r.id = b.record_id
                where r.project_id = p.id and r.state in ('approved', 'superseded')) < {YEAR}, true)
            or not exists (select 1 from kernel_record r where r.project_id = p.id and r.kind = 'baseline'),
            (p.starts_on + 366)::timestamp at time zone 'Asia/Shanghai'
        from {{CONTRACTS}}"""),
    "ci_of_agreed_service": Turn(known, f"""
        select (select count(*) from kernel_record i where i.kind = 'ci' and i.service_id = r.service_id
            and i.project_id = r.project_id and i.{ON_HAND[2:]}) = 0, {NEVER}
        from kernel_record r where r.kind = 'agreement' and r.state = 'in_force' and r.service_id > 0 and {{OWN}}"""),
    "ci_plan_in_force": Turn(under_plan, f"""
        select not exists (select 1 from {PLANS} where q.project_id = p.id and n.review_on >= %(day)s and '' not in (
            n.scope, n.goals, n.duties, n.change_control, n.status_accounting, n.verification, n.protection, n.builds,
            n.interfaces, n.resources, n.suppliers)), (p.starts_on + 31)::timestamp at time zone 'Asia/Shanghai'
        from {{CONTRACTS}}"""),
    "ci_written_under_change": Turn(written, f"""
        select t.change_id is null or (select count(*) from kernel_timelineentry e where e.record_id = t.change_id
            and e.to_state = 'authorised' and e.occurred_at <= t.valid_from) = 0, {NEVER}
        from configuration_revision t join kernel_record r on r.id = t.record_id and {{OWN}}
        where t.valid_from >= {YEAR} and {BEGUN}"""),
    "ci_related_under_change": Turn(related, f"""
        select t.valid_from >= {YEAR} and {BEGUN} and t.change_id is null
            or t.valid_to >= {YEAR} and {ENDED} and t.ended_by_change_id is null, {NEVER}
        from configuration_relation t join kernel_record r on r.id = t.source_id and {{OWN}}
        where t.valid_from >= {YEAR} and {BEGUN} or t.valid_to >= {YEAR} and {ENDED}"""),
    "ci_is_accepted": Turn(accepted, f"""
        select case r.state when 'disposed' then i.disposed_on is null or i.disposal = ''
            else i.accepted_on is null or i.acceptance = '' end, {NEVER}
        from {ITEMS} where r.state in ('in_use', 'under_change', 'disposed')"""),
    "ci_is_located": Turn(located, f"""
        select {NO_VERSION} or i.place_id is null and {TIES} = 0, {IN_A_WEEK} from {ITEMS} where {ON_HAND}"""),
    "ci_steps_are_allowed": Turn(stepped, f"""
        select exists (select 1 from kernel_timelineentry e where e.record_id = r.id and e.verb = 'moved'
            and (e.from_state, e.to_state) not in (values
                ('ordered', 'received'), ('received', 'in_test'), ('received', 'in_use'), ('in_test', 'in_use'),
                ('in_test', 'received'), ('in_use', 'under_change'), ('under_change', 'in_use'),
                ('received', 'dismantled'), ('in_test', 'dismantled'), ('in_use', 'dismantled'),
                ('under_change', 'dismantled'), ('dismantled', 'received'), ('dismantled', 'disposed'),
                ('ordered', 'cancelled'), ('received', 'cancelled'))), {NEVER}
        from {ITEMS}"""),
    "ci_master_is_whole": Turn(kept_safe, f"""
        select coalesce((select m.outcome <> 'matches' or m.checked_at < {YEAR} from configuration_mediacheck m
            where m.record_id = r.id order by m.checked_at desc limit 1), true), r.opened_at + interval '365 days'
        from {ITEMS} where {ON_HAND} and k.code = 'media'
            and r.id in (select a.record_id from kernel_attachment a)"""),
    "ci_is_audited": Turn(audited, f"""
        select coalesce((select max(a.drawn_at) from {CAU} and '' not in (a.conclusion, a.resources)) < {YEAR}, true),
            (p.starts_on + 366)::timestamp at time zone 'Asia/Shanghai'
        from {{CONTRACTS}}"""),
    "ci_audit_is_accurate": Turn(accurate, f"""
        select (select a.accuracy from {CAU} order by a.drawn_at desc limit 1) < 95, {NEVER}
        from {{CONTRACTS}} and exists (select 1 from {CAU} and a.accuracy >= 0)"""),
    "ci_is_reported": Turn(reported, f"""
        select not exists (select 1 from configuration_configurationreport c
                join kernel_record r on r.id = c.record_id and r.state in ('issued', 'read') and {{OWN}}
                where r.project_id = p.id and r.service_id is null and c.members <> '[]'
                    and (select count(distinct e ->> 'content') from jsonb_array_elements(c.contents) e) = 4
                    and r.id in (select a.record_id from kernel_attachment a)
                    and c.issued_on between %(day)s::date + 1 - coalesce((select min(n.report_days) from {PLANS}
                        where q.project_id = p.id), 92) and %(day)s),
            (p.starts_on + 93)::timestamp at time zone 'Asia/Shanghai'
        from {{CONTRACTS}}"""),
    "ci_discrepancy_is_settled": Turn(settled, f"""
        select r.state in ('open', 'accepted') or r.state = 'rejected' and x.reject_reason = '',
            r.opened_at + interval '30 days'
        from configuration_discrepancy x join kernel_record r on r.id = x.record_id and {{OWN}}
        where r.state in ('open', 'accepted') or r.opened_at >= {YEAR}"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_the_verdict_turns_and_the_count_is_that_of_sql(name: str) -> None:
    follow(name, TURNS[name])
