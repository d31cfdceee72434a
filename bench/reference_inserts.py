"""The fixed yardstick of bench/create: the rows of one incident, inserted one by one into plain tables.

The tables have the columns and indexes of the real ones alone: no foreign keys, triggers or policies.
One transaction holds as many rows as opening the sample incident wrote.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

if TYPE_CHECKING:
    import psycopg

# Table, and the condition under which its rows belong to the incident of that number.
_OF_RECORD = "record_id = (select id from kernel_record where number = %s)"
TABLES = {
    "kernel_record": "number = %s",
    "incident_incident": _OF_RECORD,
    "kernel_timelineentry": _OF_RECORD,
    "kernel_searchrow": _OF_RECORD,
    "kernel_clockrun": _OF_RECORD,
    "procrastinate_jobs": "args ->> 'entry' = (select max(e.id)::text from kernel_timelineentry e"
    " join kernel_record r on r.id = e.record_id where r.number = %s)",
}
KEYS = {"kernel_record": "id", "incident_incident": "record_id", "procrastinate_jobs": "id"}


def prepare(owner: psycopg.Connection[Any], number: str) -> list[tuple[sql.Composed, list[Any]]]:
    """Makes the plain tables; answers the inserts of one transaction, copied from the sample incident."""
    owner.execute("drop schema if exists bench_reference cascade")
    owner.execute("create schema bench_reference")
    owner.execute("create sequence bench_reference.running start 1000000000")
    inserts = []
    for table, condition in TABLES.items():
        plain, real = sql.Identifier("bench_reference", table), sql.Identifier(table)
        owner.execute(sql.SQL("create table {} (like {} including defaults including indexes)").format(plain, real))
        query = sql.SQL("select * from {} where {}").format(real, sql.SQL(condition))
        with owner.cursor(row_factory=dict_row) as cursor:
            rows = cursor.execute(query, [number]).fetchall()
        inserts += [_insert(table, plain, row) for row in rows]
    owner.commit()
    return inserts


def _insert(table: str, plain: sql.Identifier, row: dict[str, Any]) -> tuple[sql.Composed, list[Any]]:
    """One insert with a fresh key where the table has one to itself."""
    fresh = {KEYS.get(table, "id"), *(("record_id",) if "record_id" in row else ()), "number"}
    names, places, values = [], [], []
    for name, value in row.items():
        names.append(sql.Identifier(name))
        if name in fresh:
            places.append(sql.SQL("nextval('bench_reference.running')::text::{}").format(
                sql.SQL("varchar" if name == "number" else "bigint")))  # fmt: skip
            continue
        places.append(sql.Placeholder())
        values.append(Jsonb(value) if isinstance(value, (dict, list)) and name != "tags" else value)
    statement = sql.SQL("insert into {} ({}) values ({})")
    return statement.format(plain, sql.SQL(", ").join(names), sql.SQL(", ").join(places)), values


def run(connection: psycopg.Connection[Any], inserts: list[tuple[sql.Composed, list[Any]]], count: int) -> float:
    """Transactions a second over `count` of them."""
    texts = [(statement.as_string(connection), values) for statement, values in inserts]
    begin = time.perf_counter()
    for _ in range(count):
        with connection.transaction():
            for text, values in texts:
                connection.execute(text, values)
    return count / (time.perf_counter() - begin)
