"""Nouns that a chapter adds: rows of its registers, which records then name by key like those of the ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.kernel import seen
from steward.kernel.intake.relations import PLACES, Place
from steward.kernel.names import NOUNS, SOURCES

if TYPE_CHECKING:
    from steward.people.register import Register

NOBODYS = "null::bigint"


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
