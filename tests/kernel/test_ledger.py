"""The ledger: sealed in the background, proved from heads outside, whoever alters the rows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.db import connection
from django.utils import translation

from steward.config.cluster import admin_connection
from steward.config.system_login import system_login
from steward.kernel import acts, heads, ledger, ledger_check, merkle
from steward.kernel.catalogue import process_of
from steward.people.context import acting
from tests.acting_as import MONDAY, actor, as_, opened
from tests.database import DATA, TestDatabase
from tests.sealing import seal_all

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heads_path(tmp_path: Path) -> Path:
    return tmp_path / "ledger" / "heads.jsonl"


@pytest.fixture
def superuser(database: TestDatabase) -> Iterator[psycopg.Connection[Any]]:
    """The database's own administrator, whom no trigger or policy stops."""
    with admin_connection(DATA, database.connection.name) as admin:
        admin.execute("set session_replication_role = replica")
        yield admin


def _seal(path: Path) -> int:
    with system_login():
        return ledger.seal(path)


def _check(path: Path | None) -> ledger_check.Report:
    with system_login(), translation.override("en"):
        return ledger_check.check(heads.read(path) if path else None)


def _entries(condition: str = "true") -> list[tuple[int, str]]:
    with system_login(), acting(actor("system")), connection.cursor() as cursor:
        cursor.execute(
            "select e.id, r.number from kernel_timelineentry e join kernel_record r on r.id = e.record_id"
            f" where {condition} order by e.id"
        )
        return cursor.fetchall()


def _three_seals(path: Path) -> list[tuple[int, str]]:
    for _number in range(3):
        record = opened()
        with as_("desk", MONDAY) as desk:
            acts.comment(process_of("incident"), record.number, actor=desk, body="线路\t已\n恢复 \\ 请确认", reach=1)
        seal_all(path)
    return _entries()


def test_it_finds_nothing_where_nothing_was_altered(heads_path: Path) -> None:
    entries = _three_seals(heads_path)
    report = _check(heads_path)
    assert report.finding is None
    assert report.entries == len(entries)
    assert report.compared == report.seals >= 3
    assert report.pending == 0
    opened()
    assert _check(heads_path).pending == 1


def test_a_running_transaction_holds_the_seal_back_and_is_sealed_after_it(
    heads_path: Path, database: TestDatabase
) -> None:
    seal_all(heads_path)
    with database.connection.connect("owner") as other:
        other.execute("select pg_current_xact_id()")
        opened()
        assert _seal(heads_path) == 0
        other.rollback()
    seal_all(heads_path)
    assert _check(heads_path).finding is None


ATTACKS: dict[str, tuple[str, str]] = {
    "body": ("update kernel_timelineentry set body = 'x' where id = {id}", "Altered"),
    "changes": ("update kernel_timelineentry set changes = '{{\"a\": 1}}' where id = {id}", "Altered"),
    "emptied without a redaction": (
        "update kernel_timelineentry set body = '', changes = '{{}}' where id = {id}",
        "Altered",
    ),
    "actor": ("update kernel_timelineentry set actor_id = actor_id + 1 where id = {id}", "Altered"),
    "reach": ("update kernel_timelineentry set reach = 0 where id = {id}", "Altered"),
    "time": (
        "update kernel_timelineentry set occurred_at = occurred_at - interval '1 s' where id = {id}",
        "Altered",
    ),
    "recorded": (
        "update kernel_timelineentry set recorded_at = recorded_at - interval '1 s' where id = {id}",
        "Altered",
    ),
    "record": ("update kernel_timelineentry set record_id = record_id - 1 where id = {id}", "Altered"),
    "state": ("update kernel_timelineentry set to_state = 'closed' where id = {id}", "Altered"),
    "hash and all": (
        """update kernel_timelineentry set body = 'x',
        payload_hash = sha256(salt || convert_to('x' || changes::text, 'UTF8')) where id = {id}""",
        "Altered",
    ),
    "deleted": ("delete from kernel_timelineentry where id = {id}", "Missing"),
    "moved out of its seal": (
        "update kernel_timelineentry set xid = '9999999999' where id = {id}",
        "Missing",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_superuser_who_alters_a_sealed_row_is_found_and_the_row_is_named(
    name: str, heads_path: Path, superuser: psycopg.Connection[Any]
) -> None:
    _three_seals(heads_path)
    _first, (entry, number), _last = _entries("e.body <> ''")
    attack, word = ATTACKS[name]
    superuser.execute(attack.format(id=entry).encode())
    finding = _check(heads_path).finding
    assert finding is not None
    assert finding.entry == entry
    assert finding.what.startswith(word)
    if name != "record":
        assert finding.number == number


def test_an_inserted_row_is_found_and_named(heads_path: Path, superuser: psycopg.Connection[Any]) -> None:
    entries = _three_seals(heads_path)
    found = superuser.execute(
        b"""create temp table forged as select * from kernel_timelineentry where id = (select max(id) - 1
        from kernel_timelineentry); update forged set id = 999999;
        insert into kernel_timelineentry select * from forged; select 1"""
    )
    assert found is not None
    finding = _check(heads_path).finding
    assert finding is not None
    assert (finding.what, finding.entry, finding.number) == ("Added entry", 999999, entries[-1][1])


def test_the_first_of_several_altered_rows_is_named(heads_path: Path, superuser: psycopg.Connection[Any]) -> None:
    entries = _three_seals(heads_path)
    first, last = entries[-3][0], entries[-1][0]
    superuser.execute("update kernel_timelineentry set body = 'x' where id = any(%s)", ([first, last],))
    finding = _check(heads_path).finding
    assert finding is not None
    assert finding.entry == first


def test_a_superuser_who_rewrites_the_seals_too_is_found_from_the_heads_outside(
    heads_path: Path, superuser: psycopg.Connection[Any]
) -> None:
    entries = _three_seals(heads_path)
    entry, number = entries[-1]
    superuser.execute(
        """update kernel_timelineentry set body = 'x',
        payload_hash = sha256(salt || convert_to('x' || changes::text, 'UTF8')) where id = %s""",
        (entry,),
    )
    superuser.execute("delete from kernel_seal where id = (select max(id) from kernel_seal)")
    superuser.execute("select setval('kernel_seal_id_seq', (select max(id) from kernel_seal))")
    seal_all(heads_path)
    assert _check(None).finding is None
    finding = _check(heads_path).finding
    assert finding is not None
    assert (finding.entry, finding.number) == (entry, number)


def test_a_deleted_seal_is_found(heads_path: Path, superuser: psycopg.Connection[Any]) -> None:
    _three_seals(heads_path)
    superuser.execute("delete from kernel_seal where id = (select max(id) from kernel_seal)")
    assert _check(heads_path).finding is not None


def test_without_heads_a_broken_chain_names_the_seal(heads_path: Path, superuser: psycopg.Connection[Any]) -> None:
    _three_seals(heads_path)
    superuser.execute("update kernel_seal set entries = entries + 1 where id = (select min(id) from kernel_seal)")
    finding = _check(None).finding
    assert finding is not None
    assert finding.what.startswith("Seal ")


def test_a_redaction_empties_the_payload_and_the_proof_stays_whole(heads_path: Path, database: TestDatabase) -> None:
    _three_seals(heads_path)
    entry = _entries("e.body <> ''")[1][0]
    with database.connection.connect("owner") as owner:
        told = owner.execute(
            "select steward.redact(%s, (select id from people_user where username = 'quality'), 'Art. 17')",
            (entry,),
        ).fetchone()
    assert told
    seal_all(heads_path)
    report = _check(heads_path)
    assert (report.finding, report.redacted) == (None, 1)
    with system_login(), acting(actor("system")), connection.cursor() as cursor:
        cursor.execute("select body, changes::text from kernel_timelineentry where id = %s::bigint", [entry])
        assert cursor.fetchone() == ("", "{}")
        cursor.execute("select count(*) from kernel_searchrow where vector @@ steward.search_query('线路')")
        assert cursor.fetchone()[0] == 2


def test_a_head_that_a_crash_left_out_is_made_up_for(heads_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened()

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "keep_outside", killed)
        with pytest.raises(KeyboardInterrupt):
            seal_all(heads_path)
    opened()
    seal_all(heads_path)
    heads_path.write_bytes(heads_path.read_bytes() + b'{"era": 1, "se')
    opened()
    seal_all(heads_path)
    report = _check(heads_path)
    assert report.finding is None
    assert len(heads.read(heads_path)) == report.compared == report.seals >= 3


def test_a_restored_cluster_begins_an_era_and_its_low_transactions_are_no_alteration(
    heads_path: Path, superuser: psycopg.Connection[Any], database: TestDatabase
) -> None:
    _three_seals(heads_path)
    # As a dump loaded into another cluster, which knows nothing of the transactions that entries carry.
    superuser.execute("update steward.era set system_identifier = '1'")
    superuser.execute("delete from kernel_seal where id = (select max(id) from kernel_seal)")
    with database.connection.connect("owner") as owner:
        began = owner.execute("select steward.begin_era()").fetchone()
    assert began == (2,)
    opened()
    seal_all(heads_path)
    report = _check(heads_path)
    assert report.finding is None
    assert report.pending == 0
    assert len(report.notes) == 1
    with database.connection.connect("owner") as owner:
        again = owner.execute("select steward.begin_era()").fetchone()
    assert again == (None,)


TABLES = ("kernel_timelineentry", "kernel_proof", "kernel_decision", "kernel_seal", "people_rowhistory")
FORBIDDEN: tuple[str, ...] = (
    "update {t} set id = id",
    "delete from {t}",
    "truncate {t} cascade",
    "drop table {t} cascade",
    "alter table {t} add column extra text",
    "alter table {t} disable trigger all",
    "alter table {t} disable row level security",
    "alter table {t} owner to current_user",
    "alter table {t} rename to other",
    "create trigger mine before insert on {t} for each row execute function steward.refuse_change()",
    "create rule mine as on insert to {t} do instead nothing",
    "create index on {t} (id)",
    "create policy mine on {t} using (true)",
    "grant all on {t} to current_user",
    "drop trigger append_only on {t}",
    "do $do$ begin lock table {t} in access exclusive mode; end $do$",
    "set session_replication_role = replica",
    "select steward.redact(1, 1, 'x')",
    "select steward.begin_era()",
    "update steward.era set number = 7",
    "create or replace function steward.keep_timeline() returns trigger language sql as 'select null'",
)


@pytest.mark.parametrize("role", ["web", "system"])
@pytest.mark.parametrize("table", TABLES)
def test_the_applications_own_roles_can_alter_no_history(role: Any, table: str, database: TestDatabase) -> None:
    opened()
    with database.connection.connect(role, autocommit=True) as login:
        for statement in FORBIDDEN:
            if statement == "grant all on {t} to current_user":
                # PostgreSQL answers this one with a warning and grants nothing.
                login.execute(statement.format(t=table).encode())
                rights = login.execute(
                    "select has_table_privilege(%s, 'update') or has_table_privilege(%s, 'delete')",
                    (table, table),
                )
                assert rights.fetchone() == (False,)
                continue
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.WrongObjectType)):
                login.execute(statement.format(t=table).encode())


def test_a_writer_can_state_neither_time_nor_transaction_nor_hash(database: TestDatabase) -> None:
    record = opened()
    with database.connection.connect("system") as login:
        row = login.execute(
            """insert into kernel_timelineentry (record_id, verb, move, from_state, to_state, actor_id, body,
            changes, reach, occurred_at, recorded_at, xid, era, payload_hash)
            select id, 'commented', '', '', '', author_id, 'x', '{}', 3, now(), 'epoch', '1', 99, '\\x00'
            from kernel_record where id = %s
            returning recorded_at > now() - interval '1 min', xid = pg_current_xact_id(), era,
                length(payload_hash)""",
            (record.pk,),
        ).fetchone()
    assert row == (True, True, 1, 32)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 7, 8])
def test_a_root_depends_on_every_leaf_and_their_order(count: int) -> None:
    leaves = [merkle.leaf(str(number).encode()) for number in range(count)]
    roots = {merkle.root(leaves)}
    others = [[*leaves, merkle.leaf(b"new")]]
    others += [[*leaves[:place], merkle.leaf(b"other"), *leaves[place + 1 :]] for place in range(count)]
    if count > 1:
        others += [leaves[1:], leaves[::-1]]
    roots |= {merkle.root(each) for each in others}
    assert len(roots) == 1 + len(others)


def test_the_file_of_heads_holds_one_line_a_seal(heads_path: Path) -> None:
    _three_seals(heads_path)
    lines = [json.loads(line) for line in heads_path.read_text().splitlines()]
    assert [line["from"] for line in lines[1:]] == [line["until"] for line in lines[:-1]]
    assert heads_path.stat().st_mode & 0o077 == 0 or heads_path.parent.stat().st_mode & 0o077 == 0
