"""The judges of packs and of service projects turn with packs, duties and tailoring (manual 1.2.2, 2.1)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from steward.oversight.conformity.models import Pack
from steward.people import tailoring
from steward.people.models import Delegation, Duty, Person, ServiceProject, Tailoring
from tests.oversight.conformity.told import BREACHED, DAY, DUE, MET, NOW, Turn, follow, forced
from tests.people import as_

if TYPE_CHECKING:
    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db


def person(username: str) -> Any:
    return Person.objects.get(code=f"p-{username}")


def project(code: str) -> Any:
    return ServiceProject.objects.get(code=f"{code}-ops")


def held() -> Stages:
    yield NOW, MET
    with as_("admin"):
        gone = person("engineer").pk
    forced(Person, gone, left_on=(NOW - DAY).date())
    yield NOW, BREACHED
    yield NOW - 10 * DAY, MET


def tailored_by(username: str, code: str) -> None:
    with as_("keeper") as actor:
        made = tailoring.draw_up(project(code).pk, actor=actor, used={}, reasons={}, passage="第三条")
    with as_(username) as actor:
        assert tailoring.approve(made.pk, actor=actor) is None


def tailored() -> Stages:
    yield NOW, BREACHED
    tailored_by("service-head", "alpha")
    tailored_by("service-head", "beta")
    yield NOW, MET
    tailored_by("desk", "alpha")
    yield NOW, BREACHED
    with as_("service-head"):
        duty = Duty.objects.get(role="service_department_manager")
        span = {"starts_on": (NOW - DAY).date(), "ends_on": (NOW + DAY).date()}
        Delegation.objects.create(duty=duty, delegate=person("desk"), reason="休假", **span)
    yield NOW, MET
    with as_("admin"):
        last = Tailoring.objects.get(project__code="beta-ops", approved_by=person("service-head")).pk
        beta = project("beta").pk
    forced(Tailoring, last, approved_at=None)
    yield NOW, BREACHED
    forced(ServiceProject, beta, starts_on=(NOW - DAY).date())
    yield NOW, DUE


def led() -> Stages:
    yield NOW, BREACHED
    with as_("admin"):
        made = Duty.objects.create(
            person=person("desk"), role="project_manager", project=project("beta"), starts_on="2025-01-01"
        )
    yield NOW, MET
    with as_("admin"):
        Duty.objects.create(
            person=person("engineer"), role="project_manager", project=project("beta"), starts_on="2025-01-01"
        )
    yield NOW, BREACHED
    forced(Duty, made.pk, ends_on="2025-12-31")
    yield NOW, MET


def packed() -> Stages:
    yield datetime(2025, 6, 1, tzinfo=UTC), DUE
    yield NOW, BREACHED
    told = {"day": NOW.date(), "language": "zh", "seal": "0" * 64, "parts": 1, "size": 1, "verdicts": {}}
    with as_("quality") as actor:
        Pack.objects.create(user_id=actor.id, made_at=NOW - DAY, verified_at=None, **told)
    yield NOW, BREACHED
    with as_("quality") as actor:
        Pack.objects.create(user_id=actor.id, made_at=NOW - DAY, verified_at=NOW, **told)
    yield NOW, MET
    yield NOW + 365 * DAY, BREACHED


NOW_HELD = "d.starts_on <= %(day)s and (d.ends_on is null or d.ends_on >= %(day)s)"
TURNS = {
    "company_shows_its_proof": Turn(packed, """
        select not exists (select 1 from conformity_pack k where k.made_at <= %(at)s and k.verified_at > '-infinity'
                and k.made_at > %(at)s - interval '365 days' and length(k.seal) > 0),
            ((select min(starts_on) from people_serviceproject) + 366)::timestamp at time zone 'Asia/Shanghai'
        from people_party p where p.is_own"""),
    "duty_is_held": Turn(held, f"""
        select coalesce(n.left_on < %(day)s, false), null::timestamptz
        from people_duty d join people_person n on n.id = d.person_id where {NOW_HELD}"""),
    "project_is_tailored": Turn(tailored, """
        select coalesce((select not exists (
                select 1 from people_duty d left join people_delegation g on g.duty_id = d.id
                where d.role = 'service_department_manager' and (
                    d.person_id = t.approved_by_id and t.approved_at::date between d.starts_on
                        and coalesce(d.ends_on, 'infinity')
                    or g.delegate_id = t.approved_by_id and t.approved_at::date between g.starts_on and g.ends_on))
            from people_tailoring t where t.project_id = p.id and t.approved_at is not null
            order by t.edition desc limit 1), true), (p.starts_on + 15)::timestamp at time zone 'Asia/Shanghai'
        from {CONTRACTS}"""),
    "project_has_its_manager": Turn(led, f"""
        select (select count(distinct d.person_id) from people_duty d where d.project_id = p.id
            and d.role = 'project_manager' and {NOW_HELD}) <> 1, null::timestamptz from {{CONTRACTS}}"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_the_verdict_turns_and_the_count_is_that_of_sql(name: str) -> None:
    follow(name, TURNS[name])
