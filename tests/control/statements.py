"""Every statement by which the web role could write an item, a relation or a revision: one a table, verb and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import DatabaseError, connection, transaction
from psycopg import Error

from tests.control.ground import FREE_OF_BASE, Ground, WritePath
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ITEM, BASE = "configuration_configurationitem", "kernel_record"
# The rows of each table that are of the whole item.
ROWS = {
    ITEM: "record_id = {pk}", BASE: "id = {pk}", "configuration_relation": "source_id = {pk}",
    "configuration_revision": "record_id = {pk}",
}  # fmt: skip
# A row of another value, by the type of the column; `other` is another row that there is.
_ANOTHER = {
    "bigint": "coalesce({c}, 0) + 100000", "integer": "coalesce({c}, 0) + 1", "smallint": "coalesce({c}, 0) + 1",
    "boolean": "not {c}", "jsonb": "case when {c}::text = '[]' then '[{{{{}}}}]' else '[]' end::jsonb",
    "date": "coalesce({c} + 1, current_date)", "timestamp with time zone": "coalesce({c}, now()) + interval '1 hour'",
    "text[]": "{c} || '{{{{x}}}}'::text[]", "character varying[]": "{c} || '{{{{x}}}}'", "xid8": "'1'::xid8",
}  # fmt: skip
_ROW_OF = {
    "place_id": "(select max(id) from configuration_place)", "team_id": "(select max(id) from people_team)",
    "owner_id": "(select max(person_id) from people_user where kind = 'person')",
    "author_id": "(select max(id) from people_user where kind = 'person')",
    "ci_class_id": "(select max(id) from configuration_ciclass)",
    "record_id": "(select min(id) from kernel_record where kind = 'service')",
    "service_id": "(select min(id) from kernel_record where kind = 'service')",
}  # fmt: skip
_TEXT = "case when {c} = 'x' then 'y' else 'x' end"
_COLUMNS = """select attname, format_type(atttypid, null) from pg_attribute
    where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum"""
# What follows from each write and nobody states: a trigger stamps it whatever is given.
STAMPED = ("revised_xid", "revision")


def tables() -> list[str]:
    """The tables of the chapter that hold items and what follows from them, and the base of records.

    Classes, places and sightings are plain rows; plans, baselines, discrepancies, reports and audits with their lines
    are other kinds of record, and a medium's checks tell of a file: no item is written there.
    """
    kinds = "configurationplan baseline discrepancy configurationaudit configurationreport"
    plain = "ciclass place sighting auditline mediacheck"
    apart = {f"configuration_{name}" for name in (*kinds.split(), *plain.split())}
    own = {model._meta.db_table for model in apps.get_app_config("configuration").get_models()}
    return sorted(own - apart | {BASE})


def statements() -> Iterator[WritePath]:
    """INSERT, DELETE, TRUNCATE and COPY for each table, UPDATE for each of its columns."""
    yield from _inserts()
    for table in tables():
        columns = _columns(table)
        yield _path(f"delete {table}", f"delete from {table} where {ROWS[table]}", shut=True)
        yield _path(f"truncate {table}", f"truncate {table} cascade", shut=True)
        yield WritePath(f"copy {table}", _copied(table), shut=True)
        for name, of in columns:
            another = _ROW_OF.get(name) or _ANOTHER.get(of, _TEXT)
            yield _update(table, name, another.format(c=f'"{name}"'))


def _columns(table: str) -> list[tuple[str, str]]:
    with as_("service-head"), connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [table])
        return list(cursor.fetchall())


def _update(table: str, name: str, value: str) -> WritePath:
    """Of the item under the change that is named; of its base row only together with the item's own."""
    free = (table == BASE and name in FREE_OF_BASE) or (table == ITEM and name in STAMPED)
    bare = f'update {table} set "{name}" = {value} where {ROWS[table]}'
    # Whose it is and which row it is: no change moves an item there, nor what follows from items.
    is_place = name in ("id", "record_id", "customer_id", "project_id", "supplier_id", "restriction", "change_id")
    shut = table not in (ITEM, BASE) or is_place or name == "disposed_at" or (table == ITEM and name == "audience")
    opened = bare
    if table == ITEM and not shut:
        opened = f'update {table} set "{name}" = {value}, change_id = {{change}} where {ROWS[table]}'
    elif table == BASE and not shut:
        opened = f"with own as (update {ITEM} set change_id = {{change}} where record_id = {{pk}}) {bare}"
    return WritePath(f"update {table}.{name}", _run(bare, opened), free=free, shut=shut)


_FRESH = {
    "id": "nextval(pg_get_serial_sequence('{table}', 'id'))", "number": "'CI-900001'", "rack_unit": "null",
    "source_id": "{other}", "target_id": "{pk}", "change_id": "{change}",
}  # fmt: skip


def _insert(table: str, **fresh: str) -> str:
    """A copy of the whole item's row under another id."""
    given = {**_FRESH, **fresh}
    columns = [name for name, _of in _columns(table)]
    values = [given.get(name, f't."{name}"').replace("{table}", table) for name in columns]
    names = ", ".join(f'"{name}"' for name in columns)
    return f"insert into {table} ({names}) select {', '.join(values)} from {table} t where t.{ROWS[table]} limit 1"


def _inserts() -> Iterator[WritePath]:
    """A relation, a revision and a base row alone; and an item with its base row, as a change may let it in."""
    for table in tables():
        if table != ITEM:
            yield _path(f"insert {table}", _insert(table, record_id="{other}"), shut=True)
    new = "currval(pg_get_serial_sequence('kernel_record', 'id'))"
    whole = f"{_insert(BASE)}; {_insert(ITEM, record_id=new)}"
    yield _path(f"insert {ITEM}", whole, shut=False)


def _path(name: str, statement: str, *, shut: bool) -> WritePath:
    return WritePath(name, _run(statement, statement), shut=shut)


def _run(bare: str, opened: str) -> Callable[[Ground], str]:
    def run(ground: Ground) -> str:
        chosen = opened if ground.change else bare
        given = {
            "pk": ground.whole.pk,
            "other": ground.other.pk,
            "change": ground.change.pk if ground.change else "null",
        }
        try:
            with as_("engineer"), connection.cursor() as cursor:
                cursor.execute(chosen.format(**given))
        except DatabaseError as error:
            return str(error)
        return ""

    return run


# An id that no row has; of an item's row that of a record that is no item.
_FREE_KEY = {
    "id": "select max(id) + 1000 from {table}", "record_id": "select min(id) from kernel_record where kind = 'service'",
}  # fmt: skip


def _copied(table: str) -> Callable[[Ground], str]:
    """The whole item's row as COPY writes it, read back under another id."""

    def run(ground: Ground) -> str:
        key = {"configuration_relation": "id", "configuration_revision": "id", BASE: "id", ITEM: "record_id"}[table]
        try:
            with as_("service-head"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_FREE_KEY[key].format(table=table))
                fresh = cursor.fetchone()[0]
                names = [name for name, _of in _columns(table)]
                listed = ", ".join(f'"{name}"' for name in names)
                cursor.execute(f"select {listed} from {table} where {ROWS[table].format(pk=ground.whole.pk)} limit 1")
                row = {**dict(zip(names, cursor.fetchone(), strict=True)), key: fresh}
                with cursor.copy(f"copy {table} ({listed}) from stdin") as copy:
                    copy.write_row([row[name] for name in names])
        except (DatabaseError, Error) as error:
            return str(error)
        return ""

    return run
