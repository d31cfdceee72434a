"""A record as JSON: relations by key, times in UTC, and for contacts only what they see."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import models

from steward.kernel.intake.values import field_of
from steward.kernel.models import Record
from steward.kernel.names import NOUNS
from steward.kernel.stated_facts import statements_of
from steward.surface.listing import names_for
from steward.surface.narrowing import SEEN_BY_ALL
from steward.surface.rest.serving import answer

if TYPE_CHECKING:
    from django.http import HttpResponse

    from steward.kernel.names import Names
    from steward.kernel.process import Process
    from steward.people.actor import Actor

# Columns of the base that are the machine's own business.
INNER = frozenset({"id", "audience", "restriction"})
SEEN_ALWAYS = ("number", "kind", "title", "is_open", "version")
ROOT = "/api/v1"


@cache
def columns_of(process: Process) -> tuple[str, ...]:
    """Every column of base and child by field name, those of the base first."""
    fields = [*Record._meta.concrete_fields, *process.model._meta.local_concrete_fields]  # noqa: SLF001  Django's documented interface
    return tuple(f.name for f in fields if f.name not in INNER and not f.primary_key)


@cache
def relations_of(process: Process) -> dict[str, str]:
    """The noun (see kernel.names) behind each column that refers to something."""
    columns = {name: field_of(process, name) for name in columns_of(process)}
    return {
        name: NOUNS[column.related_model._meta.db_table]  # noqa: SLF001  Django's documented interface
        for name, column in columns.items()
        if isinstance(column, models.ForeignKey)
    }


def sent_to_all(process: Process) -> frozenset[str]:
    """The columns that contacts see too."""
    return frozenset({*SEEN_ALWAYS, *SEEN_BY_ALL, *process.contact_sees})


def columns_for(process: Process, actor: Actor) -> tuple[str, ...]:
    """The columns that this actor sees."""
    if actor.is_provider:
        return columns_of(process)
    seen = sent_to_all(process)
    return tuple(name for name in columns_of(process) if name in seen)


def address_of(kind: str, number: str) -> str:
    """Where a record is found."""
    return f"{ROOT}/{kind}/{number}/"


def as_json(process: Process, columns: tuple[str, ...], row: Any, names: Names) -> dict[str, Any]:
    """A record, or a row of a list, by these columns."""
    told: dict[str, Any] = {"url": address_of(process.kind, row.number)}
    nouns = relations_of(process)
    for name in columns:
        noun = nouns.get(name)
        value = getattr(row, f"{name}_id" if noun else name)
        if noun:
            told[name] = names.key(noun, value)
            if name == "customer":
                told["customer_name"] = names.name(noun, value)
        else:
            told[name] = value
    return told


def record_answer(
    process: Process, record: Record, actor: Actor, status: int = 200, *, location: bool = False
) -> HttpResponse:
    """A record as the whole answer, with its version as the ETag."""
    columns = columns_for(process, actor)
    told = as_json(process, columns, record, names_for(process, columns, [record]))
    if record.source and actor.is_provider:
        told["stated"] = {each.name: each.as_json() for each in statements_of(record)}
    headers = {"ETag": f'"{record.version}"', **({"Location": told["url"]} if location else {})}
    return answer(told, status, headers)
