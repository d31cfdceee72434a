"""What other floors and this chapter's rules ask of configuration items (manual 8.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Q

from steward.kernel import policy
from steward.kernel.models import Record
from steward.registers.configuration import comparing
from steward.registers.configuration.relation_types import HITTING

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from typing import Any

    from steward.people.actor import Actor
    from steward.registers.configuration.comparing import Comparison
    from steward.registers.configuration.sides import Side

CI = "ci"
IN_USE = ("in_use", "under_change")
MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """Units of a rack that something takes; the title is None where the reader may not see what."""

    low: int
    high: int
    face: str
    number: str | None
    title: str | None
    state: str | None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """The other end of a relation; `outward`: this item states it."""

    outward: bool
    relation: str
    number: str
    title: str
    state: str
    group: str
    needed: int | None


def items_numbered(numbers: Collection[str], actor: Actor, customer_id: int) -> dict[str, int]:
    """Ids by number of the items that an item of this customer may name: the customer's own, and our company's."""
    if not numbers:
        return {}
    seen = Q(kind=CI, number__in=list(numbers), customer_id__in=(customer_id, actor.own_party_id))
    return dict(Record.objects.filter(seen & policy.visible_to(actor)).values_list("number", "pk"))


def _ask(sql: str, params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


_TAKEN = """select t.low, t.high, t.face, r.number, r.title, r.state
    from steward.rack_units_taken(%s::bigint) t left join kernel_record r on r.id = t.ci
    where t.ci is distinct from %s::bigint order by t.low desc, t.face"""


def units_taken(rack_id: int, beside: int | None = None) -> list[Taken]:
    """What takes units of a rack, from the top; `beside` an item that is not asked for."""
    return [Taken(*row) for row in _ask(_TAKEN, [rack_id, beside])]


_AT = """select r.number, r.title, r.state from configuration_configurationitem i
    join kernel_record r on r.id = i.record_id where i.place_id = %s::bigint order by r.title, r.id limit 400"""


def items_at(place_id: int) -> list[tuple[str, str, str]]:
    """Number, title and state of what stands in a place itself."""
    return [(row[0], row[1], row[2]) for row in _ask(_AT, [place_id])]


_BACK = """
with recursive above(id, first) as (
    select id, number from kernel_record where kind = 'ci' and number = any(%s::text[])
    union
    select r.target_id, above.first from above join configuration_relation r
        on r.source_id = above.id and r.relation = %s::text and r.valid_to is null
)
select first from above where id = %s::bigint limit 1
"""


def leads_back(item_id: int, numbers: list[str], relation: str) -> str | None:
    """The first of these items from which this relation leads back to the item; None where none does."""
    rows = _ask(_BACK, [numbers, relation, item_id])
    return str(rows[0][0]) if rows else None


_HANGING = """select s.number from configuration_relation r join kernel_record s on s.id = r.source_id
    where r.target_id = %s::bigint and r.valid_to is null and r.relation = any(%s::text[]) and s.state = any(%s::text[])
    order by s.id limit %s::integer"""


def in_use_hanging_on(item_id: int | None) -> list[str]:
    """Numbers of a few items in use that fail with this one."""
    return [row[0] for row in _ask(_HANGING, [item_id, list(HITTING), list(IN_USE), MOST_NAMED])]


_NEIGHBOURS = """
select r.source_id = %(item)s::bigint, r.relation, o.number, o.title, o.state, r.group, r.needed
from (select t.*, target_id as other from configuration_relation t where source_id = %(item)s::bigint
    union all select t.*, source_id from configuration_relation t where target_id = %(item)s::bigint) r
join kernel_record o on o.id = r.other
where (%(at)s::timestamptz is null and r.valid_to is null)
    or (r.valid_from <= %(at)s::timestamptz and (r.valid_to is null or r.valid_to > %(at)s::timestamptz))
order by 1 desc, r.relation, r.group, o.title, o.id limit 400
"""


def neighbours(item_id: int, at: datetime | None = None) -> list[Neighbour]:
    """Both ends of an item's relations, now or as they were at a moment; those that the reader sees."""
    return [Neighbour(*row) for row in _ask(_NEIGHBOURS, {"item": item_id, "at": at})]


def seal_of_baseline(baseline_id: int) -> tuple[int, int, bytes]:
    """How many items and relations a baseline holds, and the seal of all that is told of them, reckoned anew."""
    items, relations, seal = _ask("select * from steward.seal_of_baseline(%s::bigint)", [baseline_id])[0]
    return int(items), int(relations), bytes(seal)


def compare(left: Side, right: Side, actor: Actor) -> Comparison:
    """What differs from left to right between baselines, moments or items (see `sides`). Raises Refused."""
    return comparing.compare(left, right, actor)
