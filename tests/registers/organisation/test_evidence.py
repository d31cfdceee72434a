"""The judges of the organisation turn with the records (manual 0.2, 1.1, 2.1, 3.1.2)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.rows import seen_version, write_row
from steward.people.models import Duty, Person
from steward.registers.organisation.models import (
    Acknowledgement,
    Appointment,
    Certificate,
    Communication,
    Confirmation,
    Meeting,
    Position,
    Responsibility,
)
from steward.registers.organisation.models.responsibility import ruled_processes
from tests.oversight.conformity.told import BREACHED, DUE, MET, NO_DATA, Stages, Turn, follow, forced
from tests.people import as_
from tests.registers.organisation.told import AUTHORISED, DAY, DONE, MONDAY, asked, fetched, held, holds, letter, moved

pytestmark = pytest.mark.django_db
FIRST = date(2025, 1, 1)


@pytest.fixture(autouse=True)
def ground() -> None:
    holds("service-head", "general_manager")


def kept(model: type[Any], username: str = "quality", at: Any = MONDAY, **values: Any) -> Any:
    with as_(username, at):
        return write_row(model, None, values, "")


def position(role: str = "service_desk", **values: Any) -> Any:
    return kept(Position, role=role, duties_zh="受理", duties_en="Answers", **values)


def person(username: str) -> int:
    with as_("quality"):
        return Person.objects.get(code=f"p-{username}").pk


def represented() -> Stages:
    yield MONDAY, BREACHED
    holds("manager", "management_representative")
    yield MONDAY, BREACHED
    number = letter()
    yield MONDAY, MET
    yield MONDAY - 2 * DAY, BREACHED
    forced(Appointment, fetched("appointment", number).pk, ends_on="2026-03-31")
    yield MONDAY + 29 * DAY, MET
    yield MONDAY + 30 * DAY, BREACHED


def authorised() -> Stages:
    letter()
    yield MONDAY, BREACHED
    letter("manager", **AUTHORISED)
    yield MONDAY, MET
    with as_("quality", MONDAY):
        Duty.objects.filter(role="management_representative").update(ends_on="2026-03-31")
    yield MONDAY + 30 * DAY, BREACHED


def certified() -> Stages:
    yield MONDAY, NO_DATA
    texts = dict.fromkeys(("name_zh", "name_en", "scope_zh", "scope_en", "issuer_zh", "issuer_en"), "x")
    row = kept(Certificate, number="C-1", valid_from=FIRST, valid_until=date(2026, 3, 31), **texts)
    yield MONDAY + 29 * DAY, MET
    yield MONDAY + 30 * DAY, BREACHED
    forced(Certificate, row.pk, in_use=False)
    yield MONDAY + 30 * DAY, NO_DATA


def confirmed() -> Stages:
    yield MONDAY - 300 * DAY, DUE
    yield MONDAY, BREACHED
    kept(Confirmation, person_id=person("quality"), confirmed_at=MONDAY)
    yield MONDAY, MET
    yield MONDAY + 366 * DAY, BREACHED


def posts() -> Stages:
    yield MONDAY, NO_DATA
    position()
    yield MONDAY, MET
    position("finance_manager")
    yield MONDAY, BREACHED
    holds("engineer", "finance_manager")
    yield MONDAY, MET
    with as_("quality", MONDAY):
        Person.objects.filter(code="p-engineer").update(left_on="2026-03-01")
    yield MONDAY, BREACHED


def lines() -> Stages:
    position("general_manager")
    row = position("service_desk", reports_to="general_manager")
    yield MONDAY, MET
    forced(Position, row.pk, reports_to="")
    yield MONDAY, BREACHED


def taken_on() -> Stages:
    yield MONDAY, NO_DATA
    row = position()
    yield MONDAY, DUE
    yield MONDAY + 31 * DAY, BREACHED
    said = {"position_id": row.pk, "person_id": person("desk"), "made_at": MONDAY}
    kept(Acknowledgement, "desk", edition=1, **said)
    yield MONDAY + 31 * DAY, MET
    with as_("quality", MONDAY + 40 * DAY):
        write_row(Position, row.pk, {"duties_en": "Answers calls"}, seen_version(row))
    yield MONDAY + 40 * DAY, DUE
    yield MONDAY + 71 * DAY, BREACHED


def communicated() -> Stages:
    yield MONDAY, NO_DATA
    told = {"name_zh": "月例会", "name_en": "Monthly", "audience_zh": "全员", "audience_en": "All"}
    plan = {"organiser": "service_desk", "every_days": 31, "starts_on": MONDAY.date(), **told}
    kept(Communication, code="report", form="report", **plan)
    yield MONDAY + 40 * DAY, NO_DATA
    row = kept(Communication, code="monthly", form="meeting", **plan)
    yield MONDAY + 30 * DAY, DUE
    yield MONDAY + 32 * DAY, BREACHED
    held(MONDAY + 33 * DAY, communication="monthly", actions=[])
    yield MONDAY + 34 * DAY, MET
    yield MONDAY + 65 * DAY, BREACHED
    forced(Communication, row.pk, ends_on="2026-04-30")
    yield MONDAY + 65 * DAY, NO_DATA


def followed() -> Stages:
    yield MONDAY, NO_DATA
    number = held()
    yield MONDAY + 18 * DAY, MET
    yield MONDAY + 19 * DAY, BREACHED
    forced(Meeting, fetched("meeting", number).pk, actions=[DONE])
    yield MONDAY + 19 * DAY, MET
    moved("meeting", number, "close", at=MONDAY + 19 * DAY)
    yield MONDAY + 19 * DAY, MET


def met() -> Stages:
    yield FIRST_MOMENT + 50 * DAY, DUE
    yield MONDAY, BREACHED
    held(sort="department")
    yield MONDAY + DAY, BREACHED
    held()
    yield MONDAY + DAY, MET
    yield MONDAY + 101 * DAY, BREACHED


def answered_for() -> Stages:
    yield MONDAY, BREACHED
    for key, _label in ruled_processes():
        row = kept(Responsibility, process=key, role="project_manager", letter="A")
    kept(Responsibility, process="incident", role="service_desk", letter="R")
    yield MONDAY, MET
    forced(Responsibility, row.pk, letter="R")
    yield MONDAY, BREACHED


FIRST_MOMENT = MONDAY - timedelta(days=425)
OURS = "people_party p where p.is_own"
LETTER = "organisation_appointment a join kernel_record r on r.id = a.record_id and {OWN} and r.state = 'in_force'"
RUNS = "{0}.starts_on <= %(day)s::date and coalesce({0}.ends_on, 'infinity') >= %(day)s::date"
BEGAN = "(select min(starts_on) from people_serviceproject)"
SIGNED = "d.record_id = r.id and d.verdict = 'approved' and d.gate = 'signature:{}'"
MTG = "organisation_meeting m join kernel_record r on r.id = m.record_id and {OWN} and r.state in ('held', 'closed')"


def decided_on() -> Stages:
    yield MONDAY, NO_DATA
    number = asked()
    yield MONDAY, DUE
    yield MONDAY + 31 * DAY, BREACHED
    with as_("service-head", MONDAY + 31 * DAY) as actor:
        acts.decide(process_of("resource_request"), number, "grant", actor=actor, verdict="approved", version=None)
    yield MONDAY + 31 * DAY, MET
    yield MONDAY + 400 * DAY, NO_DATA


TURNS = {
    "resources_are_decided_on": Turn(decided_on, """
        select r.closed_at is null, r.opened_at + interval '30 days'
        from organisation_resourcerequest q join kernel_record r on r.id = q.record_id and {OWN}
        where r.state = 'asked' or r.opened_at >= %(at)s - interval '365 days'"""),
    "representative_is_appointed": Turn(represented, f"""
        select 1 <> (select count(*) from {LETTER} where a.role = 'management_representative'
            and a.sort = 'appointment' and {RUNS.format('a')}
            and exists (select 1 from kernel_decision d where {SIGNED.format('general_manager')})), null::timestamptz
        from {OURS}"""),
    "service_manager_is_authorised": Turn(authorised, f"""
        select not exists (select 1 from {LETTER} join kernel_decision d
            on {SIGNED.format('management_representative')}
            join people_duty s on s.person_id = d.person_id and s.role = 'management_representative'
            join people_duty h on h.person_id = a.person_id and h.role = 'customer_service_manager'
            where a.sort = 'authorisation' and {RUNS.format('a')} and {RUNS.format('s')} and {RUNS.format('h')}),
            null::timestamptz from {OURS}"""),
    "certificate_is_valid": Turn(certified, """
        select c.valid_until < %(day)s::date, (c.valid_until + 1)::timestamp at time zone 'Asia/Shanghai'
        from organisation_certificate c where c.in_use"""),
    "organisation_is_confirmed": Turn(confirmed, f"""
        select not exists (select 1 from organisation_confirmation c
            where c.confirmed_at between %(at)s - interval '365 days' + interval '1 second' and %(at)s),
            ({BEGAN} + 366)::timestamp at time zone 'Asia/Shanghai' from {OURS}"""),
    "position_is_held": Turn(posts, f"""
        select not exists (select 1 from people_duty d join people_person h on h.id = d.person_id
            join people_party o on o.id = h.party_id and o.is_own
            where d.role = p.role and h.left_on is null and {RUNS.format('d')}), null::timestamptz
        from organisation_position p"""),
    "position_has_its_line": Turn(lines, """
        select '' in (p.reports_to, p.duties_zh, p.duties_en), null::timestamptz from organisation_position p
        where p.role not in ('general_manager', 'top_management')"""),
    "duties_are_taken_on": Turn(taken_on, f"""
        select not exists (select 1 from organisation_acknowledgement k where k.position_id = p.id
                and k.person_id = d.person_id and k.edition = p.edition),
            (greatest(d.starts_on, p.issued_on) + 31)::timestamp at time zone 'Asia/Shanghai'
        from people_duty d join organisation_position p on p.role = d.role join people_person h on h.id = d.person_id
            join people_party o on o.id = h.party_id and o.is_own where {RUNS.format('d')}"""),
    "communication_is_held": Turn(communicated, f"""
        select not exists (select 1 from {MTG} where m.communication_id = c.id
                and m.starts_at > %(at)s - make_interval(days => c.every_days) and m.starts_at <= %(at)s),
            (c.starts_on + c.every_days + 1)::timestamp at time zone 'Asia/Shanghai'
        from organisation_communication c where c.form in ('meeting', 'review') and {RUNS.format('c')}"""),
    "meeting_actions_are_done": Turn(followed, f"""
        select exists (select 1 from jsonb_array_elements(m.actions) e
            where e ->> 'done_on' is null and (e ->> 'until')::date < %(day)s::date), null::timestamptz
        from {MTG} where jsonb_array_length(m.actions) > 0"""),
    "committee_has_met": Turn(met, f"""
        select not exists (select 1 from {MTG} where m.sort = 'committee' and m.minutes_text <> ''
                and m.starts_at > %(at)s - interval '100 days' and m.starts_at <= %(at)s),
            ({BEGAN} + 101)::timestamp at time zone 'Asia/Shanghai' from {OURS}"""),
    "process_is_answered_for": Turn(answered_for, f"""
        select (select count(distinct x.process) from organisation_responsibility x where x.letter = 'A')
            < {len(ruled_processes())}, null::timestamptz from {OURS}"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_the_verdict_turns_and_the_count_is_that_of_sql(name: str) -> None:
    follow(name, TURNS[name])
