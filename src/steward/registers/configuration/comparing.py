"""What differs between two sides, item by item, field by field, relations too (manual 8.1.2, 9.1.7)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from steward.kernel.refusal import Refused
from steward.registers.configuration import history
from steward.registers.configuration.relation_types import TYPES

if TYPE_CHECKING:
    from steward.people.actor import Actor
    from steward.registers.configuration.history import Fact
    from steward.registers.configuration.sides import Side

# More of one kind nobody reads on a page; all are counted.
MOST = 300
# Which change allowed a write is no part of what an item is; relations are compared as such.
_APART = "array['change_id', 'relations']"


@dataclass(frozen=True, slots=True)
class Thing:
    """An item on one side only, as it is there."""

    number: str
    title: str
    class_id: int


@dataclass(frozen=True, slots=True)
class Altered:
    """An item on both sides, with everything told of it that differs."""

    number: str
    title: str
    facts: list[Fact]


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation of one side only, or whose redundancy differs; `was` and `becomes` tell group and number needed."""

    source: str
    relation: str
    target: str
    was: str = ""
    becomes: str = ""

    @property
    def label(self) -> str:
        """The relation in the reader's words."""
        return str(TYPES[self.relation].label)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The differences from left to right, at most `MOST` of each kind; `counts` holds how many there are in all."""

    left: Side
    right: Side
    added: list[Thing]
    removed: list[Thing]
    altered: list[Altered]
    ties_added: list[Tie]
    ties_removed: list[Tie]
    ties_altered: list[Tie]
    counts: dict[str, int]

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not any(self.counts.values())


def _ask(sql: str, params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


_SIDE = "%s::bigint, %s::bigint, %s::bigint[], %s::bigint[], %s::timestamptz"


def _params(side: Side) -> list[Any]:
    return [side.project_id, side.service_id, side.class_ids, side.place_ids, side.at]


def count_items(side: Side) -> int:
    """How many items a side holds."""
    return int(_ask(f"select count(*) from steward.items_at({_SIDE})", _params(side))[0][0])  # noqa: S608  our own text


_ITEMS = f"""
with l as materialized (select * from steward.items_at({_SIDE})),
    r as materialized (select * from steward.items_at({_SIDE})),
differing as (
    select coalesce(l.record_id, r.record_id) as id, l.snapshot as was, r.snapshot as becomes,
        case when l.record_id is null then 'added' when r.record_id is null then 'removed' else 'altered' end as how
    from l full join r on r.record_id = l.record_id
    where l.snapshot - {_APART} is distinct from r.snapshot - {_APART}
), ranked as (
    select d.*, k.number, count(*) over (partition by how) as of_it,
        row_number() over (partition by how order by d.id) as place
    from differing d join kernel_record k on k.id = d.id
)
select how, of_it, number, was, becomes from ranked where place <= %s::integer order by how, place
"""  # noqa: S608  our own text
_TIES = f"""
with l as (select t.* from steward.relations_at(%s::bigint, %s::timestamptz) t
        where t.source_id in (select record_id from steward.items_at({_SIDE}))),
    r as (select t.* from steward.relations_at(%s::bigint, %s::timestamptz) t
        where t.source_id in (select record_id from steward.items_at({_SIDE}))),
differing as (
    select coalesce(l.source_id, r.source_id) as source, coalesce(l.target_id, r.target_id) as target,
        coalesce(l.relation, r.relation) as relation, concat_ws(' ', nullif(l.redundancy, ''), l.needed) as was,
        concat_ws(' ', nullif(r.redundancy, ''), r.needed) as becomes,
        case when l.source_id is null then 'ties_added' when r.source_id is null then 'ties_removed'
            else 'ties_altered' end as how
    from l full join r on (r.source_id, r.target_id, r.relation) = (l.source_id, l.target_id, l.relation)
    where (l.source_id, l.redundancy, l.needed) is distinct from (r.source_id, r.redundancy, r.needed)
), ranked as (
    select d.*, s.number as source_number, t.number as target_number, count(*) over (partition by how) as of_it,
        row_number() over (partition by how order by d.source, d.relation, d.target) as place
    from differing d join kernel_record s on s.id = d.source join kernel_record t on t.id = d.target
)
select how, of_it, source_number, relation, target_number, was, becomes from ranked
where place <= %s::integer order by how, place
"""  # noqa: S608  our own text
KINDS = ("added", "removed", "altered", "ties_added", "ties_removed", "ties_altered")


def compare(left: Side, right: Side, actor: Actor) -> Comparison:
    """What the right side has otherwise than the left; of two single items, field by field.

    Five statements whatever the size. Raises Refused where the sides can't be compared.
    """
    if (left.item_id is None) != (right.item_id is None):
        raise Refused([_("An item is compared with an item, a baseline or project with a baseline or project.")])
    if left.item_id and right.item_id:
        return _of_items(left, right, actor)
    if left.project_id != right.project_id:
        raise Refused([_("These are of two service projects: choose both of the same.")])
    items = _ask(_ITEMS, [*_params(left), *_params(right), MOST])
    both = [[each.project_id, each.at, *_params(each)] for each in (left, right)]
    ties = _ask(_TIES, [*both[0], *both[1], MOST])
    counts = dict.fromkeys(KINDS, 0) | {row[0]: row[1] for row in (*items, *ties)}
    return Comparison(
        left, right, *_things(items), _altered([row for row in items if row[0] == "altered"], actor), *_ties(ties),
        counts,
    )  # fmt: skip


def _things(rows: list[tuple[Any, ...]]) -> tuple[list[Thing], list[Thing]]:
    found: dict[str, list[Thing]] = {"added": [], "removed": []}
    for how, _count, number, was, becomes in rows:
        if how in found:
            told = _loaded(becomes if how == "added" else was)
            found[how].append(Thing(number, told["title"], told["ci_class_id"]))
    return found["added"], found["removed"]


def _loaded(snapshot: Any) -> dict[str, Any]:
    return dict(json.loads(snapshot) if isinstance(snapshot, str) else snapshot)


def _without_relations(snapshot: dict[str, Any]) -> dict[str, Any]:
    """They are told as such."""
    return {key: value for key, value in snapshot.items() if key != "relations"}


def _altered(rows: list[tuple[Any, ...]], actor: Actor) -> list[Altered]:
    pairs = [(_without_relations(_loaded(row[3])), _without_relations(_loaded(row[4]))) for row in rows]
    told = history.facts_of_all(pairs, actor)
    return [
        Altered(row[2], pair[1]["title"], [fact for fact in facts if fact.differs])
        for row, pair, facts in zip(rows, pairs, told, strict=True)
    ]


def _ties(rows: list[tuple[Any, ...]]) -> tuple[list[Tie], list[Tie], list[Tie]]:
    found: dict[str, list[Tie]] = {kind: [] for kind in KINDS[3:]}
    for how, _count, *told in rows:
        found[how].append(Tie(*told))
    return found["ties_added"], found["ties_removed"], found["ties_altered"]


def _of_items(left: Side, right: Side, actor: Actor) -> Comparison:
    """Two items, or one at two moments: the relations as the sheets of both state them."""
    found = [history.revision_at(each.item_id or 0, each.at) for each in (left, right)]
    if found[0] is None or found[1] is None:
        missing = left if found[0] is None else right
        raise Refused([_("%(number)s was not there yet at that moment.") % {"number": missing.name}])
    was, becomes = (each.snapshot for each in found if each)
    told = history.facts(_without_relations(was), _without_relations(becomes), actor)
    facts = [fact for fact in told if fact.differs]
    altered = [Altered(right.name, becomes["title"], facts)] if facts else []
    then, later = ({(row["relation"], row["target"]): row for row in each["relations"]} for each in (was, becomes))
    ties = [
        ("ties_added" if key not in then else "ties_removed" if key not in later else "ties_altered", 0,
         right.name if key in later else left.name, *key, _redundancy(then.get(key)), _redundancy(later.get(key)))
        for key in dict.fromkeys((*then, *later))
        if _redundancy(then.get(key)) != _redundancy(later.get(key)) or (key in then) != (key in later)
    ]  # fmt: skip
    counts = dict.fromkeys(KINDS, 0) | {"altered": len(altered)}
    counts |= {kind: sum(row[0] == kind for row in ties) for kind in KINDS[3:]}
    return Comparison(left, right, [], [], altered, *_ties(ties), counts)


def _redundancy(row: dict[str, Any] | None) -> str:
    return " ".join(str(row[key]) for key in ("group", "needed") if row.get(key)) if row else ""
