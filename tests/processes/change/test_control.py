"""What a change opens: writes to the items that it covers, in its window, and nothing else (manual 8.1.4, 8.1.10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from steward.kernel.refusal import Invalid, Refused
from steward.processes.change.models import ChangeItem
from tests.people import as_
from tests.processes.change.changes import NOW, authorised, decide, done, draft, move
from tests.registers.configuration.items import amend, ci, plan_in_force

pytestmark = pytest.mark.django_db


def _rows(*items: Any, **planned: str) -> list[dict[str, str]]:
    whole = [{"ci": item.number, "action": "alter"} for item in items]
    return whole + [
        {"ci": items[0].number, "action": "alter", "field": field, "value": value} for field, value in planned.items()
    ]


def _why(change: Any, item: Any) -> str:
    """The database's own answer."""
    with as_("engineer"), connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(steward.why_no_ci_write(%s::bigint, %s::bigint, %s::bigint), 'allowed')",
            [change.pk if change else None, item.pk, item.project_id],
        )
        return str(cursor.fetchone()[0])


def _sql(username: str, statement: str, *values: Any) -> None:
    with as_(username), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_only_an_authorised_change_that_covers_the_item_opens_it() -> None:
    item, other = ci("sh1-vm"), ci("sh1-other")
    plan_in_force()
    change = draft(items=_rows(item))
    assert _why(None, item) == "no_change"
    assert _why(change, item) == "not_authorised"
    move(change.number, "submit")
    assert _why(change, item) == "not_authorised"
    decide(change.number)
    assert _why(change, item) == "allowed"
    assert _why(change, other) == "not_covered"
    assert amend(item.number, serial="SN-1", change=change.number).serial == "SN-1"
    for number, values in ((item.number, {}), (other.number, {"change": change.number})):
        with pytest.raises(Refused):
            amend(number, serial="SN-2", **values)


def test_before_and_after_its_window_it_opens_nothing() -> None:
    item = ci("sh1-vm")
    plan_in_force()
    begin = NOW + timedelta(days=1)
    span = {"planned_start": begin.isoformat(), "planned_end": (begin + timedelta(hours=1)).isoformat()}
    assert _why(authorised(items=_rows(item), **span), item) == "outside_window"


def test_a_change_of_another_project_opens_nothing() -> None:
    item = ci("sh1-vm")
    plan_in_force()
    change = draft(by="service-head", project="own-ops", risk_reach=1)
    move(change.number, "submit", by="service-head")
    with as_("manager") as actor:
        manager = actor.person_id
    _sql(
        "service-head",
        "insert into kernel_decision (record_id, gate, round, person_id, verdict, comment, decided_at)"
        " values (%s, 'technical_operations_manager', 1, %s, 'approved', '', now())",
        change.pk,
        manager,
    )
    _sql("service-head", "update kernel_record set state = 'authorised' where id = %s", change.pk)
    assert _why(change, item) == "other_project"


def test_a_state_alone_opens_nothing() -> None:
    """Whoever sets the state by SQL has no decision of others behind it."""
    item = ci("sh1-vm")
    plan_in_force()
    change = draft(items=_rows(item))
    _sql("engineer", "update kernel_record set state = 'implementing' where id = %s", change.pk)
    assert _why(change, item) == "not_authorised"


def test_the_authors_own_voice_counts_for_nothing() -> None:
    item = ci("sh1-vm")
    plan_in_force()
    change = draft(items=_rows(item))
    move(change.number, "submit")
    with as_("engineer") as actor:
        author = actor.person_id
    _sql(
        "engineer",
        "insert into kernel_decision (record_id, gate, round, person_id, verdict, comment, decided_at)"
        " values (%s, 'technical_operations_manager', 1, %s, 'approved', '', now())",
        change.pk,
        author,
    )
    _sql("engineer", "update kernel_record set state = 'authorised' where id = %s", change.pk)
    assert _why(change, item) == "not_authorised"


def test_it_creates_as_many_items_as_it_says() -> None:
    plan_in_force()
    change = authorised(items=[{"ci": "sh1-new", "action": "create", "field": "ci_class", "value": "virtual_machine"}])
    made = ci("sh1-new", change=change.number)
    assert amend(made.number, serial="SN-9", change=change.number).serial == "SN-9"
    with pytest.raises(Refused):
        ci("sh1-more", change=change.number)


def test_it_is_over_when_it_is_done() -> None:
    item = ci("sh1-vm")
    plan_in_force()
    change = authorised(items=_rows(item))
    move(change.number, "start")
    assert _why(change, item) == "allowed"
    done(change.number)
    move(change.number, "finish", result="x")
    assert _why(change, item) == "not_authorised"


def test_it_closes_when_what_was_planned_is_recorded() -> None:
    item = ci("sh1-vm")
    plan_in_force()
    change = authorised(items=_rows(item, version_label="2.4"))
    move(change.number, "start")
    done(change.number)
    amend(item.number, version_label="2.3", change=change.number)
    move(change.number, "finish", result="x")
    move(change.number, "review", by="manager", review="x", cost_actual=0)
    with pytest.raises(Refused) as refused:
        move(change.number, "close", by="manager")
    assert "2.4" in " ".join(map(str, refused.value.reasons))


def test_the_rows_of_what_it_covers_follow_its_sheet_and_nobody_writes_them() -> None:
    item = ci("sh1-vm")
    change = draft(items=_rows(item, serial="SN-1", version_label="2"))
    with as_("engineer"):
        rows = list(ChangeItem.objects.filter(record_id=change.pk).values_list("ci_id", "action", "planned"))
    assert rows == [(item.pk, "alter", {"serial": "SN-1", "version_label": "2"})]
    for statement in ("update change_changeitem set ci_id = null", "delete from change_changeitem"):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            _sql("engineer", statement)


@pytest.mark.parametrize(
    "row",
    [
        {"ci": "CI-999999", "action": "alter"},
        {"action": "alter"},
        {"ci": "x", "action": "create", "field": "state", "value": "in_use"},
        {"ci": "x", "action": "create", "field": "serial"},
    ],
)
def test_what_it_can_not_cover_is_said(row: dict[str, str]) -> None:
    with pytest.raises(Invalid) as invalid:
        draft(items=[row])
    assert "items" in invalid.value.faults


def test_a_vital_item_and_failures_of_old_raise_the_risk() -> None:
    plain, vital = ci("sh1-vm"), ci("sh1-db", criticality=1)
    assert draft(items=_rows(plain)).risk == 1
    assert draft(items=_rows(vital)).risk == 2
    failed = authorised(items=_rows(plain), conflict_reason="x")
    move(failed.number, "start")
    move(failed.number, "back_out", backout_record="x", failure_cause="x")
    assert draft(items=_rows(plain)).risk_points == 12


def test_its_window_opens_by_the_clock_of_the_acts() -> None:
    """A test's set time is the database's too, so that both judge a window alike."""
    item = ci("sh1-vm")
    plan_in_force()
    begin = NOW + timedelta(days=1)
    span = {"planned_start": begin.isoformat(), "planned_end": (begin + timedelta(hours=1)).isoformat()}
    change = authorised(items=_rows(item), **span)
    with as_("engineer", begin + timedelta(minutes=5)), connection.cursor() as cursor:
        cursor.execute("select steward.why_no_ci_write(%s, %s, %s)", [change.pk, item.pk, item.project_id])
        assert cursor.fetchone() == (None,)
    assert _why(change, item) == "outside_window"
