"""How well the record is kept: incomplete, doubled, tied to nothing, long unseen; and what ends soon (manual 8.1.8)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.kernel import seen
from steward.registers.configuration.models import CiClass

if TYPE_CHECKING:
    from datetime import date, datetime

FLAWS = ("incomplete", "doubled", "orphan", "stale")
STALE_DAYS, SOON_DAYS, MOST = 180, 90, 200


@dataclass(frozen=True, slots=True)
class ClassHealth:
    """A class with how many items it has, and how many of them have each flaw."""

    code: str
    name_zh: str
    name_en: str
    items: int
    flaws: dict[str, int]


@dataclass(frozen=True, slots=True)
class Ending:
    """Something that ends on a day, or a licence with what is allowed and what is used."""

    number: str
    title: str
    what: str
    on: str
    count: int
    used: int


_JUDGED = f"""
with own as (
    select r.id, r.number, r.title, i.ci_class_id, i.relations = '[]' or r.owner_id is null or exists (
            select 1 from jsonb_array_elements_text(%(needed)s::jsonb -> i.ci_class_id::text) k
            where not i.attributes ? k) as incomplete,
        count(*) over (partition by i.ci_class_id, lower(r.title)) > 1
            or (i.serial <> '' and count(*) over (partition by i.serial) > 1) as doubled,
        not exists (select 1 from configuration_relation t
            where t.valid_to is null and (t.source_id = r.id or t.target_id = r.id)) as orphan,
        greatest(r.updated_at, (select max(s.seen_at) from configuration_sighting s where s.record_id = r.id))
            < %(now)s::timestamptz - make_interval(days => {STALE_DAYS}) as stale
    from (select * from kernel_record where kind = 'ci' and is_open and state <> 'dismantled'
        and project_id = %(project)s::bigint and {seen.RECORD}) r
    join configuration_configurationitem i on i.record_id = r.id
)
"""  # noqa: S608  our own texts
_BY_CLASS = f"""{_JUDGED}
select c.code, c.name_zh, c.name_en, count(*), count(*) filter (where incomplete), count(*) filter (where doubled),
    count(*) filter (where orphan), count(*) filter (where stale)
from own join configuration_ciclass c on c.id = own.ci_class_id group by c.id order by c.path
"""  # noqa: S608  our own texts
_WITH_FLAW = f"""{_JUDGED}
select own.number, own.title from own join configuration_ciclass c on c.id = own.ci_class_id
where c.code = %(code)s::text and case %(flaw)s::text when 'incomplete' then incomplete when 'doubled' then doubled
    when 'orphan' then orphan else stale end order by own.title, own.id limit {MOST}
"""  # noqa: S608  our own texts
_ENDING = f"""
with own as (
    select r.number, r.title, r.id, i.attributes, i.warranty_until, c.code
    from (select * from kernel_record where kind = 'ci' and is_open and project_id = %(project)s::bigint
        and {seen.RECORD}) r
    join configuration_configurationitem i on i.record_id = r.id join configuration_ciclass c on c.id = i.ci_class_id
)
select number, title, 'validity', attributes ->> 'valid_until', 0, 0 from own
where attributes ->> 'valid_until' <= (%(today)s::date + {SOON_DAYS})::text
union all
select number, title, 'warranty', warranty_until::text, 0, 0 from own
where warranty_until <= %(today)s::date + {SOON_DAYS}
union all
select number, title, 'licence', coalesce(attributes ->> 'valid_until', ''),
    coalesce((attributes ->> 'count')::integer, 0),
    (select count(*) from configuration_relation t
        where t.target_id = own.id and t.relation = 'licensed_by' and t.valid_to is null)
from own where code = 'licence'
order by 3, 4, 2 limit {MOST}
"""  # noqa: S608  our own texts


def _ask(sql: str, params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _needed() -> str:
    """The keys of attributes that must be there, by class."""
    rows = list(CiClass.objects.only("pk", "code", "path", "attributes"))
    own = {row.code: [each["key"] for each in row.attributes if each.get("required")] for row in rows}
    return json.dumps({row.pk: [key for code in row.path.split("/") for key in own[code]] for row in rows})


def by_class(project_id: int, now: datetime) -> list[ClassHealth]:
    """The classes that a project has items of; two statements."""
    rows = _ask(_BY_CLASS, {"project": project_id, "now": now, "needed": _needed()})
    return [
        ClassHealth(code, name_zh, name_en, items, dict(zip(FLAWS, flaws, strict=True)))
        for code, name_zh, name_en, items, *flaws in rows
    ]


def with_flaw(project_id: int, now: datetime, code: str, flaw: str) -> list[tuple[str, str]]:
    """Number and title of the items of a class that have a flaw, at most 200; two statements."""
    given = {"project": project_id, "now": now, "needed": _needed(), "code": code, "flaw": flaw}
    return [(number, title) for number, title in _ask(_WITH_FLAW, given)]


def ending(project_id: int, today: date) -> list[Ending]:
    """What ends within 90 days, or has; and each licence against its use. One statement."""
    return [Ending(*row) for row in _ask(_ENDING, {"project": project_id, "today": today})]
