"""The judges of documents in people's hands turn with the records (manual 1.4.2-1.4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from steward.people.models import Person
from steward.registers.document.handing import copies
from steward.registers.document.handing.models import Copy, Disclosure
from steward.registers.document.models import Edition
from tests.oversight.conformity.told import BREACHED, DUE, MET, NO_DATA, Turn, follow, forced
from tests.people import as_
from tests.registers.document.handing.test_disclosure import directed, handed_over
from tests.registers.document.told import DAY, MANUAL, MONDAY, fetched, in_force, organised

if TYPE_CHECKING:
    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db
TUESDAY = MONDAY + DAY


def handed_out(number: str, sort: str) -> Copy:
    """A copy for the engineer on Tuesday."""
    with as_("quality", TUESDAY) as actor:
        people = [Person.objects.get(code="p-engineer")]
        return copies.hand_out(Edition.objects.get(number=number), people, sort, "", actor=actor)[0]


def acknowledged() -> Stages:
    copy = handed_out(in_force(), "electronic")
    yield TUESDAY + 6 * DAY, DUE
    yield TUESDAY + 8 * DAY, BREACHED
    with as_("engineer", TUESDAY + 8 * DAY) as actor:
        copies.acknowledge(copy.pk, actor=actor)
    yield TUESDAY + 8 * DAY, MET


def returned() -> Stages:
    first = in_force()
    copy = handed_out(first, "paper")
    yield TUESDAY, NO_DATA
    in_force(MONDAY + 10 * DAY, reason="Wider.")
    yield MONDAY + 20 * DAY, DUE
    yield MONDAY + 27 * DAY, BREACHED
    with as_("quality", MONDAY + 27 * DAY) as actor:
        copies.take_back(fetched(first), copy.pk, "destroyed", actor=actor)
    yield MONDAY + 27 * DAY, MET


def changed() -> Stages:
    organised()
    in_force(code=MANUAL, order_of_issue="Issued.")
    yield TUESDAY, NO_DATA
    made = fetched(in_force(MONDAY + 5 * DAY, MANUAL, order_of_issue="Issued.", reason="Strategy."))
    yield MONDAY + 7 * DAY, MET
    forced(Edition, made.pk, reason="")
    yield MONDAY + 7 * DAY, BREACHED


def decided() -> Stages:
    directed()
    number = handed_over(in_force())
    yield MONDAY + 3 * DAY, MET
    with as_("quality"):
        pk = Disclosure.objects.get(number=number).pk
    forced(Disclosure, pk, handed_over_at=MONDAY)
    yield MONDAY + 3 * DAY, BREACHED


TURNS = {
    "copy_is_acknowledged": Turn(acknowledged, """
        select c.acknowledged_at is null,
            case when c.acknowledged_at is null then c.handed_out_at + interval '7 days' end
        from document_copy c join document_edition e on e.record_id = c.edition_id and e.in_force_of_id is not null
        where c.ended_at is null and c.sort <> 'external'"""),
    "old_copy_is_returned": Turn(returned, """
        select c.ending = '', case when c.ending = '' then e.replaced_at + interval '15 days' end
        from document_copy c join document_edition e on e.record_id = c.edition_id
        where e.replaced_at is not null and c.sort in ('paper', 'external')"""),
    "manual_is_changed_by_direction": Turn(changed, """
        select e.reason = '' or not exists (select 1 from kernel_decision n join people_duty d
            on d.person_id = n.person_id and d.role = 'general_manager'
            where n.record_id = e.record_id and n.gate = 'approval' and n.verdict = 'approved'), null::timestamptz
        from document_edition e join document_document t on t.id = e.document_id and t.parent_id is null
        join kernel_record r on r.id = e.record_id and {OWN}
        where exists (select 1 from document_edition b
            where b.document_id = t.id and b.in_force_at < e.in_force_at)"""),
    "disclosure_was_decided": Turn(decided, """
        select (select count(distinct person_id) from kernel_decision n where n.record_id = d.record_id
            and n.verdict = 'approved' and n.gate in ('review', 'approval')
            and n.decided_at <= d.handed_over_at) < 2, null::timestamptz
        from document_disclosure d join kernel_record r on r.id = d.record_id and {OWN}
        where d.handed_over_at is not null"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_the_verdict_turns_and_the_count_is_that_of_sql(name: str) -> None:
    follow(name, TURNS[name])
