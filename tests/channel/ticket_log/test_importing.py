"""A log into PostgreSQL: whole or not at all, once, and under the rights of every other record."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from steward.channel.ticket_log import writing
from steward.channel.ticket_log.history import Standing
from steward.channel.ticket_log.sentences import FileRefused, MappingRefused
from steward.kernel import history
from steward.kernel.models import Record
from steward.kernel.policy import visible_to
from steward.kernel.refusal import Refused
from steward.processes.incident.models import Incident
from steward.processes.incident.process import INCIDENT
from tests.acting_as import as_
from tests.channel.ticket_log.arrived import FIRST, LATER, MAPPING, ROWS, added, asked, brought_in, counted

pytestmark = pytest.mark.django_db(transaction=True)

ENTRIES = """select e.from_state, e.to_state, e.occurred_at, e.changes #>> '{by,1}'
    from kernel_timelineentry e join kernel_record r on r.id = e.record_id
    where r.external_number = %s::text and e.verb = 'imported'
    order by e.id"""
# How many of the two tickets of Alpha Bank each of the cast sees.
SEES = {"desk": 2, "customer-a": 2, "customer-b": 0, "engineer": 0, "supplier-a": 0}


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def incident(number: str) -> Incident:
    with as_("desk"):
        return Incident.objects.select_related("team", "owner", "requester", "category").get(external_number=number)


def test_a_record_is_what_the_last_row_says(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    found = incident("T1")
    assert found.number.startswith("INC-")
    assert (found.title, found.state, found.is_open, found.priority) == ("Printer burns", "closed", False, 2)
    assert (found.opened_at, found.resolved_at) == (at(FIRST), at("2025-03-01 09:00"))
    assert found.closed_at == found.updated_at == at("2025-03-06 09:00")
    assert found.reassigned == 1
    assert (found.team.name_en, found.owner.name_en, found.requester.name_en) == ("South", "Sue", "Cai")  # type: ignore[union-attr]  # all three are stated
    assert incident("T2").is_open


def test_every_change_is_an_entry_at_its_own_time_by_whom_the_source_names(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    assert asked(ENTRIES, "T1") == [
        ("", "new", at(FIRST), None),
        ("new", "in_progress", at("2025-03-01 08:20"), "sue"),
        ("in_progress", "resolved", at("2025-03-01 09:00"), "sue"),
        ("resolved", "closed", at("2025-03-06 09:00"), None),
    ]
    verbs = asked(
        "select distinct e.verb, u.username from kernel_timelineentry e join people_user u on u.id = actor_id"
        " join kernel_record r on r.id = e.record_id where r.source = 'otherdesk' order by 1"
    )
    assert verbs == [("imported", "import"), ("linked", "import")]


def test_what_the_source_states_is_kept_apart(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    ((resolved_at, sla_met, reopened, facts, events),) = asked(
        "select s.resolved_at, s.sla_met, s.reopened, s.facts, s.events from kernel_stated s"
        " join kernel_record r on r.id = s.record_id where r.external_number = 'T1'"
    )
    assert (resolved_at, sla_met, reopened, events) == (at("2025-03-01 08:45"), False, 2, 4)
    assert json.loads(facts) == {"problem": "PRB1"}
    assert incident("T1").reopened == 0


def test_it_is_found_by_the_number_of_its_source(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    for words in ("T1", "printer burns"):
        with as_("desk"), connection.cursor() as cursor:
            cursor.execute("select steward.search(%s::text, array['incident'], 10)", [words])
            assert cursor.fetchall() == [(incident("T1").pk,)]


def test_nouns_are_made_as_needed_and_once(tmp_path: Path) -> None:
    before = counted()
    brought_in(tmp_path, *ROWS)
    come = added(before)
    # The project; North and South; Sue of ours, Cai and Dora of theirs; Hardware with Printer and Mouse.
    nouns = ("people_party", "people_serviceproject", "people_team", "people_person", "kernel_category")
    assert [come.get(name, 0) for name in nouns] == [0, 1, 2, 3, 3]
    parties = asked(
        "select p.code, count(*) from people_person n join people_party p on p.id = n.party_id"
        " where n.name_en in ('Sue', 'Cai', 'Dora') group by 1 order by 1"
    )
    assert parties == [("alpha", 2), ("own", 1)]
    category = incident("T1").category
    assert category is not None
    assert (category.name_en, category.parent.name_en, category.kind) == ("Printer", "Hardware", "incident")
    assert category.path == f"{category.parent.code}/{category.code}"


def test_a_customer_that_is_not_there_is_made_with_its_names(tmp_path: Path) -> None:
    named = "customer: {code: gamma, name: {en: Gamma Shop, zh: 丁商店}}"
    brought_in(tmp_path, *ROWS, mapping=MAPPING.replace("customer: {code: alpha}", named))
    assert asked("select name_en, name_zh, is_customer, is_own from people_party where code = 'gamma'") == [
        ("Gamma Shop", "丁商店", True, False)
    ]


def test_it_starts_no_clock_tells_nobody_and_proves_nothing(tmp_path: Path) -> None:
    before = counted()
    brought_in(tmp_path, *ROWS)
    assert added(before).keys() == {
        "people_serviceproject", "people_team", "people_person", "people_user", "kernel_category",
        "kernel_record", "incident_incident", "kernel_timelineentry", "kernel_searchrow", "kernel_stated",
    }  # fmt: skip
    assert incident("T2").due_at is None


def test_the_same_file_again_adds_nothing(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    before, versions = counted(), asked("select id, version from kernel_record order by id")
    _tally, outcome = brought_in(tmp_path, *ROWS)
    assert (dict(outcome.tickets), outcome.entries) == ({Standing.SAME: 2}, 0)
    assert (added(before), asked("select id, version from kernel_record order by id")) == ({}, versions)


def test_a_longer_file_adds_only_what_is_new(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS[:3], ROWS[4])
    before, old = counted(), incident("T2")
    _tally, outcome = brought_in(tmp_path, *ROWS, LATER, LATER.replace("T2", "T3"))
    assert dict(outcome.tickets) == {Standing.LONGER: 2, Standing.NEW: 1}
    # One entry more for T1 and for T2, two for T3.
    assert added(before) == {
        "kernel_record": 1, "incident_incident": 1, "kernel_stated": 1, "kernel_searchrow": 1,
        "kernel_timelineentry": 4,
    }  # fmt: skip
    new = incident("T2")
    assert (new.pk, new.number, new.version, new.state) == (
        old.pk,
        old.number,
        old.version + 1,
        "in_progress",
    )
    assert (new.opened_at, new.updated_at) == (old.opened_at, at("2025-03-02 10:00"))
    assert asked(ENTRIES, "T2")[-1] == ("new", "in_progress", at("2025-03-02 10:00"), "sue")
    assert asked("select events from kernel_stated where record_id = %s::bigint", new.pk) == [(2,)]
    assert brought_in(tmp_path, *ROWS, LATER)[1].tickets == {Standing.SAME: 2}


def test_a_longer_file_may_close_what_was_open(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    brought_in(tmp_path, *ROWS, LATER.replace(",A,", ",C,"))
    found = incident("T2")
    assert (found.state, found.is_open, found.closed_at) == ("closed", False, at("2025-03-02 10:00"))


def test_what_was_said_later_of_the_same_events_is_brought_up_to_date(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    before = counted()
    amended = ROWS[4].replace("Mouse sticks", "Mouse sticks again").replace("y,0,?", "n,0,PRB9")
    _tally, outcome = brought_in(tmp_path, *ROWS[:4], amended)
    assert (dict(outcome.tickets), outcome.entries) == ({Standing.SAME: 1, Standing.AMENDED: 1}, 0)
    # The problem that is named now, its own entry and that of the tie.
    named = {"kernel_record": 1, "kernel_searchrow": 1, "kernel_stated": 1, "kernel_timelineentry": 2}
    assert added(before) == named
    found = incident("T2")
    assert found.title == "Mouse sticks again"
    ((sla_met, facts),) = asked("select sla_met, facts from kernel_stated where record_id = %s::bigint", found.pk)
    assert (sla_met, json.loads(facts)) == (False, {"problem": "PRB9"})
    assert brought_in(tmp_path, *ROWS[:4], amended)[1].tickets == {Standing.SAME: 2}


def test_an_older_export_and_another_past_leave_all_as_it_was(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    before, title = counted(), incident("T1").title
    _tally, outcome = brought_in(tmp_path, *ROWS[:2])
    assert outcome.tickets == {Standing.SHORTER: 1}
    lies = [row.replace("Printer burns", "Lie").replace(",ann,", ",eve,") for row in ROWS[:4]]
    tally, outcome = brought_in(tmp_path, *lies)
    assert outcome.tickets == {Standing.DIFFERENT: 1}
    assert [(one.ticket, "otherwise than at the last import" in str(one.reason)) for one in tally.warnings] == [
        ("T1", True)
    ]
    assert (added(before), incident("T1").title) == ({}, title)


def test_bad_rows_are_named_and_the_rest_comes_in(tmp_path: Path) -> None:
    bad = ROWS[4].replace("T2", "T9").replace(",N,", ",Z,")
    tally, outcome = brought_in(tmp_path, *ROWS[:4], bad, "T8,too,short", ROWS[4])
    assert [(one.line, one.ticket, str(one.reason)) for one in tally.bad] == [
        (6, "T9", "state: The mapping does not say what `Z` means."),
        (7, "T8", "3 columns in place of 16."),
    ]
    assert outcome.tickets == {Standing.NEW: 2}
    assert asked("select count(*) from kernel_record where source = 'otherdesk' and kind = 'incident'") == [(2,)]


def test_too_many_bad_rows_at_the_end_leave_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "CHUNK", 1)
    monkeypatch.setattr(writing, "BATCH", 1)
    before = counted()
    with pytest.raises(FileRefused, match="Nothing was imported"):
        brought_in(tmp_path, *ROWS, "T8,too,short", "T8,too,short", "T8,too,short")
    assert added(before) == {}


def test_a_failure_in_the_middle_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "CHUNK", 1)
    monkeypatch.setattr(writing, "BATCH", 1)
    seen: list[int] = []
    insert = history._insert_stated

    def breaks_at_the_second(pasts: list[Any]) -> None:
        seen.append(len(pasts))
        insert(pasts)
        if len(seen) > 1:
            message = "the disk is full"
            raise OSError(message)

    monkeypatch.setattr(history, "_insert_stated", breaks_at_the_second)
    before = counted()
    with pytest.raises(OSError, match="disk is full"):
        brought_in(tmp_path, *ROWS)
    assert (seen, added(before)) == ([1, 1], {})


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    before = counted()
    _tally, tried = brought_in(tmp_path, *ROWS, dry_run=True)
    assert added(before) == {}
    _tally, done = brought_in(tmp_path, *ROWS)
    assert (tried.tickets, tried.entries) == (done.tickets, done.entries) == ({Standing.NEW: 2}, 5)


def test_it_is_seen_by_those_whose_it_is(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    ids = [row[0] for row in asked("select id from kernel_record where source = 'otherdesk' and kind = 'incident'")]
    for username, sees in SEES.items():
        with as_(username) as who, connection.cursor() as cursor:
            assert Record.objects.filter(visible_to(who, INCIDENT), pk__in=ids).count() == sees
            for table in ("incident_incident", "kernel_timelineentry", "kernel_stated", "kernel_searchrow"):
                cursor.execute(
                    f"select count(distinct record_id) from {table} where record_id = any(%s::bigint[])",
                    [ids],
                )
                assert (username, table, cursor.fetchone()) == (username, table, (sees,))


def test_the_project_of_another_customer_is_refused(tmp_path: Path) -> None:
    before = counted()
    with pytest.raises(Refused):
        brought_in(tmp_path, *ROWS, mapping=MAPPING.replace("code: alpha-log", "code: beta-ops"))
    assert added(before) == {}


def test_a_mapping_that_does_not_fit_the_file_names_the_columns(tmp_path: Path) -> None:
    with pytest.raises(MappingRefused, match="no column `prioritaet`"):
        brought_in(tmp_path, *ROWS, mapping=MAPPING.replace("column: prio,", "column: prioritaet,"))
