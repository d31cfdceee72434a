"""Problems, changes and items that a log names become records of its source, tied to its tickets, once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from steward.people.models import User
from tests.acting_as import as_
from tests.channel.ticket_log.arrived import FIRST, HEADER, LATER, MAPPING, asked, brought_in
from tests.registers.configuration.items import plan_in_force

pytestmark = pytest.mark.django_db(transaction=True)

NAMING = MAPPING + "  change: rfc\n  caused_by: caused\n  configuration_item: ci\n"
COLUMNS = ",rfc,caused,ci"
ROWS = (
    f"T1,{FIRST},ann,{FIRST},?,Printer burns,N,high,Hardware,Printer,North,Sue,Cai,y,0,PRB1,CHG7,?,PRN-3",
    f"T2,{FIRST},ann,{FIRST},?,Mouse sticks,N,low,Hardware,Mouse,North,?,Dora,y,0,PRB1,?,CHG7,PRN-3",
    f"T3,{FIRST},ann,{FIRST},?,Nothing named,N,low,Hardware,Mouse,North,?,Dora,y,0,?,?,?,?",
)
MADE = """select kind, external_number, state, is_open, opened_at = %s::timestamptz from kernel_record
    where source = 'otherdesk' and kind <> 'incident' order by kind"""
TIES = """select s.external_number, l.relation, t.external_number from kernel_link l
    join kernel_record s on s.id = l.source_id join kernel_record t on t.id = l.target_id order by 1, 2, 3"""
ALL_TIES = [
    ("T1", "affects", "PRN-3"), ("T1", "caused_by", "PRB1"), ("T1", "solved_with", "CHG7"),
    ("T2", "affects", "PRN-3"), ("T2", "caused_by", "CHG7"), ("T2", "caused_by", "PRB1"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def naming(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log has three columns more."""
    monkeypatch.setattr("tests.channel.ticket_log.arrived.HEADER", HEADER + COLUMNS)


def test_what_tickets_name_is_made_once_and_tied(tmp_path: Path) -> None:
    _tally, told = brought_in(tmp_path, *ROWS, mapping=NAMING)
    assert asked(MADE, f"{FIRST}+00") == [
        ("change", "CHG7", "closed", False, True), ("ci", "PRN-3", "in_use", True, True),
        ("problem", "PRB1", "closed", False, True),
    ]  # fmt: skip
    assert asked(TIES) == ALL_TIES
    assert (dict(told.named), told.ties) == ({"problem": 1, "change": 1, "ci": 1}, 6)
    entries = asked("select verb, count(*) from kernel_timelineentry where verb = 'linked' group by 1")
    assert entries == [("linked", 6)]


def test_the_same_log_again_and_a_longer_one_make_nothing_twice(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS, mapping=NAMING)
    _tally, again = brought_in(tmp_path, *ROWS, mapping=NAMING)
    assert (sum(again.named.values()), again.ties) == (0, 0)
    longer = LATER.replace("?,Dora", "Sue,Dora") + ",?,CHG7,PRN-3"
    _tally, more = brought_in(tmp_path, *ROWS, longer, mapping=NAMING)
    assert (sum(more.named.values()), more.ties) == (0, 0)
    assert asked(TIES) == ALL_TIES


def test_an_item_of_a_project_under_control_is_not_made_without_a_change(tmp_path: Path) -> None:
    plan_in_force()
    inside = NAMING.replace("code: alpha-log, name: {en: Alpha by log, zh: 甲银行历史}", "code: alpha-ops")
    _tally, told = brought_in(tmp_path, *ROWS, mapping=inside)
    assert told.named["ci"] == 0
    assert asked("select count(*) from kernel_record where kind = 'ci'") == [(0,)]
    assert asked(TIES) == [tie for tie in ALL_TIES if tie[1] != "affects"]


def test_a_dry_run_makes_none_of_it(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS, mapping=NAMING, dry_run=True)
    assert asked(MADE, f"{FIRST}+00") == []


def test_the_page_of_a_problem_counts_the_tickets_that_name_it(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS, mapping=NAMING)
    [(number,)] = asked("select number from kernel_record where external_number = 'PRB1'")
    client = Client()
    with as_("desk"):
        client.force_login(User.objects.get(username="desk"))
    page = client.get(f"/problem/{number}/").content.decode()
    assert "otherdesk PRB1" in page
    told = client.get(f"/incident/?state=all&tied={number}").content.decode()
    assert "Printer burns" in told
    assert "Mouse sticks" in told
    assert "Nothing named" not in told
