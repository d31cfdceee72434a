"""Lists: every filter narrows, every order goes through the pages both ways, every one by an index."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid
from steward.people.actor import actor_named
from steward.people.context import acting
from steward.surface.listing import page
from steward.surface.narrowing import narrow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker

    from steward.people.actor import Actor
    from tests.database import TestDatabase

MANY = 4_000


def fill(owner: Any) -> None:
    """Thousands of incidents, set-based, as the owner of the schema; every hundredth belongs to customer B."""
    owner.execute("alter table kernel_record no force row level security")
    owner.execute(
        """
        with place as (
            select p.id as project, p.customer_id as customer, p.code,
                (select id from people_party where is_own) as own,
                (select id from people_user where username = 'desk') as author
            from people_serviceproject p
        ), base as (
            insert into kernel_record (kind, number, title, title_en, state, priority, customer_id, project_id,
                supplier_id, author_id, team_id, owner_id, audience, restriction, opened_at, updated_at, due_at,
                closed_at, is_open, version, tags, custom, external_number, source, service_id)
            select 'incident', 'INC-' || lpad((900000 + i)::text, 6, '0'), 'Printer ' || i, '',
                case when i %% 20 = 0 then 'assigned' else 'closed' end, nullif(i %% 5, 0), place.customer,
                place.project, place.own, place.author,
                case when i %% 3 = 0 then (select id from people_team where code = 'network') end,
                case when i %% 7 = 0 then (select id from people_person where code = 'p-engineer') end,
                1, '', timestamptz '2026-01-01 00:00+08' + i * interval '1 hour',
                timestamptz '2026-01-01 00:00+08' + i * interval '2 hour',
                case when i %% 40 = 0 then timestamptz '2026-01-02 00:00+08' + i * interval '1 hour' end,
                case when i %% 20 > 0 then timestamptz '2026-01-01 00:00+08' + i * interval '2 hour' end,
                i %% 20 = 0, 1, case when i %% 1000 = 0 then array['rare'] else '{}'::text[] end, '{}', 'EXT' || i,
                'log',
                case when i %% 50 = 0 then (select id from kernel_record where kind = 'service' limit 1) end
            from generate_series(1, %s) i
            join place on place.code = case when i %% 100 = 0 then 'beta-ops' else 'alpha-ops' end
            returning id, number, opened_at
        ), own as (
            insert into incident_incident (record_id, description, channel, impact, urgency, category_id, resolution,
                closure_code, reopened, reassigned, breach_reason, waits_for, reopen_reason, cancel_reason, checks)
            select id, '', 'phone', 2, 2, case when right(number, 1) = '0' then
                (select id from kernel_category where code = 'network.vpn') end, '',
                null, 0, 0, '', '', '', '', '[]' from base
        )
        insert into kernel_searchrow (record_id, reach, kind, vector)
        select id, 1, 'incident', steward.search_vector('printer number ' || number) from base
        """,
        [MANY],
    )
    owner.execute("analyze kernel_record")
    owner.execute("analyze incident_incident")
    owner.execute("analyze kernel_searchrow")
    owner.execute("analyze kernel_tagged")
    owner.commit()


pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: DjangoDbBlocker, database: TestDatabase) -> Iterator[None]:
    """Fills the copy once for all tests of this file, and leaves a fresh one behind."""
    with closing(database.connection.connect("owner")) as owner:
        fill(owner)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    database.restore()


@pytest.fixture
def incidents(filled: None) -> Any:
    return process_of("incident")


@pytest.fixture
def desk() -> Iterator[Actor]:
    actor = actor_named("desk")
    assert actor is not None
    with acting(actor):
        yield actor


def listed(process: Any, actor: Actor, **params: Any) -> Any:
    query = {name: value if isinstance(value, list) else [value] for name, value in params.items()}
    return page(narrow(process, actor, query), process.columns)


def walk(process: Any, actor: Actor, way: str, start: Any, **params: Any) -> list[int]:
    """Ids through all pages one way."""
    ids, current = [], start
    while True:
        ids += [row.id for row in (current.rows if way == "next" else current.rows[::-1])]
        cursor = getattr(current, way)
        if cursor is None:
            return ids
        current = listed(process, actor, cursor=cursor, **params)


def test_it_shows_open_ones_latest_change_first(incidents, desk):
    shown = listed(incidents, desk)
    assert len(shown.rows) == 50
    assert shown.count == MANY // 20
    assert {row.state for row in shown.rows} == {"assigned"}
    changes = [row.updated_at for row in shown.rows]
    assert changes == sorted(changes, reverse=True)


def test_it_counts_no_further_than_a_thousand(incidents, desk):
    shown = listed(incidents, desk, state="all")
    assert (shown.count, shown.count_words) == (1_001, "1000+")


FILTERS: list[tuple[dict[str, Any], Any]] = [
    ({"state": "closed"}, lambda row, _: row.state == "closed"),
    ({"state": ["assigned", "new"]}, lambda row, _: row.state == "assigned"),
    ({"state": "all", "priority": ["1", "2"]}, lambda row, _: row.priority in (1, 2)),
    ({"state": "all", "priority": "none"}, lambda row, _: row.priority is None),
    ({"state": "all", "customer": "beta"}, lambda row, names: names.key("party", row.customer_id) == "beta"),
    ({"state": "all", "team": "network"}, lambda row, names: names.key("team", row.team_id) == "network"),
    ({"state": "all", "team": ["none", "network"]}, lambda *_: True),
    ({"state": "all", "team": "none"}, lambda row, _: row.team_id is None),
    ({"owner": "p-engineer"}, lambda row, names: names.key("person", row.owner_id) == "p-engineer"),
    ({"service": "SVC-000001"}, lambda row, names: names.key("record", row.service_id) == "SVC-000001"),
    ({"state": "all", "tags": "rare"}, lambda row, _: int(row.number[-4:]) % 1000 == 0),
    ({"state": "all", "category": "network"}, lambda row, _: row.number.endswith("0")),
    ({"due_at": "overdue"}, lambda row, _: row.due_at is not None),
    ({"due_at": "none"}, lambda row, _: row.due_at is None),
    ({"state": "all", "opened_at": "2026-01-02..2026-01-03"}, lambda row, _: 24 <= int(row.number[-4:]) < 72),
    ({"state": "all", "opened_at": "2026-01"}, lambda row, _: int(row.number[-4:]) < 31 * 24),
    ({"q": "INC-900042"}, lambda row, _: row.number == "INC-900042"),
    ({"q": "inc-900042"}, lambda row, _: row.number == "INC-900042"),
    ({"q": "EXT77"}, lambda row, _: row.number == "INC-900077"),
    ({"q": "printer"}, lambda *_: True),
]


@pytest.mark.parametrize(("params", "fits"), FILTERS, ids=lambda value: str(value) if isinstance(value, dict) else "")
def test_it_narrows(incidents, desk, params, fits):
    with CaptureQueriesContext(connection) as statements:
        shown = listed(incidents, desk, **params)
    assert len(statements) <= 5
    assert shown.rows
    assert all(fits(row, shown.names) for row in shown.rows)


def test_a_filter_shows_all_that_fits(incidents, desk):
    assert listed(incidents, desk, state="all", opened_at="2026-01-02..2026-01-03").count == 48
    assert listed(incidents, desk, state="all", opened_at="2026-01-02..2026-01-02").count == 24
    assert listed(incidents, desk, state="all", tags="rare").count == MANY // 1000
    assert listed(incidents, desk, state="all", category="network").count == MANY // 10


def test_the_very_number_stands_first(incidents, desk):
    acts.open_record(incidents, actor=desk, raw={"title": "see INC-900020 again", "project": "alpha-ops"})
    shown = listed(incidents, desk, q="INC-900020")
    assert shown.rows[0].number == "INC-900020"
    assert len(shown.rows) == 2


@pytest.mark.parametrize("sort", ["updated_at", "opened_at", "due_at", "number", "priority"])
@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("query", [{"state": "all", "customer": "beta"}, {}, {"q": "printer", "customer": "beta"}])
def test_every_order_goes_through_all_pages_and_back(incidents, desk, sort, sign, query):
    params = {**query, "sort": sign + sort, "limit": "7"}
    first = listed(incidents, desk, **params)
    forth = walk(incidents, desk, "next", first, **params)
    assert len(forth) == len(set(forth)) == first.count
    last = listed(incidents, desk, **params)
    while last.next:
        last = listed(incidents, desk, cursor=last.next, **params)
    assert walk(incidents, desk, "previous", last, **params) == forth[::-1]


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("due_at", lambda row: (row.due_at is None, row.due_at or row.id, row.id)),
        (
            "-due_at",
            lambda row: (row.due_at is None, -(row.due_at.timestamp() if row.due_at else row.id), -row.id),
        ),
        ("priority", lambda row: (row.priority is None, row.priority or 0, row.id)),
        ("number", lambda row: row.number),
        ("-opened_at", lambda row: -row.opened_at.timestamp()),
    ],
)
def test_every_order_is_as_it_says(incidents, desk, sort, key):
    rows = page(narrow(incidents, desk, {"sort": [sort], "limit": ["200"]}), (*incidents.columns, "opened_at")).rows
    assert len(rows) == 200
    assert rows == sorted(rows, key=key)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"colour": "red"}, "colour"),
    ({"state": "asleep"}, "state"),
    ({"priority": "9"}, "priority"),
    ({"team": "nowhere"}, "team"),
    ({"customer": "nowhere"}, "customer"),
    ({"service": "SVC-999999"}, "service"),
    ({"opened_at": "yesterday"}, "opened_at"),
    ({"opened_at": "2026-02-30"}, "opened_at"),
    ({"opened_at": "2026-02-01..2026-01-01"}, "opened_at"),
    ({"opened_at": "9999-12-31"}, "opened_at"),
    ({"opened_at": "0001-01-01"}, "opened_at"),
    ({"opened_at": ".."}, "opened_at"),
    ({"sort": "colour"}, "sort"),
    ({"sort": "--number"}, "sort"),
    ({"limit": "0"}, "limit"),
    ({"limit": "201"}, "limit"),
    ({"limit": "²"}, "limit"),
    ({"cursor": "x"}, "cursor"),
    ({"cursor": "WzEsMl0"}, "cursor"),
    ({"cursor": "W" * 5000}, "cursor"),
    ({"q": "x" * 201}, "q"),
    ({"state": [f"s{i}" for i in range(51)]}, "state"),
]


@pytest.mark.parametrize(("params", "name"), BAD, ids=lambda value: str(value)[:40])
def test_it_refuses_with_a_sentence(desk, params, name):
    with pytest.raises(Invalid) as refused:
        listed(process_of("incident"), desk, **params)
    assert list(refused.value.faults) == [name]
    assert all(sentence.endswith(("。", ".")) for sentence in refused.value.faults[name])


@pytest.mark.parametrize("question", ["!!!", "\x00", "\ud800", "'", "%", "印", "打印机 \U00020000", "a" * 200])
def test_any_question_is_answered(incidents, desk, question):
    assert listed(incidents, desk, q=question).rows is not None


def test_a_cursor_of_another_order_is_refused(incidents, desk):
    cursor = listed(incidents, desk).next
    with pytest.raises(Invalid):
        listed(incidents, desk, cursor=cursor, sort="number")


@pytest.mark.parametrize(
    ("username", "seen"),
    [
        ("customer-a", {"alpha"}),
        ("customer-b", {"beta"}),
        ("engineer", {"alpha"}),
        ("desk", {"alpha", "beta"}),
    ],
)
def test_everybody_sees_their_own(incidents, username, seen):
    actor = actor_named(username)
    assert actor is not None
    with acting(actor):
        shown = listed(incidents, actor, state="all", limit="200")
        assert {shown.names.key("party", row.customer_id) for row in shown.rows} == seen
        assert {row.number for row in listed(incidents, actor, q="printer").rows}


def test_contacts_do_not_ask_for_what_they_do_not_see(incidents):
    actor = actor_named("customer-a")
    assert actor is not None
    with acting(actor), pytest.raises(Invalid) as refused:
        listed(incidents, actor, team="network", channel="phone")
    assert set(refused.value.faults) == {"team", "channel"}


def explained(statement: str) -> str:
    """The plan of a statement as the web role has it."""
    with connection.cursor() as cursor:
        cursor.execute("explain " + statement)
        return "\n".join(line for (line,) in cursor.fetchall())


ORDERED = [
    ({}, "desk", "record_open"),
    ({"sort": "updated_at"}, "desk", "record_open"),
    ({"sort": "opened_at"}, "desk", "record_open_opening"),
    ({"sort": "number"}, "desk", "record_open_number"),
    ({"sort": "due_at"}, "desk", "record_open_due"),
    ({"sort": "priority"}, "desk", "record_by_priority"),
    ({"state": "all"}, "desk", "record_list"),
    ({"state": "all", "sort": "-opened_at"}, "desk", "record_by_opening"),
    ({"state": "closed", "sort": "priority"}, "desk", "record_by_priority"),
    ({"team": "network"}, "desk", "record_open"),
    ({"owner": "p-engineer"}, "desk", "record_open"),
    ({"state": "all", "customer": "beta"}, "desk", "record_list_of_customer"),
    ({"state": "all", "project": "beta-ops"}, "desk", "record_list_of_project"),
    ({"state": "all", "service": "SVC-000001"}, "desk", "record_list"),
    ({"state": "all", "opened_at": "2026-01-02"}, "desk", "record_by_opening"),
    ({"q": "INC-900001"}, "desk", "kernel_record_pkey"),
    ({"state": "all"}, "customer-b", "record_list_of_customer"),
    ({"state": "all"}, "engineer", "record_list"),
]


@pytest.mark.parametrize(("params", "username", "index"), ORDERED, ids=str)
def test_an_index_serves_every_list(incidents, params, username, index):
    actor = actor_named(username)
    assert actor is not None
    with acting(actor):
        with CaptureQueriesContext(connection) as statements:
            listed(incidents, actor, **params, limit="10")
        rows = next(s["sql"] for s in statements if "limit 11" in s["sql"].lower() and "count(" not in s["sql"].lower())
        plan = explained(rows)
    assert index in plan, plan
    assert "Seq Scan on kernel_record" not in plan


def test_a_word_that_stands_everywhere_is_told_to_be_cut(incidents: Any, desk: Actor) -> None:
    cut = {word: narrow(incidents, desk, {"q": [word], "state": ["all"]}).cut for word in ("printer", "INC-900001")}
    assert cut == {"printer": True, "INC-900001": False}
