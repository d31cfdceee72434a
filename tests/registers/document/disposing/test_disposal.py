"""Records are disposed of once their retention is over and two have approved, and not before (manual 2.2.4)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Record
from steward.kernel.refusal import Refused
from steward.registers.document.disposing.models import DisposalLine
from tests.people import as_
from tests.registers.document.disposing.told import (
    CLOSED,
    DAY,
    MONDAY,
    TYPE,
    approved,
    asked,
    closed,
    decided,
    fetched,
    moved,
    registered,
)

pytestmark = pytest.mark.django_db


def on_the_list(number: str) -> list[str]:
    with as_("service-head"):
        lines = DisposalLine.objects.filter(record__number=number)
        return sorted(lines.values_list("subject__number", flat=True))


def test_a_list_is_drawn_frozen_and_approved_by_department_and_control() -> None:
    registered()
    old, older = closed(), closed(CLOSED - 100 * DAY)
    closed(MONDAY - 30 * DAY)
    number = asked()
    assert str(fetched(number).closed_before) == "2023-03-02"
    moved(number, "propose")
    found = fetched(number)
    assert (on_the_list(number), found.records_count, len(found.digest)) == (sorted((old, older)), 2, 64)
    decided(number, "service-head")
    with pytest.raises(Refused, match="已经"):
        decided(number, "service-head")
    assert decided(number, "quality").state == "approved"


def test_what_is_within_its_retention_is_named_with_its_day() -> None:
    registered()
    closed()
    early = closed(MONDAY - 30 * DAY)
    number = asked(closed_before="2026-03-01")
    with pytest.raises(Refused, match=f"{early}.*2029-01-31"):
        moved(number, "propose")
    assert on_the_list(number) == []


def test_what_open_work_needs_or_somebody_keeps_back_is_not_on_the_list() -> None:
    registered()
    goes, needed, held = closed(), closed(), closed()
    with as_("desk", CLOSED) as actor:
        process = process_of("incident")
        other = acts.open_record(
            process, actor=actor, raw={"title": "x", "project": "alpha-ops", "impact": 1, "urgency": 1}
        ).number
        acts.link(process, other, actor=actor, relation="related_to", target=needed)
    number = asked(kept_back=[{"number": held, "reason": "Law suit"}])
    moved(number, "propose")
    assert on_the_list(number) == [goes]
    again = fetched(asked())
    assert again.kept_back == [{"number": held, "reason": "Law suit"}]
    with pytest.raises(Refused, match="INC-000000"):
        asked(kept_back=[{"number": "INC-000000", "reason": "slip"}])


def test_nobody_approves_what_they_drew_up_and_one_voice_is_not_enough() -> None:
    registered(department="customer_service", author_role="customer_service_manager")
    closed()
    with as_("service-head", MONDAY) as actor:
        raw = {"project": "own-ops", "record_type": TYPE, "reason": "Retention is over"}
        number = acts.open_record(process_of("disposal"), actor=actor, raw=raw).number
    moved(number, "propose", "service-head")
    with pytest.raises(Refused, match="自己"):
        decided(number, "service-head")
    assert decided(number, "quality").state == "proposed"
    with pytest.raises(Refused):
        moved(number, "carry_out", "quality")


def test_an_empty_list_and_a_document_that_is_no_record_type_are_refused() -> None:
    registered()
    registered(code="ITSM-D-60", process="ci")
    with pytest.raises(Refused, match="没有"):
        moved(asked(), "propose")
    for code in ("ITSM-B-14", "ITSM-D-60"):
        with pytest.raises(Refused, match=r"ITSM-B-14|配置项"):
            asked(record_type=code)


def test_what_has_changed_since_the_approval_stops_it_and_it_is_proposed_anew() -> None:
    kind = registered()
    first = closed()
    number = approved()
    with as_("service-head"):
        Record.objects.filter(number=first).update(is_open=True)
    with pytest.raises(Refused, match=first):
        moved(number, "carry_out", "quality")
    with as_("service-head"):
        Record.objects.filter(number=first).update(is_open=False)
        type(kind).objects.filter(pk=kind.pk).update(retention_years=10)
    with pytest.raises(Refused, match=first):
        moved(number, "carry_out", "quality")
    moved(number, "take_back")
    assert (on_the_list(number), fetched(number).digest) == ([], "")


@pytest.mark.parametrize(
    "attack",
    [
        "update document_disposalline set outcome = 'disposed'",
        "delete from document_disposalline",
        """insert into document_disposalline (record_id, subject_id, kept_until, outcome)
        select l.record_id, r.id, l.kept_until, '' from document_disposalline l, kernel_record r
        where r.kind = 'agreement' limit 1""",
        "select steward.dispose((select record_id from document_disposal), 10, '{}', now())",
        "select steward.empty_record((select subject_id from document_disposalline), 1, 'x', 'y', '{}', now())",
        "update kernel_timelineentry set body = ''",
        "delete from kernel_attachment",
    ],
)
def test_the_web_role_forges_nothing(attack: str) -> None:
    registered()
    closed()
    moved(number := approved(), "carry_out", "quality", MONDAY + timedelta(hours=1))
    with as_("service-head"), connection.cursor() as cursor:
        cursor.execute("select set_config('steward.disposing', subject_id::text, true) from document_disposalline")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(attack)
    assert fetched(number).state == "being_carried_out"
