"""The judges of improvement turn with the records (manual 2.1.10, 2.1.11, 3.3.3, 3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.clauses import clauses
from steward.oversight.audit.external.models import ExternalAudit
from steward.oversight.audit.models import Audit, Improvement, ManagementReview, Nonconformity
from steward.oversight.audit.performing.models import PerformanceReport
from steward.oversight.conformity.models import Pack
from tests.oversight.audit.told import (
    CONCLUDED,
    DECISION,
    MEASURED,
    MONDAY,
    audit,
    certificate,
    decided,
    external,
    fetched,
    gathered_report,
    held,
    improvement,
    issued_report,
    moved,
    nonconformity,
    organised,
    performance,
    planned_report,
    reported,
)
from tests.oversight.conformity.told import BREACHED, DAY, DUE, MET, NO_DATA, Turn, follow, forced
from tests.people import as_

if TYPE_CHECKING:
    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db
KIND, APRIL = "nonconformity", MONDAY + 39 * DAY
ALL = " ".join(sorted({each.id.partition(".")[0] for each in clauses()}))


@pytest.fixture(autouse=True)
def ground() -> None:
    organised()


def as_planned() -> Stages:
    yield MONDAY, NO_DATA
    late = audit()
    yield MONDAY, DUE
    yield MONDAY + 60 * DAY, BREACHED
    moved("audit", late, "cancel", "quality", cancel_reason="改期")
    number = reported("conform")
    yield MONDAY + 60 * DAY, MET
    forced(Audit, fetched("audit", number).pk, held_from="2026-04-02")
    yield MONDAY + 60 * DAY, BREACHED


def audited() -> Stages:
    yield MONDAY - 300 * DAY, DUE
    yield MONDAY, BREACHED
    reported("conform")
    yield MONDAY + 3 * DAY, BREACHED
    number = reported("conform", plan=[{"day": "2026-03-04", "unit": "noc", "auditor": "p-engineer", "clauses": ALL}])
    yield MONDAY + 3 * DAY, MET
    yield MONDAY + 400 * DAY, BREACHED
    rows = fetched("audit", number).checks
    forced(Audit, fetched("audit", number).pk, checks=[*rows[1:], {**rows[0], "result": "not_looked_at"}])
    yield MONDAY + 3 * DAY, BREACHED


def reviewed() -> Stages:
    yield MONDAY - 300 * DAY, DUE
    yield MONDAY, BREACHED
    held()
    yield MONDAY + 2 * DAY, MET
    yield MONDAY + 400 * DAY, BREACHED


def decided_on() -> Stages:
    number = held()
    yield MONDAY + 3 * DAY, MET
    yield MONDAY + 30 * DAY, BREACHED
    done = [{**DECISION, "done_on": "2026-03-19", "result": "夜班差错降为零"}]
    with as_("quality", MONDAY + 30 * DAY) as actor:
        acts.amend(process_of("management_review"), number, actor=actor, raw={"resolutions": done}, version=None)
    yield MONDAY + 30 * DAY, MET
    forced(ManagementReview, fetched("management_review", number).pk, resolutions=[])
    yield MONDAY + 30 * DAY, BREACHED


def informed() -> Stages:
    number = held(**CONCLUDED)
    yield MONDAY + 3 * DAY, BREACHED
    made = reported("conform")
    forced(Audit, fetched("audit", made).pk, reported_on="2026-03-02")
    yield MONDAY + 3 * DAY, MET
    record = fetched("management_review", number)
    forced(ManagementReview, record.pk, inputs=[row for row in record.inputs if row["input"] != "feedback"])
    yield MONDAY + 3 * DAY, BREACHED


def corrected() -> Stages:
    accepted = nonconformity(grade="potential")
    moved(KIND, accepted, "propose_acceptance", "engineer", accepted_risk="影响小")
    decided(KIND, accepted, "accept_risk", "quality")
    number = nonconformity("report_done")
    moved(KIND, number, "confirm_effect", "quality", APRIL, **MEASURED)
    yield APRIL, MET
    pk = fetched(KIND, number).pk
    forced(Nonconformity, pk, measured_on="2026-04-01")
    yield APRIL, BREACHED
    forced(Nonconformity, pk, measured_on="2026-04-10", root_cause="")
    yield APRIL, BREACHED


def in_time() -> Stages:
    number = nonconformity("agree_on_actions")
    yield MONDAY, MET
    yield MONDAY + 91 * DAY, BREACHED
    asked = {"extension_until": "2026-07-01", "extension_reason": "供货延期"}
    moved(KIND, number, "ask_for_extension", "engineer", MONDAY + 91 * DAY, **asked)
    yield MONDAY + 91 * DAY, BREACHED
    decided(KIND, number, "extend", "quality", MONDAY + 91 * DAY)
    yield MONDAY + 91 * DAY, MET


def on_time() -> Stages:
    number = nonconformity("report_done")
    moved(KIND, number, "confirm_effect", "quality", APRIL, **MEASURED)
    yield APRIL, MET
    forced(Nonconformity, fetched(KIND, number).pk, due_on="2026-04-01")
    yield APRIL, BREACHED


def settled() -> Stages:
    number = improvement("begin")
    yield MONDAY, MET
    yield MONDAY + 60 * DAY, BREACHED
    forced(Improvement, fetched("improvement", number).pk, inform="")
    yield MONDAY, DUE


def improved() -> Stages:
    number = improvement("close")
    yield APRIL, MET
    pk = fetched("improvement", number).pk
    forced(Improvement, pk, reported_on=None)
    yield APRIL, BREACHED
    forced(Improvement, pk, reported_on="2026-03-06")
    yield APRIL, MET
    with as_("engineer") as actor:
        engineer = actor.id
    forced(Improvement, pk, verified_by=engineer)
    yield APRIL, BREACHED


def reported_to() -> Stages:
    yield MONDAY - 400 * DAY, DUE
    yield MONDAY, BREACHED
    number = issued_report(gathered_report())
    yield MONDAY, BREACHED
    moved("performance_report", number, "confirm_reading", "service-head")
    yield MONDAY, MET
    yield MONDAY + 92 * DAY, BREACHED
    planned_report()
    yield MONDAY + 92 * DAY, MET
    yield MONDAY + 182 * DAY, BREACHED


def reported_in_time() -> Stages:
    number = performance()
    yield MONDAY, MET
    yield MONDAY + 19 * DAY, BREACHED
    moved("performance_report", number, "gather_figures", "quality", MONDAY + 19 * DAY)
    issued_report(number, at=MONDAY + 19 * DAY)
    yield MONDAY + 19 * DAY, MET
    yield MONDAY + 34 * DAY, BREACHED


def reported_whole() -> Stages:
    number = issued_report(gathered_report())
    yield MONDAY, MET
    record = fetched("performance_report", number)
    forced(PerformanceReport, record.pk, found=[row for row in record.found if row["part"] != "policy"])
    yield MONDAY, BREACHED
    bare = [{"part": row["part"]} if row["part"] == "audits" else row for row in record.assessments]
    forced(PerformanceReport, record.pk, found=record.found, assessments=bare)
    yield MONDAY, BREACHED


def packed() -> Stages:
    number = external(planned_from="2026-06-01", planned_until="2026-06-02")
    yield MONDAY, DUE
    yield MONDAY + 91 * DAY, BREACHED
    with as_("quality", MONDAY + 60 * DAY) as actor:
        Pack.objects.create(
            user_id=actor.id, made_at=MONDAY + 60 * DAY, day="2026-05-01", language="zh", seal="x" * 64, parts=1,
            size=1, verdicts={}, verified_at=MONDAY + 60 * DAY,
        )  # fmt: skip
    yield MONDAY + 91 * DAY, MET
    forced(ExternalAudit, fetched("external_audit", number).pk, planned_from="2026-07-01", planned_until="2026-07-02")
    yield MONDAY + 91 * DAY, DUE
    yield MONDAY + 122 * DAY, BREACHED
    moved("external_audit", number, "cancel", "quality", cancel_reason="改期")
    yield MONDAY + 122 * DAY, NO_DATA


def dated() -> Stages:
    held_by = certificate()
    yield MONDAY, DUE
    yield MONDAY + 500 * DAY, BREACHED
    number = external(certificate=held_by.number, planned_from="2027-10-01", planned_until="2027-10-02")
    yield MONDAY + 500 * DAY, MET
    forced(ExternalAudit, fetched("external_audit", number).pk, planned_until="2028-01-01")
    yield MONDAY + 500 * DAY, BREACHED


OURS = "people_party p where p.is_own"
BEGAN = "((select min(starts_on) from people_serviceproject) + 366)::timestamp at time zone 'Asia/Shanghai'"
NCR = "audit_nonconformity n join kernel_record r on r.id = n.record_id and {OWN}"
IMP = "audit_improvement i join kernel_record r on r.id = i.record_id and {OWN}"
MRV = "audit_managementreview m join kernel_record r on r.id = m.record_id and {OWN} and r.state in ('held', 'closed')"
PFR = "audit_performancereport f join kernel_record r on r.id = f.record_id and {OWN}"
EVERY = """coalesce((select min(c.every_days) from organisation_communication c where c.form = 'report'
    and c.organiser = 'management_representative'
    and %(day)s between c.starts_on and coalesce(c.ends_on, %(day)s)), 92)"""
PARTS_TOLD = "(select count(distinct e ->> 'part') from jsonb_array_elements(f.{0}) e where {1})"
ACCEPTED = """exists (select 1 from kernel_decision d where d.record_id = r.id
    and (d.gate, d.verdict) = ('acceptance', 'approved'))"""
TURNS = {
    "audit_is_held_as_planned": Turn(as_planned, """
        select a.held_from is null or a.reported_on is null or a.held_from > a.planned_until
            or a.reported_on > a.planned_until + 30, (a.planned_until + 31)::timestamp at time zone 'Asia/Shanghai'
        from audit_audit a join kernel_record r on r.id = a.record_id and {OWN} where r.state <> 'cancelled'"""),
    "company_is_audited": Turn(audited, f"""
        select (select count(distinct c ->> 'clause') from audit_audit a cross join jsonb_array_elements(a.checks) c
            where a.reported_on between %(day)s::date - 364 and %(day)s::date
                and c ->> 'result' in ('conform', 'observation', 'nonconform')) <> {len(clauses())}, {BEGAN}
        from {OURS}"""),
    "company_is_reviewed": Turn(reviewed, f"""
        select not exists (select 1 from {MRV} where m.held_on between %(day)s::date - 364 and %(day)s::date), {BEGAN}
        from {OURS}"""),
    "review_decisions_are_followed": Turn(decided_on, f"""
        select jsonb_array_length(m.resolutions) = 0 or exists (select 1 from jsonb_array_elements(m.resolutions) d
                where d ->> 'done_on' is null and (d ->> 'until')::date < %(day)s::date
                    or d ->> 'done_on' is not null and d ->> 'result' is null), null::timestamptz
        from {MRV}"""),
    "review_has_its_inputs": Turn(informed, f"""
        select (select count(distinct i ->> 'input') from jsonb_array_elements(m.inputs) i
                where i ->> 'input' <> 'former') < 5
            or not exists (select 1 from audit_audit a where a.reported_on between m.held_on - 364 and m.held_on),
            null::timestamptz
        from {MRV} where m.held_on > %(day)s::date - 365"""),
    "nonconformity_is_corrected": Turn(corrected, f"""
        select case when n.accepted_risk <> '' and {ACCEPTED} then false else '' in (n.root_cause, n.measured)
                or n.actions = '[]' or n.verified_by_id is null or n.measured_on is null
                or n.measured_on < n.measure_from end, null::timestamptz
        from {NCR} where r.state = 'closed'"""),
    "improvement_is_settled": Turn(settled, f"""
        select '' in (i.baseline, i.goal, i.measure, i.inform) or i.due_on is null or i.due_on < %(day)s::date,
            (i.due_on + 1)::timestamp at time zone 'Asia/Shanghai'
        from {IMP} where r.state = 'under_way'"""),
    "improvement_is_proved": Turn(improved, f"""
        select '' in (i.measured, i.reported_to) or i.measured_on is null or i.reported_on is null
            or coalesce((select u.person_id from people_user u where u.id = i.verified_by_id), r.owner_id) = r.owner_id,
            null::timestamptz
        from {IMP} where r.state = 'closed'"""),
    "nonconformity_is_in_time": Turn(in_time, f"""
        select n.due_on < %(day)s::date, null::timestamptz from {NCR} where r.is_open"""),
    "nonconformity_closed_on_time": Turn(on_time, f"""
        select r.closed_at > (n.due_on + 1)::timestamp at time zone 'Asia/Shanghai', null::timestamptz
        from {NCR} where r.state = 'closed' and r.closed_at > %(at)s - interval '365 days'"""),
    "management_is_reported_to": Turn(reported_to, f"""
        select not exists (select 1 from {PFR} where r.state = 'read' and f.issued_on <= %(day)s
                and f.issued_on > %(day)s::date - {EVERY}),
            ((select min(starts_on) from people_serviceproject) + {EVERY} + 1)::timestamp at time zone 'Asia/Shanghai'
        from {OURS}"""),
    "performance_report_in_time": Turn(reported_in_time, f"""
        select f.due_on < %(day)s::date, null::timestamptz from {PFR} where r.is_open"""),
    "performance_report_is_whole": Turn(reported_whole, f"""
        select f.conclusion = '' or {PARTS_TOLD.format("found", "true")} < 9
            or {PARTS_TOLD.format("assessments", "e ->> 'assessment' <> ''")} < 9, null::timestamptz
        from {PFR} where r.state in ('issued', 'read')"""),
    "external_audit_has_its_pack": Turn(packed, """
        select (select count(*) from conformity_pack k where k.seal <> '' and k.verified_at is not null
                and (k.made_at at time zone 'Asia/Shanghai') between x.planned_from::timestamp - interval '60 days'
                    and x.planned_from::timestamp - interval '1 microsecond') = 0,
            x.planned_from::timestamp at time zone 'Asia/Shanghai'
        from audit_externalaudit x join kernel_record r on r.id = x.record_id and {OWN}
        where r.state <> 'cancelled' and x.planned_from > %(day)s::date - 365"""),
    "certificate_has_its_audit": Turn(dated, """
        select c.id not in (select x.certificate_id from audit_externalaudit x
                join kernel_record r on r.id = x.record_id and {OWN} and r.is_open and r.state <> 'reported'
                where x.certificate_id = c.id and x.planned_until <= c.valid_until),
            (c.valid_until - 179)::timestamp at time zone 'Asia/Shanghai'
        from organisation_certificate c where c.in_use"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_the_verdict_turns_and_the_count_is_that_of_sql(name: str) -> None:
    follow(name, TURNS[name])
