"""The judges of service reporting turn with the records (manual 5.2, 9.1.9)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from steward.kernel import raising
from steward.kernel.catalogue import process_of
from steward.oversight.service_reporting.models import ServiceReport
from tests.oversight.audit.told import decided, fetched, moved, opened
from tests.oversight.conformity.told import BREACHED, DUE, MET, NO_DATA, Turn, follow, forced
from tests.oversight.service_reporting.told import (
    APRIL,
    DAY,
    HOUR,
    INSIDE,
    MARCH,
    WRITTEN,
    agreement,
    incident,
    report,
    represented,
)
from tests.people import as_

if TYPE_CHECKING:
    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db
KIND = "service_report"
LATER = datetime(2026, 4, 12, 1, 0, tzinfo=UTC)
BEGUN = datetime(2025, 1, 20, 1, 0, tzinfo=UTC)


def inside() -> str:
    """The internal agreement, from the beginning of the year."""
    represented()
    number = agreement("offer", "quality", **INSIDE)
    moved("report_agreement", number, "agree", "service-head", MARCH)
    return number


def internal(until: str = "") -> str:
    """The internal report of March: drawn up by quality, checked by the head of service."""
    given = {"project": "own-ops", "agreement": inside(), "period_from": "2026-03-01", **WRITTEN}
    number = opened(KIND, "quality", APRIL, **given)
    if until:
        moved(KIND, number, "submit", "quality", APRIL)
        decided(KIND, number, "check", "service-head", APRIL)
        moved(KIND, number, "issue", "quality", APRIL)
    return number


def pk_of(number: str) -> int:
    return int(fetched(KIND, number).pk)


def agreed() -> Stages:
    yield BEGUN, DUE
    yield MARCH, BREACHED
    agreement()
    yield MARCH + HOUR, BREACHED
    other = agreement("offer", "service-head", project="beta-ops", members=[{"person": "p-customer-b"}], owner=None)
    moved("report_agreement", other, "agree", "customer-b", MARCH)
    yield MARCH + HOUR, MET


def on_time() -> Stages:
    yield APRIL, NO_DATA
    number = report("check")
    yield APRIL, DUE
    yield LATER, BREACHED
    moved(KIND, number, "issue", "manager", APRIL)
    yield LATER, MET
    forced(ServiceReport, pk_of(number), issued_at=LATER)
    yield LATER + DAY, BREACHED


def discussed() -> Stages:
    number = internal("issue")
    yield APRIL, DUE
    yield APRIL + 60 * DAY, BREACHED
    with as_("quality", APRIL + HOUR) as actor:
        raw = {"project": "own-ops", "title": "服务质量分析会议", "starts_at": APRIL.isoformat()}
        made = raising.raise_from(process_of(KIND), number, process_of("meeting"), actor=actor, raw=raw)
    yield APRIL + 60 * DAY, BREACHED
    asked = {"members": [{"person": "p-quality"}, {"person": "p-desk"}], "minutes_text": "逐项审议"}
    moved("meeting", made.number, "record_minutes", "quality", APRIL + 2 * HOUR, **asked)
    yield APRIL + 60 * DAY, MET
    forced(ServiceReport, pk_of(number), issued_at=None)
    yield APRIL + 60 * DAY, BREACHED


def whole() -> Stages:
    incident(MARCH, hours=80)
    number = report("issue", agreement(further=[{"content": "备份"}]), further=[{"content": "备份", "said": "无"}])
    yield APRIL, MET
    for values in ({"summary": ""}, {"on_breaches": ""}, {"further": [{"content": "备份"}]}, {"figures": {}}):
        before = {name: getattr(fetched(KIND, number), name) for name in values}
        forced(ServiceReport, pk_of(number), **values)
        yield APRIL, BREACHED
        forced(ServiceReport, pk_of(number), **before)
        yield APRIL, MET


def reliable() -> Stages:
    incident(MARCH)
    agreed_on = agreement()
    first = report("issue", agreed_on)
    yield APRIL, MET
    incident(MARCH + DAY)
    yield APRIL, BREACHED
    second = report("issue", agreed_on, replaces=first, correction="补录一单")
    yield APRIL, MET
    forced(ServiceReport, pk_of(second), correction="")
    yield APRIL, BREACHED


def analysed() -> Stages:
    yield APRIL, NO_DATA
    number = internal()
    yield APRIL, DUE
    moved(KIND, number, "submit", "quality", APRIL)
    decided(KIND, number, "check", "service-head", APRIL)
    moved(KIND, number, "issue", "quality", APRIL)
    yield LATER, MET
    figures: dict[str, Any] = fetched(KIND, number).figures
    tables = {**figures["tables"], "projects": figures["tables"]["projects"][1:]}
    forced(ServiceReport, pk_of(number), figures={**figures, "tables": tables})
    yield LATER, BREACHED


def every_month() -> Stages:
    yield BEGUN, DUE
    yield APRIL, BREACHED
    number = internal()
    yield APRIL + 4 * DAY, MET
    forced(ServiceReport, pk_of(number), stands=False)
    yield APRIL + 4 * DAY, BREACHED


SRP = """service_reporting_servicereport s join kernel_record r on r.id = s.record_id and {OWN}
    join people_serviceproject q on q.id = r.project_id join people_party o on o.id = q.customer_id"""
YEARS = """s.stands and s.replaces_id is null and s.period_until < %(day)s::date
    and s.period_until > %(day)s::date - 365"""
DUE_AT = "(s.due_on + 1)::timestamp at time zone 'Asia/Shanghai'"
LATE = f"coalesce(s.issued_at > {DUE_AT}, true)"
RAG = """service_reporting_reportagreement a join kernel_record r on r.id = a.record_id and {OWN} and a.holds
    and a.starts_on <= %(day)s and coalesce(a.ends_on >= %(day)s, true)"""
BEGAN = "((select min(starts_on) from people_serviceproject) + 61)::timestamp at time zone 'Asia/Shanghai'"
TURNS = {
    "project_has_report_agreement": Turn(agreed, f"""
        select not exists (select 1 from {RAG} where r.project_id = p.id),
            (p.starts_on + 61)::timestamp at time zone 'Asia/Shanghai' from {{CONTRACTS}}"""),
    "report_is_issued_on_time": Turn(on_time, f"""
        select {LATE}, {DUE_AT} from {SRP} where not o.is_own and {YEARS}"""),
    "internal_report_is_discussed": Turn(discussed, f"""
        select s.issued_at is null or not exists (select 1 from kernel_link l join kernel_record m on m.id = l.target_id
                where l.source_id = r.id and l.relation = 'followed_by' and m.kind = 'meeting'
                    and m.state in ('held', 'closed')),
            (s.period_until + 46)::timestamp at time zone 'Asia/Shanghai'
        from {SRP} where o.is_own and {YEARS}"""),
    "report_holds_its_contents": Turn(whole, f"""
        select '' in (s.summary, s.conclusion) or s.figures = '{{{{}}}}' or s.drawn_at is null
            or exists (select 1 from jsonb_array_elements(s.further) f where f ->> 'said' is null)
            or s.on_breaches = '' and (coalesce(jsonb_array_length(s.figures #> '{{{{tables,missed}}}}'), 0)
                + coalesce(jsonb_array_length(s.figures #> '{{{{tables,nonconformities}}}}'), 0)) > 0, null::timestamptz
        from {SRP} where r.state in ('issued', 'read')"""),
    "report_counts_again": Turn(reliable, """
        select (select count(*) from kernel_record i where i.kind = 'incident' and i.project_id = r.project_id
                and (i.opened_at at time zone 'Asia/Shanghai')::date between s.period_from and s.period_until)
            <> (select coalesce(sum((f ->> 'opened')::integer), 0)
                from jsonb_array_elements(s.figures #> '{{tables,flow}}') f where f ->> 'kind' = 'incident')
            or s.replaces_id is not null and s.correction = '', null::timestamptz
        from (select distinct on (s.agreement_id) s.* from service_reporting_servicereport s
                join kernel_record x on x.id = s.record_id and x.state in ('issued', 'read')
                order by s.agreement_id, s.period_from desc, s.record_id desc) s
            join kernel_record r on r.id = s.record_id and {OWN}
        where s.issued_at > %(at)s - interval '365 days'"""),
    "company_analyses_every_month": Turn(every_month, f"""
        select not exists (select 1 from {RAG} and a.every = 'month' join people_serviceproject q on q.id = r.project_id
                where q.customer_id = p.id)
            or not exists (select 1 from {SRP} where o.is_own and s.stands
                and s.period_until = date_trunc('month', %(day)s::date - 3)::date - 1), {BEGAN}
        from people_party p where p.is_own"""),
    "internal_report_is_whole": Turn(analysed, f"""
        select {LATE} or exists (select 1 from people_serviceproject p where p.starts_on <= s.period_until
                and coalesce(p.ends_on >= s.period_from, true) and p.code not in (
                    select f #>> '{{{{project,0}}}}'
                    from jsonb_array_elements(s.figures #> '{{{{tables,projects}}}}') f)),
            {DUE_AT}
        from {SRP} where o.is_own and {YEARS}"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_the_verdict_turns_and_the_count_is_that_of_sql(name: str) -> None:
    follow(name, TURNS[name])
