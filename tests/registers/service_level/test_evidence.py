"""The judges of service levels turn with the records (manual 5.1.1, 2.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from steward.kernel.models import Decision, Record
from steward.registers.service_level.models import Agreement
from tests.oversight.conformity.told import BREACHED, DAY, MET, NO_DATA, NOW, Turn, follow, forced
from tests.people import as_

if TYPE_CHECKING:
    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db


def of_alpha() -> Any:
    """The cast's agreement, approved when the cast was made and dated back."""
    with as_("service-head"):
        return Record.objects.get(kind="agreement", project__code="alpha-ops")


def agreed() -> Stages:
    yield NOW, MET
    forced(Agreement, of_alpha().pk, ends_on="2026-01-31")
    yield NOW, BREACHED


def renewed() -> Stages:
    yield NOW, NO_DATA
    forced(Agreement, of_alpha().pk, ends_on=(NOW + 30 * DAY).date())
    yield NOW, MET
    yield NOW + 32 * DAY, BREACHED


def approved() -> Stages:
    made = of_alpha()
    yield NOW, BREACHED
    with as_("service-head"):
        decided_at = Decision.objects.get(record=made.pk).decided_at
    forced(Agreement, made.pk, starts_on=(decided_at + DAY).date())
    yield NOW, MET
    forced(Agreement, made.pk, targets={})
    yield NOW, BREACHED


AGREEMENTS = """service_level_agreement a join kernel_record r on r.id = a.record_id and {OWN} and r.state = 'in_force'
    join people_party c on c.id = r.customer_id and not c.is_own"""
TURNS = {
    "service_level_is_agreed": Turn(agreed, """
        select not exists (select 1 from service_level_agreement a join kernel_record r on r.id = a.record_id
            where r.project_id = p.id and r.state = 'in_force' and a.starts_on <= %(day)s
                and coalesce(a.ends_on >= %(day)s, true)), (p.starts_on + 31)::timestamp at time zone 'Asia/Shanghai'
        from {CONTRACTS} where p.code <> 'beta-ops'"""),
    "service_level_is_renewed": Turn(renewed, f"""
        select a.ends_on < %(day)s, null::timestamptz from {AGREEMENTS} where a.ends_on is not null"""),
    "service_level_is_approved": Turn(approved, f"""
        select a.targets = '{{{{}}}}' or not exists (select 1 from kernel_decision d where d.record_id = r.id
            and d.gate = 'approval' and d.verdict = 'approved'
            and (d.decided_at at time zone 'Asia/Shanghai')::date <= a.starts_on), null::timestamptz
        from {AGREEMENTS}"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_the_verdict_turns_and_the_count_is_that_of_sql(name: str) -> None:
    follow(name, TURNS[name])
