"""The program's own roles attack history: every privilege and DDL on append-only tables is refused (C9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from tests.database import TestDatabase

ATTACKS = (
    "update {table} set {column} = {column}",
    "delete from {table}",
    "truncate {table} cascade",
    "alter table {table} add column x int",
    "alter table {table} disable trigger all",
    "alter table {table} disable row level security",
    "alter table {table} owner to current_user",
    "drop table {table} cascade",
    "drop trigger append_only on {table}",
    "create rule x as on insert to {table} do instead nothing",
    "set session_replication_role = replica",
    "create trigger x before insert on {table} for each row execute function steward.copy_scope()",
    "create or replace function steward.keep_timeline() returns trigger language plpgsql as 'begin end'",
    "create or replace function steward.refuse_change() returns trigger language plpgsql as 'begin end'",
    "set role {owner}",
    "alter role current_user superuser",
    "alter role current_user bypassrls",
)


def _tables(owner: psycopg.Connection[Any]) -> list[tuple[str, str]]:
    """Every table with a trigger of that name, and its key."""
    return owner.execute(
        "select c.relname, a.attname from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_index i"
        " on i.indrelid = c.oid and i.indisprimary join pg_attribute a"
        " on a.attrelid = c.oid and a.attnum = i.indkey[0]"
        " where t.tgname = 'append_only' order by 1"
    ).fetchall()


@pytest.mark.parametrize("role", ["web", "system"])
def test_history_withstands_the_programs_own_roles(
    role: Any, database: TestDatabase, owner_connection: psycopg.Connection[Any]
) -> None:
    tables = _tables(owner_connection)
    (owner,) = owner_connection.execute("select current_user").fetchone() or ("",)
    assert {
        "kernel_timelineentry",
        "kernel_seal",
        "kernel_decision",
        "kernel_proof",
        "people_rowhistory",
    } <= {t for t, _ in tables}
    taken = []
    with database.connection.connect(role) as attacker:
        for table, column in tables:
            for attack in ATTACKS:
                words = attack.format(table=table, column=column, owner=f'"{owner}"')
                try:
                    attacker.execute(words)
                    taken.append(f"{role}: {words}")
                except psycopg.Error:
                    pass
                attacker.rollback()
    assert not taken, "\n".join(taken)


def test_even_the_owner_is_stopped_by_the_trigger(owner_connection: psycopg.Connection[Any]) -> None:
    """A migration that means no harm must not rewrite history either; rows are there from the cast."""
    for table, column in _tables(owner_connection):
        for attack in (f"update {table} set {column} = {column}", f"delete from {table}"):
            rows = owner_connection.execute(f"select count(*) from {table}").fetchone()
            if not rows or not rows[0]:
                continue
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner_connection.execute(attack)
            owner_connection.rollback()
