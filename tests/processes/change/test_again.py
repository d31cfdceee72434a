"""Conflicts are found again when something moves, kept with the change, and told to its people (manual 8.2.1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from steward.channel.notices import telling
from steward.config.system_login import system_login
from steward.kernel.models import Calendar, NoticeRow, TimelineEntry
from steward.kernel.refusal import Refused
from steward.people.models import Party
from steward.processes.change.again import look_again
from steward.processes.change.models import BusinessCalendar, Change, ChangeConflict, ChangeWindow
from tests.people import as_
from tests.processes.change.changes import NOW, amend, authorised, decide, draft, move, window
from tests.registers.configuration.items import amend as amend_item
from tests.registers.configuration.items import ci, needs

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = timedelta(hours=1)


def looked() -> None:
    """One turn of the loop, as the system's login runs it."""
    with system_login():
        look_again()


def kinds(number: str) -> list[str]:
    with as_("service-head"):
        return sorted(ChangeConflict.objects.filter(record__number=number).values_list("kind", flat=True))


def told(number: str) -> list[str]:
    with as_("service-head"):
        rows = TimelineEntry.objects.filter(record__number=number, verb="told").order_by("id")
        return list(rows.values_list("body", flat=True))


def mark(number: str) -> str | None:
    with as_("service-head"):
        return Change.objects.get(number=number).conflict_mark


def rows(*items: Any) -> list[dict[str, str]]:
    return [{"ci": item.number, "action": "alter"} for item in items]


def test_another_change_submitted_later_is_told_to_the_first_and_answered_by_the_second() -> None:
    item = ci("sh1-vm")
    first = authorised(items=rows(item), owner="p-engineer")
    looked()
    assert (kinds(first.number), told(first.number), mark(first.number)) == ([], [], None)
    second = draft(items=rows(item), conflict_reason="同一窗口")
    move(second.number, "submit")
    looked()
    assert kinds(first.number) == kinds(second.number) == ["same_item"]
    assert told(first.number) == [second.number]
    assert told(second.number) == []
    assert mark(first.number) == "met"
    move(second.number, "cancel", cancel_reason="x")
    looked()
    assert (kinds(first.number), mark(first.number)) == ([], None)


def test_a_freeze_a_relation_and_a_moved_window_are_found() -> None:
    item, other = ci("sh1-vm"), ci("sh1-host")
    first = authorised(items=rows(item))
    far = {"planned_start": (NOW + 9 * HOUR).isoformat(), "planned_end": (NOW + 12 * HOUR).isoformat()}
    second = authorised(items=rows(other), **far)
    looked()
    amend_item(item.number, relations=needs(other, relation="runs_on"))
    looked()
    assert kinds(first.number) == []
    near = {"planned_start": (NOW + HOUR).isoformat(), "planned_end": (NOW + 2 * HOUR).isoformat()}
    move(second.number, "return", return_reason="x")
    amend(second.number, conflict_reason="x", **near)
    move(second.number, "submit")
    looked()
    assert kinds(first.number) == ["related_item"]
    window("freeze", NOW, NOW + HOUR, party="alpha")
    looked()
    assert kinds(first.number) == ["freeze", "related_item"]
    assert told(first.number) == [second.number, "freeze"]
    with as_("service-head"):
        ChangeWindow.objects.update(ends_at=NOW - 2 * HOUR, starts_at=NOW - 3 * HOUR)
    looked()
    assert kinds(first.number) == ["related_item"]


def test_the_customers_business_calendar_is_in_the_way_as_its_newest_edition_says() -> None:
    change = authorised()
    with as_("service-head"):
        row = {"calendar": Calendar.objects.get(code="always"), "party": Party.objects.get(code="alpha")}
        kept = BusinessCalendar.objects.create(**row)
    looked()
    assert set(kinds(change.number)) == {"business_hours"}
    with as_("service-head"):
        BusinessCalendar.objects.filter(pk=kept.pk).update(is_active=False)
    looked()
    assert kinds(change.number) == []


def test_nothing_is_looked_for_while_nothing_moves() -> None:
    authorised()
    looked()
    with as_("service-head"), connection.cursor() as cursor:
        cursor.execute("select count(*) from change_changeconflict")

    from steward.config.system_login import system_login

    with system_login():
        with CaptureQueriesContext(connection) as asked:
            look_again()
        assert not [q for q in asked.captured_queries if "change_change " in q["sql"]]


def test_owner_and_author_get_a_notice() -> None:
    item = ci("sh1-vm")
    first = authorised(items=rows(item), owner="p-engineer")
    second = draft(by="manager", items=rows(item), conflict_reason="x")
    move(second.number, "submit", by="manager")
    looked()
    with as_("service-head"):
        entry = TimelineEntry.objects.get(record__number=first.number, verb="told")
    telling.tell(entry.pk)
    with as_("service-head"):
        rows_made = NoticeRow.objects.filter(entry_id=entry.pk).values_list("template", "user__username")
        assert list(rows_made) == [("conflict", "engineer")]


def test_the_web_role_writes_none_of_it() -> None:
    change = authorised()
    columns = "record_id, kind, title, starts_at, ends_at, found_at"
    insert = f"insert into change_changeconflict ({columns}) values ({change.pk}, 'freeze', '', now(), now(), now())"
    for statement in ("delete from steward.change_moved", "delete from change_changeconflict", insert):
        with pytest.raises(Exception, match="permission denied"), as_("engineer"), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_lockdown_holds_what_is_in_flight_until_it_ends() -> None:
    change = draft()
    move(change.number, "submit")
    window("freeze", NOW - HOUR, NOW + HOUR, party="alpha")
    with pytest.raises(Refused, match="冻结"):
        decide(change.number)
    with as_("service-head"):
        ChangeWindow.objects.update(starts_at=NOW - 3 * HOUR, ends_at=NOW - 2 * HOUR)
    assert decide(change.number).state == "authorised"
