"""The report of a project's configuration: latest version, place, masters, dependencies, versions (manual 8.1.8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.kernel import seen
from steward.registers.configuration.relation_types import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from steward.registers.configuration.sides import Side

MASTER_CLASS = "media"


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation of an item with the other end; `outward`: the item states it."""

    outward: bool
    relation: str
    number: str
    title: str
    group: str
    needed: int | None

    @property
    def label(self) -> str:
        """The relation as this item reads it, in the reader's words."""
        kind = TYPES[self.relation]
        return str(kind.label if self.outward else kind.inverse)


@dataclass(frozen=True, slots=True)
class Master:
    """A master of software: its version and where it is kept; empty where nobody stated it."""

    number: str
    title: str
    version: str
    place: str


@dataclass(frozen=True, slots=True)
class Version:
    """A revision by which the version of an item became another; the change only where the reader sees it."""

    revision: int
    since: datetime
    version: str
    change: str


@dataclass(slots=True)
class Line:
    """An item as it was at the moment of the report, with all that the report tells of it."""

    number: str
    title: str
    ci_class: str
    state: str
    revision: int
    version: str
    place: str
    unit: int | None
    ties: list[Tie] = field(default_factory=list)
    masters: list[Master] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)


# The second look, beside the database's own.
_RECORDS = f"(select id, number, title from kernel_record where {seen.RECORD})"  # noqa: S608  our own text
_SIDE = "steward.items_at(%(project)s::bigint, %(service)s::bigint, null, null, %(at)s::timestamptz)"
_CLASS = "case when %(chinese)s::boolean then c.name_zh else coalesce(nullif(c.name_en, ''), c.name_zh) end"
_PLACE = """p.code || ' ' || case when %(chinese)s::boolean then p.name_zh
    else coalesce(nullif(p.name_en, ''), p.name_zh) end"""
_TOTALS = f"""
select {_CLASS}, i.snapshot ->> 'state', count(*) from {_SIDE} i join {_RECORDS} k on k.id = i.record_id
join configuration_ciclass c on c.id = (i.snapshot ->> 'ci_class_id')::bigint
group by c.id, 2 order by c.path, 2
"""  # noqa: S608  our own texts
_LINES = f"""
select k.id, k.number, i.snapshot ->> 'title', {_CLASS}, i.snapshot ->> 'state', i.revision,
    i.snapshot ->> 'version_label', coalesce({_PLACE}, ''), (i.snapshot ->> 'rack_unit')::integer
from {_SIDE} i join {_RECORDS} k on k.id = i.record_id
join configuration_ciclass c on c.id = (i.snapshot ->> 'ci_class_id')::bigint
left join configuration_place p on p.id = (i.snapshot ->> 'place_id')::bigint
order by c.path, 3, k.id limit %(most)s::integer
"""  # noqa: S608  our own texts
# The class of a master is asked as it is now, all else of it as it was.
_TIES = f"""
with ties as (
    select e.*, true as outward, e.source_id as own, e.target_id as other from configuration_relation e
    where e.source_id = any(%(items)s::bigint[]) and e.valid_from <= %(at)s::timestamptz
    union all select e.*, false, e.target_id, e.source_id from configuration_relation e
    where e.target_id = any(%(items)s::bigint[]) and e.valid_from <= %(at)s::timestamptz
)
select t.own, t.outward, t.relation, k.number, k.title, t.group, t.needed, c.id is not null,
    coalesce(v.snapshot ->> 'version_label', ''),
    concat_ws(' · ', {_PLACE}, nullif(v.snapshot -> 'attributes' ->> 'location', ''))
from ties t join {_RECORDS} k on k.id = t.other
join configuration_configurationitem i on i.record_id = k.id
left join configuration_ciclass c on c.id = i.ci_class_id and '{MASTER_CLASS}' = any(string_to_array(c.path, '/'))
left join lateral (select r.snapshot from configuration_revision r
    where r.record_id = k.id and c.id is not null and r.valid_from <= %(at)s::timestamptz
    order by r.valid_from desc, r.id desc limit 1) v on true
left join configuration_place p on p.id = (v.snapshot ->> 'place_id')::bigint
where t.valid_to is null or t.valid_to > %(at)s::timestamptz
order by t.own, t.outward desc, t.relation, k.title, k.id
"""  # noqa: S608  our own texts
_VERSIONS = f"""
with told as (
    select r.record_id, r.revision, r.valid_from, r.change_id, r.snapshot ->> 'version_label' as version,
        lag(r.snapshot ->> 'version_label', 1, '') over (partition by r.record_id order by r.valid_from, r.id) as past
    from configuration_revision r
    where r.record_id = any(%(items)s::bigint[]) and r.valid_from <= %(at)s::timestamptz
)
select t.record_id, t.revision, t.valid_from, t.version, coalesce(k.number, '')
from told t left join {_RECORDS} k on k.id = t.change_id
where t.version <> t.past order by t.record_id, t.valid_from desc, t.revision desc
"""  # noqa: S608  our own texts


def _ask(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _asked(side: Side, *, chinese: bool) -> dict[str, Any]:
    return {"project": side.project_id, "service": side.service_id, "at": side.at, "chinese": chinese}


def totals(side: Side, *, chinese: bool) -> list[tuple[str, str, int]]:
    """Class, state and how many items of both, all that the reader sees; one statement."""
    return [(name, state, count) for name, state, count in _ask(_TOTALS, _asked(side, chinese=chinese))]


def lines(side: Side, most: int, *, chinese: bool) -> list[Line]:
    """The first items by class and name with all that is told of them; three statements."""
    asked = {**_asked(side, chinese=chinese), "most": most}
    found = {row[0]: Line(*row[1:]) for row in _ask(_LINES, asked)}
    asked["items"] = list(found)
    _tie(found, _ask(_TIES, asked))
    for pk, *told in _ask(_VERSIONS, asked):
        found[pk].versions.append(Version(*told))
    return list(found.values())


def _tie(found: dict[int, Line], rows: Iterable[tuple[Any, ...]]) -> None:
    masters: dict[int, dict[str, Master]] = defaultdict(dict)
    for own, *told, is_master, version, place in rows:
        tie = Tie(*told)
        found[own].ties.append(tie)
        if is_master:
            masters[own][tie.number] = Master(tie.number, tie.title, version, place)
    for own, kept in masters.items():
        found[own].masters = list(kept.values())
