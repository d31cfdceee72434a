"""The part of the relations that a question is about, now or at a moment, within the reader's sight (8.1.5, 8.1.8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from django.db import connection

from steward.registers.configuration.impact import Need
from steward.registers.configuration.relation_types import HITTING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from typing import Any

# Towards those that need an item, or towards what it needs.
Way: TypeAlias = Literal["hit", "needed"]

_NOW = "r.valid_to is null"
_THEN = "r.valid_from <= %(at)s::timestamptz and (r.valid_to is null or r.valid_to > %(at)s::timestamptz)"
_FROM = {"hit": ("target_id", "source_id"), "needed": ("source_id", "target_id")}
# The closure first, then the needs among its members; of a group, how many members it has in all.
_NEEDS = """
with recursive closure(id) as (
    select unnest(%(start)s::bigint[])
    union
    select r.{there} from closure c join configuration_relation r on r.{here} = c.id
    where r.relation = any(%(hitting)s::text[]) and {live}
), needs as (
    select r.source_id, r.target_id, r.relation, r."group", r.needed
    from closure c join configuration_relation r on r.{here} = c.id
    where r.relation = any(%(hitting)s::text[]) and {live}
), sizes as (
    select r.source_id, r."group", count(distinct r.target_id) as size from configuration_relation r
    where r.source_id in (select source_id from needs where "group" <> '') and r."group" <> ''
        and r.relation = any(%(hitting)s::text[]) and {live}
    group by 1, 2
)
select n.source_id, n.target_id, n.relation, n."group", coalesce(n.needed, 0), coalesce(s.size, 0)
from needs n left join sizes s on s.source_id = n.source_id and s."group" = n."group"
"""


@dataclass(frozen=True, slots=True)
class Item:
    """An item as a graph or a list shows it."""

    id: int
    number: str
    title: str
    state: str
    class_zh: str
    class_en: str
    criticality: int


def _ask(sql: str, params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def needs_around(start: Collection[int], way: Way, at: datetime | None = None) -> list[Need]:
    """Every need on the way from these items; one statement."""
    here, there = _FROM[way]
    sql = _NEEDS.format(here=here, there=there, live=_THEN if at else _NOW)
    return [Need(*row) for row in _ask(sql, {"start": list(start), "hitting": list(HITTING), "at": at})]


_ITEMS = """select r.id, r.number, r.title, r.state, c.name_zh, c.name_en, i.criticality
    from kernel_record r join configuration_configurationitem i on i.record_id = r.id
    join configuration_ciclass c on c.id = i.ci_class_id where r.id = any(%s::bigint[])"""


def items(ids: Collection[int]) -> dict[int, Item]:
    """The items that the reader sees, by id; one statement."""
    return {row[0]: Item(*row) for row in _ask(_ITEMS, [sorted(ids)])}


_SERVING = """select r.id from kernel_record r where r.kind = 'ci' and r.service_id = %s::bigint and r.is_open"""


def items_of_service(service_id: int) -> list[int]:
    """The items that carry a service of the catalogue."""
    return [row[0] for row in _ask(_SERVING, [service_id])]
