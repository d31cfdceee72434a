"""Nouns that a chapter adds: rows of its registers, which records then name by key like those of the ground."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from steward.kernel import seen
from steward.kernel.intake.relations import PLACES, Place
from steward.kernel.names import NOUNS, SOURCES

if TYPE_CHECKING:
    from steward.kernel.process import Text
    from steward.people.register import Register

NOBODYS = "null::bigint"


@dataclass(frozen=True, slots=True)
class OfRecords:
    """One fact that a chapter knows of records of every kind: its noun, label, and the question that answers it.

    `sql` answers noun, record, name in Chinese and English, and the end of an address under `address`; it is asked
    with the other names of a page, so that it costs no statement of its own.
    """

    noun: str
    label: Text
    address: str
    sql: str


OF_RECORDS: dict[str, OfRecords] = {}


def learn_of_records(fact: OfRecords) -> None:
    """From now on the page of every record tells this of it, where there is an answer."""
    OF_RECORDS[fact.noun] = fact
    SOURCES[fact.noun] = fact.sql


def learn(register: Register) -> None:
    """From now on a relation to this register's rows is read by its key, named, and offered in forms.

    The rows have `name_zh` and `name_en`. Where they belong to companies (`party`), only those that the reader has
    to do with are there.
    """
    table = register.model._meta.db_table  # noqa: SLF001  Django's documented interface
    PLACES[register.model] = Place(table, register.key, register.party or NOBODYS)
    NOUNS[table] = register.kind
    SOURCES[register.kind] = (
        f"select '{register.kind}', id, name_zh, name_en, {register.key} from {table}"  # noqa: S608  names of tables and columns are ours
        f" where id = any(%s::bigint[]) and {seen_if(register)}"
    )


def seen_if(register: Register) -> str:
    """The condition under which a reader sees a row."""
    return f"{register.party} = {seen.PARTIES}" if register.party else "true"
