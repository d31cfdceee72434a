"""The judge of disposals turns with the records (manual 2.2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection

from steward.registers.document.disposing.models import DisposalLine
from tests.oversight.conformity.told import BREACHED, MET, NO_DATA, Turn, follow
from tests.people import as_
from tests.registers.document.disposing.told import DAY, MONDAY, approved, closed, moved, registered

if TYPE_CHECKING:
    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db


def disposed_of() -> Stages:
    registered()
    closed()
    disposal = approved()
    yield MONDAY, NO_DATA
    moved(disposal, "carry_out", "quality")
    with as_("service-head"):
        pk = DisposalLine.objects.get().record_id
    by_owner(f"select steward.dispose({pk}, 10, '{{}}', steward.moment())")
    yield MONDAY + DAY, MET
    by_owner("update document_disposalline set kept_until = (done_at + interval '1 day')::date")
    yield MONDAY + DAY, BREACHED


def by_owner(statement: str) -> None:
    """What the owner of the schema alone may do."""
    with as_("system", MONDAY), connection.cursor() as cursor:
        cursor.execute("insert into steward.by_owner values (%s::text)", [statement])


TURNS = {
    "record_is_disposed_of_with_approval": Turn(disposed_of, """
        select (l.kept_until + 1)::timestamp at time zone 'Asia/Shanghai' > l.done_at or 2 > (
            select least(count(distinct k.gate), count(distinct k.person_id)) from kernel_decision k
            where k.record_id = l.record_id and k.verdict = 'approved' and k.decided_at <= l.done_at),
        null::timestamptz from document_disposalline l where l.outcome = 'disposed'"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_a_verdict_turns_with_the_records(name: str) -> None:
    follow(name, TURNS[name])
