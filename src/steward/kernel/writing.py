"""The pen's nib: a record, its timeline entry, its words and proofs written as one SQL statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import ForeignKey
from psycopg.types.json import Jsonb

from steward.kernel.models import Record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import Field, Model

    from steward.kernel.process import Process
    from steward.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """A timeline entry about to be written; `words` are what search shall find it by."""

    verb: str
    actor: Actor
    at: datetime
    reach: int
    move: str = ""
    from_state: str = ""
    to_state: str = ""
    body: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    minutes: int | None = None
    words: str = ""
    proves: tuple[str, ...] = ()


class _Statement:
    """Common table expressions with their parameters, run in one go."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.params: list[Any] = []

    def add(self, name: str, sql: str, params: list[Any]) -> None:
        self.parts.append(f"{name} as ({sql})")
        self.params += params

    def run(self, answer: str, params: list[Any] | None = None) -> tuple[Any, ...]:
        with connection.cursor() as cursor:
            cursor.execute(f"with {', '.join(self.parts)} {answer}", [*self.params, *(params or [])])
            row: tuple[Any, ...] = cursor.fetchone()
        return row


def column_cast(column: Field[Any, Any]) -> str:
    """The type under which a value of this column is given; text is not cut to its column's length."""
    kind = (column.target_field if isinstance(column, ForeignKey) else column).db_type(connection) or "text"
    return "text" if kind.startswith("varchar") and not kind.endswith("[]") else kind


def _columns(model: type[Model], values: Mapping[str, Any]) -> tuple[list[str], list[str], list[Any]]:
    """Column names, placeholders with casts, and parameters of the model's own columns among `values`."""
    columns = [f for f in model._meta.local_fields if f.attname in values]  # noqa: SLF001  Django's documented interface
    names = [f'"{f.column}"' for f in columns]
    places = [f"%s::{column_cast(f)}" for f in columns]
    return names, places, [f.get_db_prep_save(values[f.attname], connection) for f in columns]


def _entry_part(statement: _Statement, entry: Entry, kind: str, record: str, params: list[Any]) -> None:
    """The timeline entry with its proofs and words; `record` is SQL for the record's id."""
    statement.add(
        "entry",
        f"""insert into kernel_timelineentry (record_id, verb, move, from_state, to_state, actor_id, body, changes,
            minutes, reach, occurred_at) select {record}, %s::text, %s::text, %s::text, %s::text, %s::bigint,
            %s::text, %s::jsonb, %s::integer, %s::smallint, %s::timestamptz returning id""",
        [
            *(*params, entry.verb, entry.move, entry.from_state, entry.to_state, entry.actor.id, entry.body),
            *(Jsonb(dict(entry.changes)), entry.minutes, entry.reach, entry.at),
        ],
    )
    if entry.proves:
        statement.add(
            "proof",
            f"""insert into kernel_proof (record_id, entry_id, clause)
            select {record}, entry.id, clause from entry, unnest(%s::text[]) as clause""",  # noqa: S608  names of tables and columns are ours
            [*params, list(entry.proves)],
        )
    if entry.words:
        statement.add(
            "search",
            f"""insert into kernel_searchrow (record_id, reach, kind, vector)
            select {record}, %s::smallint, %s::text, steward.search_vector(%s::text)
            on conflict (record_id, reach) do update set vector = kernel_searchrow.vector || excluded.vector""",
            [*params, entry.reach, kind, entry.words],
        )


def append(process: Process, record: Record, entry: Entry) -> int:
    """Writes an entry that leaves the record itself as it is; answers the entry's id."""
    statement = _Statement()
    _entry_part(statement, entry, process.kind, "%s::bigint", [record.pk])
    return int(statement.run("select id from entry")[0])


def insert(process: Process, values: dict[str, Any], entry: Entry) -> tuple[Record, int]:
    """Writes a new record of the process; answers it and the id of its first timeline entry.

    `values` go by attribute name and hold every column of base and child but id and number.
    """
    statement = _Statement()
    names, places, params = _columns(Record, values)
    # Six digits at least; lpad alone would cut the seventh off the millionth and give an old number again.
    number = (
        f"(select '{process.prefix}-' || lpad(n::text, greatest(6, length(n::text)), '0')"  # noqa: S608  names of tables and columns are ours
        f" from nextval('number_{process.prefix.lower()}') as n)"
    )
    statement.add(
        "base",
        f"insert into kernel_record (number, {', '.join(names)}) values ({number}, {', '.join(places)})"  # noqa: S608  names of tables and columns are ours
        " returning id, number",
        params,
    )
    names, places, params = _columns(process.model, values)
    statement.add(
        "own",
        f"insert into {process.model._meta.db_table} (record_id{''.join(', ' + n for n in names)})"  # noqa: S608, SLF001  names of tables and columns are ours; Django's documented interface
        f" select base.id{''.join(', ' + p for p in places)} from base",
        params,
    )
    _entry_part(statement, entry, process.kind, "(select id from base)", [])
    pk, number, entry_id = statement.run("select base.id, base.number, entry.id from base, entry")
    record = process.model(number=number, **values)
    record.pk = record.id = pk
    record._state.adding = False  # noqa: SLF001  it is in the database
    return record, entry_id


def update(process: Process, record: Record, values: dict[str, Any], entry: Entry) -> int:
    """Writes changed columns of a locked record, one version on, and the entry; answers the entry's id."""
    values = {**values, "version": record.version + 1, "updated_at": entry.at}
    statement = _Statement()
    for name, model, key in (("base", Record, "id"), ("own", process.model, "record_id")):
        names, places, params = _columns(model, values)
        if names:
            pairs = ", ".join(f"{n} = {p}" for n, p in zip(names, places, strict=True))
            statement.add(
                name,
                f"update {model._meta.db_table} set {pairs} where {key} = %s::bigint returning {key}",  # noqa: S608, SLF001  names of tables and columns are ours; Django's documented interface
                [*params, record.pk],
            )
    # By way of the base row, so that the entry finds the scope that the record has from now on.
    _entry_part(statement, entry, process.kind, "(select id from base)", [])
    (entry_id,) = statement.run("select id from entry")
    for name, value in values.items():
        setattr(record, name, value)
    return int(entry_id)
