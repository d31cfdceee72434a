"""Clusters of like incidents, from which problems are found before anybody reports one (manual 7.3.1, proactive).

Incidents are asked by their kind: the same service and category, or the same configuration item, several times in the
days that are looked at. Each count is that of the list which its address opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db import connection

from steward.kernel import policy
from steward.kernel.catalogue import process_of
from steward.kernel.raising import MOST_SOURCES
from steward.kernel.statement import sql_of

if TYPE_CHECKING:
    from steward.people.actor import Actor
    from steward.people.models import ServiceProject

SPANS = (30, 90)
# So many without a problem make a cluster; the newest of them are tied to the one that is opened from it.
ENOUGH = 3
MOST = 30


@dataclass(frozen=True, slots=True)
class Cluster:
    """Like incidents of a span of days: how many, how many in the same span before, how many without a problem.

    `service` and `category` (or `item`, a configuration item's number) are what they have in common.
    """

    service_id: int | None
    category_id: int | None
    item: str
    count: int
    before: int
    free: int
    newest: tuple[str, ...]
    query: str

    @property
    def list_url(self) -> str:
        """The list with exactly these incidents."""
        return f"/incident/?{self.query}"

    @property
    def raise_url(self) -> str:
        """The form of a problem that is raised from the newest of those without one."""
        return f"/problem/new/?{urlencode([*(('from', number) for number in self.newest), ('origin', 'incidents')])}"


# `free` are incidents that nobody has tied to a cause yet. A category counts with all below it, as its list shows them.
_ALIKE = """
with one as (
    select chosen.*, k.path, k.code, chosen.opened_at >= %s::timestamptz as is_now,
        not exists (select 1 from kernel_link l where l.source_id = chosen.pk and l.relation = 'caused_by') as is_free
    from chosen left join kernel_category k on k.id = chosen.category_id
), part as (
    select service_id, category_id, path, code, count(*) filter (where is_now) as count,
        count(*) filter (where not is_now) as before, count(*) filter (where is_now and is_free) as free,
        (array_agg(number order by pk desc) filter (where is_now and is_free))[1:%s] as newest
    from one group by 1, 2, 3, 4
)
select p.service_id, p.category_id, '', sum(b.count)::bigint, sum(b.before)::bigint, p.free, p.newest,
    (select s.number from kernel_record s where s.id = p.service_id), p.code
from part p join part b on b.service_id is not distinct from p.service_id
    and (b.category_id is not distinct from p.category_id or starts_with(b.path, p.path || '/'))
where p.free >= %s and (p.service_id is not null or p.category_id is not null)
group by p.service_id, p.category_id, p.code, p.free, p.newest
order by p.free desc, 4 desc, 1, 2 limit %s
"""
_ON_ITEMS = """
select null::bigint, null::bigint, i.number, count(*) filter (where o.opened_at >= %s::timestamptz),
    count(*) filter (where o.opened_at < %s::timestamptz), count(*) filter (where o.opened_at >= %s::timestamptz
        and o.is_free),
    (array_agg(o.number order by o.pk desc) filter (where o.opened_at >= %s::timestamptz and o.is_free))[1:%s],
    null, null
from (select distinct chosen.pk, chosen.number, chosen.opened_at, tie.item, not exists (select 1 from kernel_link l
        where l.source_id = chosen.pk and l.relation = 'caused_by') as is_free
    from chosen cross join lateral (
        select target_id as item from kernel_link where source_id = chosen.pk
        union select source_id from kernel_link where target_id = chosen.pk) tie) o
join kernel_record i on i.id = o.item and i.kind = 'ci'
group by i.number having count(*) filter (where o.opened_at >= %s::timestamptz and o.is_free) >= %s
order by 6 desc, 3 limit %s
"""


def clusters_of(actor: Actor, days: int, now: datetime, project: ServiceProject | None = None) -> list[Cluster]:
    """Like incidents of the last days (today included) that lack a problem, most of them first. Two statements.

    Of one service project, or of all that the actor sees.
    """
    zone = ZoneInfo(actor.zone)
    today = now.astimezone(zone).date()
    first = today - timedelta(days=days - 1)
    start, before = (datetime.combine(day, time(), zone) for day in (first, first - timedelta(days=days)))
    alike = _ask(actor, before, project, _ALIKE, [start, MOST_SOURCES, ENOUGH, MOST])
    given = [start, start, start, start, MOST_SOURCES, start, ENOUGH, MOST]
    on_items = _ask(actor, before, project, _ON_ITEMS, given)
    within = [("project", project.code)] if project else []
    found = [_cluster(row, [*within, ("opened_at", f"{first}..{today}")]) for row in (*alike, *on_items)]
    return sorted(found, key=lambda one: (-one.free, -one.count))[:MOST]


def _ask(
    actor: Actor, since: datetime, project: ServiceProject | None, question: str, params: list[Any]
) -> list[tuple[Any, ...]]:
    """Answers a statement about the incidents that an actor sees, opened since a time, as `chosen`."""
    process = process_of("incident")
    model: Any = process.model
    chosen = model.objects.filter(policy.visible_to(actor, process), kind=process.kind, opened_at__gte=since)
    if project:
        chosen = chosen.filter(project_id=project.pk)
    inner, given = sql_of(chosen.values("pk", "number", "opened_at", "service_id", "category_id"))
    with connection.cursor() as cursor:
        cursor.execute(f"with chosen as ({inner}) select * from ({question}) found", [*given, *params])  # noqa: S608  our own text
        return list(cursor.fetchall())


def _cluster(row: tuple[Any, ...], within: list[tuple[str, str]]) -> Cluster:
    service_id, category_id, item, count, before, free, newest, service, category = row
    alike = (("service", service or "none"), ("category", category or "none"))
    common = (("tied", item),) if item else alike
    query = urlencode([("state", "all"), *common, *within])
    return Cluster(service_id, category_id, item, count, before, free, tuple(newest), query)
