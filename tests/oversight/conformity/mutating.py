"""Rows altered one at a time past every trigger, until a judge tells something else; what doors leave of it is told."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import DatabaseError, connection, models, transaction

from steward.kernel.catalogue import all_processes
from steward.kernel.judges import Asked
from steward.kernel.models import Record
from steward.kernel.statement import sql_of
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.kernel.judges import Judge

Model = type[models.Model]
# The youngest rows of a table; what a turn has made is among them.
MOST_ROWS = 60
EARLY, LATE = date(2001, 1, 1), date(2101, 1, 1)
TIMES = (datetime(2001, 1, 1, tzinfo=UTC), datetime(2101, 1, 1, tzinfo=UTC))
# How a table leads to the record on which it hangs.
TO_RECORD = ("record_id", "source_id")


class Mutation(NamedTuple):
    """A statement, and the row that it is about: a table and a key of it."""

    table: str
    key: str
    row: Any
    statement: str
    values: tuple[Any, ...]
    # What makes room for it, where a value may stand in one row alone.
    before: tuple[str, tuple[Any, ...]] | None = None


def told(judge: Judge, at: datetime) -> list[tuple[Any, ...]]:
    """Every case with whether it is wrong, and until when."""
    with as_("system", at):
        found = judge.cases(Asked(at, {})).order_by().values_list("pk", "wrong", "until")
        return sorted(found, key=str)


def told_anew(judge: Judge, at: datetime) -> list[tuple[Any, ...]] | None:
    """The same after a mutation; None where it left what no door writes: nobody to ask as, or what can't be read."""
    try:
        with transaction.atomic():
            return told(judge, at)
    except (DatabaseError, AssertionError):
        return None


@contextmanager
def taken_back() -> Iterator[None]:
    """A block whose writes pass every trigger and foreign key, and are gone after it."""
    with transaction.atomic():
        execute("set local session_replication_role = replica")
        yield
        transaction.set_rollback(True)
    execute("set local session_replication_role = origin")


def execute(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def mutations(judge: Judge, model: Model, at: datetime) -> Iterator[Mutation]:
    """Columns of the table that the judge's query names, row by row; rows taken away; rows added."""
    with as_("system", at):
        text, params = sql_of(judge.cases(Asked(at, {})).order_by().values_list("pk", "wrong", "until"))
    words = set(re.findall(r"\w+", text))
    said = [value for value in params if isinstance(value, str)]
    tables = [(model, _key(model))]
    if issubclass(model, Record) and model is not Record:
        tables.append((Record, "id"))
    for each, key in tables:
        table = each._meta.db_table
        rows = [row for (row,) in execute(f'select "{key}" from "{table}" order by 1 desc limit {MOST_ROWS}')]
        if each is Record and model is not Record:
            theirs = {row for (row,) in execute(f'select record_id from "{model._meta.db_table}"')}
            rows = [row for row in rows if row in theirs] or sorted(theirs)[-MOST_ROWS:]
        columns = [c for c in each._meta.local_concrete_fields if c.column in words and not c.primary_key]
        for row in rows:
            for column in columns:
                for value in _values(column, said):
                    yield _alter(table, key, row, column, value)
                if column.unique and column.remote_field:
                    yield from _handed_over(table, key, row, column)
            yield Mutation(table, key, row, f'delete from "{table}" where "{key}" = %s', (row,))
    yield from _added(model, [pk for pk, *_rest in told(judge, at)][:3] + _records(judge))


def _records(judge: Judge) -> list[Any]:
    """The youngest records of each kind that the judge reads: a row may hang on one that is no case."""
    kinds = [each for each in judge.reads if issubclass(each, Record) and each is not Record]
    tables = [each._meta.db_table for each in kinds]
    return [pk for table in tables for (pk,) in execute(f'select record_id from "{table}" order by 1 desc limit 6')]


def _key(model: Model) -> str:
    return str(model._meta.pk.column)


def _alter(table: str, key: str, row: Any, column: Any, value: Any) -> Mutation:
    cast = column.db_type(connection)
    statement = f'update "{table}" set "{column.column}" = %s::text::{cast} where "{key}" = %s'
    return Mutation(table, key, row, statement, (value if value is None else str(value), row))


def _handed_over(table: str, key: str, row: Any, column: Any) -> Iterator[Mutation]:
    """What another row says, which then says nothing."""
    name = column.column
    for (value,) in execute(f'select "{name}" from "{table}" where "{name}" is not null order by 1 desc limit 20'):
        room = (f'update "{table}" set "{name}" = null where "{name}" = %s', (value,))
        yield _alter(table, key, row, column, value)._replace(before=room)


def _values(column: Any, said: list[str]) -> list[Any]:
    """Values of the column's type, from nothing to the words of the query itself."""
    if isinstance(column, models.BooleanField):
        return [True, False]
    if isinstance(column, models.DateTimeField):
        return [*TIMES, None]
    if isinstance(column, models.DateField):
        return [EARLY, LATE, None]
    if isinstance(column, models.JSONField):
        return ["[]", "{}"]
    if isinstance(column, (models.CharField, models.TextField)):
        return ["zz", "", *dict.fromkeys(said), None]
    return [0, 1, 999_999, None]


def _added(model: Model, cases: list[Any]) -> Iterator[Mutation]:
    """A row that hangs on a case; a copy of each row there is."""
    table, key = model._meta.db_table, _key(model)
    columns = execute(
        "select attname, format_type(atttypid, atttypmod), attnotnull, atthasdef or attidentity <> ''"
        " from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped",
        table,
    )
    for case in cases:
        filled = [(name, kind) for name, kind, needed, given in columns if needed and not given]
        names = ", ".join(f'"{name}"' for name, _kind in filled)
        holes = ", ".join(f"%s::text::{kind}" for _name, kind in filled)
        values = tuple(str(_any(kind, case)) for _name, kind in filled)
        yield Mutation(table, "", case, f'insert into "{table}" ({names}) values ({holes})', values)
    others = ", ".join(f'"{name}"' for name, *_rest in columns if name != key)
    for (row,) in execute(f'select "{key}" from "{table}" order by 1 desc limit {MOST_ROWS}'):
        copy = f'insert into "{table}" ("{key}", {others}) select 900000000, {others} from "{table}" where "{key}" = %s'
        yield Mutation(table, key, row, copy, (row,))


def _any(kind: str, case: Any) -> Any:
    if kind.startswith(("bigint", "integer", "smallint")):
        return case
    if kind.startswith("timestamp") or kind == "date":
        return TIMES[0]
    return {"boolean": False, "jsonb": "{}"}.get(kind, "")


def tried(mutation: Mutation) -> bool:
    """Makes it; answers False where the table itself refuses."""
    try:
        with transaction.atomic():
            if mutation.before:
                execute(mutation.before[0], *mutation.before[1])
            execute(mutation.statement, *mutation.values)
    except DatabaseError:
        return False
    return True


def trace(mutation: Mutation) -> set[str]:
    """What the doors leave of such a change: the table in the row history, or an entry of the record's kind."""
    table = mutation.table
    if execute("select 1 from pg_trigger where tgrelid = %s::regclass and tgname = 'remember_row'", table):
        return {table}
    kinds: dict[str, str] = {process.model._meta.db_table: process.kind for process in all_processes()}
    if table in kinds:
        return {kinds[table]}
    if table == Record._meta.db_table:
        return {kind for (kind,) in execute("select kind from kernel_record where id = %s", mutation.row)}
    names = {name for (name,) in execute("select attname from pg_attribute where attrelid = %s::regclass", table)}
    through = next((name for name in TO_RECORD if name in names), None)
    if through is None:
        return set()
    held = mutation.row
    if mutation.key and mutation.key != through:
        ((held,),) = execute(f'select "{through}" from "{table}" where "{mutation.key}" = %s', mutation.row)
    return {kind for (kind,) in execute("select kind from kernel_record where id = %s", held)}


def leave(names: set[str]) -> None:
    """Writes the trace of a change, after all that was written before has been moved out of sight."""
    execute("update kernel_timelineentry set era = era - 1000")
    execute("update people_rowhistory set recorded_at = recorded_at - interval '1 day'")
    for name in names:
        execute(
            'insert into people_rowhistory ("table", "row", action, changes, of_record, recorded_at)'
            " values (%s, '', 'update', '{}', false, clock_timestamp())",
            name,
        )
        execute(
            "update kernel_timelineentry set era = era + 1000 where id = (select max(e.id) from kernel_timelineentry e"
            " join kernel_record r on r.id = e.record_id where r.kind = %s)",
            name,
        )
