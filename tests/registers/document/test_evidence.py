"""The judges of documents turn with the records (manual 0.1, 1.2 to 1.4, 2.2, 10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from steward.people.models import Duty
from steward.registers.document.models import Document, Edition
from tests.oversight.conformity.told import BREACHED, MET, NO_DATA, Turn, follow, forced
from tests.people import as_
from tests.registers.document.told import DAY, MANUAL, MONDAY, PROCEDURE, fetched, in_force, organised

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db
TUESDAY, LATER = MONDAY + DAY, MONDAY + 400 * DAY


def registered(code: str, layer: str, above: str, clauses: str = "", **more: Any) -> int:
    """A further document; answers its id."""
    values = {"author_role": "customer_service_manager", "approver_role": "service_department_manager", **more}
    with as_("quality"):
        parent = Document.objects.get(code=above)
        row = Document.objects.create(
            code=code, layer=layer, name_zh=code, name_en=code, parent=parent, clauses=clauses, **values
        )
    return int(row.pk)


def issued() -> Stages:
    organised()
    yield TUESDAY, NO_DATA
    made = fetched(in_force(code=MANUAL, order_of_issue="Issued."))
    yield TUESDAY, MET
    forced(Edition, made.pk, order_of_issue="")
    yield TUESDAY, BREACHED
    forced(Edition, made.pk, order_of_issue="Issued.")
    with as_("service-head"):
        Duty.objects.filter(role="general_manager").update(starts_on="2026-03-05")
    yield TUESDAY, BREACHED


def valid(code: str, layer: str, above: str, clauses: str, **more: Any) -> Callable[[], Stages]:
    """A document that is in force for as long as its review is not past its day."""

    def stages() -> Stages:
        registered(code, layer, above, clauses, department="customer_service", **more)
        yield TUESDAY, BREACHED
        in_force(code=code)
        yield TUESDAY, MET
        yield LATER, BREACHED

    return stages


def worded() -> Stages:
    registered("ITSM-C-05", "C", PROCEDURE, "1.3.1")
    made = fetched(in_force(code="ITSM-C-05"))
    yield TUESDAY, MET
    forced(Edition, made.pk, sections=[{"zh": "术语"}])
    yield TUESDAY, BREACHED


def approved() -> Stages:
    made = fetched(in_force())
    yield TUESDAY, MET
    forced(Edition, made.pk, approved_at=MONDAY + 5 * DAY)
    yield TUESDAY, BREACHED
    forced(Edition, made.pk, approved_at=MONDAY)
    with as_("service-head"):
        Document.objects.filter(code=PROCEDURE).update(approver_role="finance_manager")
    yield TUESDAY, BREACHED


def marked() -> Stages:
    first = fetched(in_force())
    in_force(MONDAY + 5 * DAY, reason="x")
    yield MONDAY + 7 * DAY, MET
    forced(Edition, first.pk, replaced_at=None)
    yield MONDAY + 7 * DAY, BREACHED


def layered() -> Stages:
    yield TUESDAY, MET
    pk = registered("ITSM-C-05", "C", PROCEDURE)
    yield TUESDAY, MET
    with as_("service-head"):
        manual = Document.objects.get(code=MANUAL)
    forced(Document, pk, parent=manual)
    yield TUESDAY, BREACHED


def governing() -> Stages:
    made = fetched(in_force())
    yield TUESDAY, BREACHED
    forced(Document, made.document_id, approver_role="management_representative")
    yield TUESDAY, MET
    yield LATER, BREACHED


def reviewed() -> Stages:
    in_force()
    yield TUESDAY, MET
    yield LATER, BREACHED


def listed() -> Stages:
    organised()
    in_force()
    yield TUESDAY, BREACHED
    in_force(code=MANUAL, order_of_issue="Issued.")
    yield TUESDAY, MET


def looked_at() -> Stages:
    pk = registered("ITSM-D-01", "D", PROCEDURE, approver_role="", reviewed_on=TUESDAY.date(), review_months=12)
    yield TUESDAY, MET
    yield LATER, BREACHED
    forced(Document, pk, reviewed_on=LATER.date())
    yield LATER, MET
    forced(Document, pk, reviewed_on=None)
    yield LATER, BREACHED


NULL = "null::timestamptz"
EDITIONS = "document_edition e join kernel_record r on r.id = e.record_id and {OWN}"
VALID = f"""d.id in (select e.in_force_of_id from {EDITIONS} where r.state = 'in_force'
    and e.approved_at is not null and e.review_on >= %(day)s)"""
SIGNED = """exists (select 1 from kernel_decision k join people_duty h on h.person_id = k.person_id
    and h.starts_on <= k.decided_at::date and (h.ends_on is null or h.ends_on >= k.decided_at::date)
    where k.record_id = r.id and k.gate = 'approval' and k.verdict = 'approved'
        and k.person_id <> (select person_id from people_user where id = r.author_id) and h.role = {role})"""
TURNS = {
    "manual_has_its_order": Turn(issued, f"""
        select e.order_of_issue = '' or not {SIGNED.replace("{role}", "'general_manager'")}, {NULL} from {EDITIONS}
        join document_document d on d.id = e.document_id and d.layer = 'A' and d.parent_id is null
        where r.state = 'in_force'"""),
    "scope_is_stated": Turn(valid("ITSM-A-03", "A", MANUAL, "1.1, 1.2.1"), f"""
        select not {VALID}, {NULL} from document_document d where d.code = 'ITSM-A-03'"""),
    "glossary_is_in_force": Turn(worded, f"""
        select not {VALID} or d.id in (select document_id from document_edition e, jsonb_array_elements(e.sections) s
            where (s ? 'zh') <> (s ? 'en')), {NULL} from document_document d where d.clauses = '1.3.1'"""),
    "edition_is_approved_first": Turn(approved, f"""
        select e.approved_at is null or e.approved_at > e.in_force_at
            or not {SIGNED.replace("{role}", "d.approver_role")},
        {NULL} from {EDITIONS} join document_document d on d.id = e.document_id where r.state = 'in_force'"""),
    "edition_has_its_status": Turn(marked, f"""
        select case r.state when 'in_force' then e.in_force_of_id is distinct from e.document_id
            else e.in_force_of_id is not null or e.replaced_at is null end, {NULL}
        from {EDITIONS} where r.state in ('in_force', 'retained', 'obsolete')"""),
    "document_has_its_layer": Turn(layered, f"""
        select p.layer is null or d.layer || p.layer not in ('AA', 'BA', 'CB', 'DB', 'DC'), {NULL}
        from document_document d left join document_document p on p.id = d.parent_id
        where d.layer <> 'A' or d.parent_id is not null"""),
    "procedure_is_in_force": Turn(governing, f"""
        select not {VALID} or d.approver_role <> 'management_representative', {NULL}
        from document_document d where d.layer = 'B' and d.process <> ''"""),
    "rule_is_in_force": Turn(valid("ITSM-C-02", "C", PROCEDURE, ""), f"""
        select not {VALID} or d.department = '', {NULL} from document_document d where d.layer = 'C'"""),
    "edition_is_reviewed": Turn(reviewed, f"""
        select e.review_on < %(day)s, (e.review_on + 1)::timestamp at time zone 'Asia/Shanghai'
        from {EDITIONS} where r.state = 'in_force'"""),
    "record_type_is_reviewed": Turn(looked_at, """
        select d.reviewed_on is null or d.reviewed_on + make_interval(months => d.review_months) < %(day)s,
            coalesce((d.reviewed_on + make_interval(months => d.review_months))::date + 1, '2000-01-02')::timestamp
            at time zone 'Asia/Shanghai' from document_document d where d.layer = 'D'"""),
    "listed_document_is_in_force": Turn(listed, f"""
        select not {VALID}, {NULL} from document_document d where d.layer <> 'D'"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_a_verdict_turns_with_the_records(name: str) -> None:
    follow(name, TURNS[name])
