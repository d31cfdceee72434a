"""Disposals are carried out by the system's login: contents go, a stub stays, and the ledger stays whole (2.2.4)."""

from __future__ import annotations

import os
import time
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection
from django.utils import translation

from steward.config.system_login import system_login
from steward.kernel import acts, ledger_check
from steward.kernel.attaching import place_of
from steward.kernel.catalogue import process_of
from steward.kernel.models import Attachment, Record, SearchRow, TimelineEntry
from steward.kernel.refusal import Refused
from steward.people.context import clock_set_to
from steward.registers.document.disposing.carrying_out import carry_out
from steward.registers.document.disposing.models import DisposalLine
from steward.registers.document.models import Document
from tests.people import as_
from tests.registers.document.disposing.told import (
    MONDAY,
    SECRET,
    approved,
    asked,
    closed,
    decided,
    fetched,
    moved,
    registered,
)
from tests.registers.document.test_pages import page
from tests.sealing import seal_all

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MONDAY.replace(hour=5)


def carried_out(number: str) -> None:
    """Begun by the quality manager, then by the loop of the worker until nothing waits."""
    moved(number, "carry_out", "quality", LATER)
    with system_login(), clock_set_to(LATER):
        while carry_out():
            pass


def whole_of(number: str) -> str:
    """Every column of every row that tells of a record, as text."""
    found = []
    with as_("service-head"), connection.cursor() as cursor:
        pk = Record.objects.get(number=number).pk
        cursor.execute(
            "select conrelid::regclass::text from pg_constraint where conname = 'scope_of_record' order by 1"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"select coalesce(string_agg(to_jsonb(t)::text, ''), '') from {table} t where record_id = {pk}"
            )
            found += cursor.fetchone()
        cursor.execute("select to_jsonb(r)::text from kernel_record r where id = %s", [pk])
        return "".join([*found, *cursor.fetchone()])


def test_contents_go_with_bytes_and_words_and_the_stub_says_by_what() -> None:
    registered()
    number = closed()
    with as_("service-head"):
        place = place_of(Attachment.objects.get(record__number=number).sha256)
        entries = TimelineEntry.objects.filter(record__number=number).count()
    os.utime(place, (time.time() - 7_200,) * 2)
    assert SECRET in whole_of(number)
    disposal = approved()
    carried_out(disposal)
    assert SECRET not in whole_of(number)
    assert not place.exists()
    own = fetched(disposal)
    assert (own.state, own.records_count, own.disposed_count) == ("carried_out", 1, 1)
    with as_("service-head"):
        record = process_of("incident").model.objects.get(number=number)
        assert (record.title, record.state) == (f"已由 {disposal} 处置", "closed")
        assert record.disposed_at > record.closed_at
        assert not SearchRow.objects.filter(record__number=number).exists()
        assert not Attachment.objects.filter(record__number=number).exists()
        assert TimelineEntry.objects.filter(record__number=number).count() == entries + 1
    text = page("desk", f"/incident/{number}/").content.decode()
    assert disposal in text
    assert f'href="/disposal/{disposal}/"' in text
    assert 'class="box compose"' not in text
    with as_("desk", LATER) as actor, pytest.raises(Refused, match="不能再写入"):
        acts.comment(process_of("incident"), number, actor=actor, body="x")


def test_the_ledger_stays_whole() -> None:
    registered()
    closed()
    number = approved()
    carried_out(number)
    seal_all()
    with system_login(), translation.override("en"):
        report = ledger_check.check()
    assert report.finding is None
    assert report.redacted >= 3


def test_what_changed_after_it_began_is_kept_and_said_so() -> None:
    registered()
    goes, stays = closed(), closed()
    number = approved()
    moved(number, "carry_out", "quality", LATER)
    with as_("service-head"):
        Record.objects.filter(number=stays).update(is_open=True)
    with system_login(), clock_set_to(LATER):
        while carry_out():
            pass
    with as_("service-head"):
        outcomes = dict(DisposalLine.objects.values_list("subject__number", "outcome"))
        assert outcomes == {goes: "disposed", stays: "kept"}
    assert SECRET in whole_of(stays)


def test_the_database_itself_keeps_what_is_within_its_retention() -> None:
    kind = registered()
    number = closed()
    moved(approved(), "carry_out", "quality", LATER)
    with as_("service-head"):
        Document.objects.filter(pk=kind.pk).update(retention_years=10)
    with system_login(), clock_set_to(LATER.replace(year=2099)):
        while carry_out():
            pass
    with as_("service-head"):
        assert DisposalLine.objects.get().outcome == "kept"
    assert SECRET in whole_of(number)


def test_a_list_that_is_not_the_one_approved_is_not_carried_out(owner_connection: psycopg.Connection[Any]) -> None:
    registered()
    number = closed()
    disposal = approved()
    moved(disposal, "carry_out", "quality", LATER)
    owner_connection.execute("update document_disposalline set kept_until = kept_until - 1")
    owner_connection.commit()
    with system_login(), clock_set_to(LATER):
        assert carry_out() is False
    assert (fetched(disposal).state, SECRET in whole_of(number)) == ("being_carried_out", True)


@pytest.mark.parametrize(
    "breach",
    [
        "update kernel_record set state = 'being_carried_out' where kind = 'disposal'",
        """insert into kernel_decision (record_id, gate, round, person_id, verdict, comment, decided_at)
        select d.record_id, 'control', 1, u.person_id, 'approved', '', now() from document_disposal d, people_user u
        where u.username = 'desk'""",
    ],
)
def test_the_system_login_carries_nothing_out_that_two_others_did_not_approve(breach: str) -> None:
    registered()
    number = closed()
    disposal = asked()
    moved(disposal, "propose")
    decided(disposal, "service-head")
    with as_("service-head"), connection.cursor() as cursor:
        cursor.execute(breach)
        cursor.execute("update kernel_record set state = 'being_carried_out' where kind = 'disposal'")
    with system_login(), clock_set_to(LATER):
        assert carry_out() is False
    assert SECRET in whole_of(number)
    with system_login(), as_("system"), connection.cursor() as cursor, pytest.raises(DatabaseError, match="two others"):
        cursor.execute("select steward.dispose(%s::bigint, 10, '{}', now())", [fetched_pk(disposal)])


def fetched_pk(number: str) -> int:
    """Its id, by the present login."""
    return Record.objects.values_list("pk", flat=True).get(number=number)
