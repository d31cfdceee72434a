"""What other floors and this chapter's pages ask of releases, as far as the reader sees it (manual 9.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.kernel import seen
from steward.processes.release.builds import SHOWN
from steward.processes.release.items import Item
from steward.surface.cells import title_of

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Site:
    """A roll-out that is not cancelled; `change` is the number of the one that covers it, where the reader sees it."""

    number: str
    title: str
    state: str
    planned_start: datetime | None
    live_at: datetime | None
    settled_at: datetime | None
    change: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A run of the pipeline."""

    run: str
    stage: str
    outcome: str
    build_reference: str
    site: str
    url: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Around:
    """What belongs to a release: its sites as planned, what it contains by number, the newest runs first."""

    sites: list[Site]
    items: dict[str, Item]
    runs: list[Told]


_AROUND = f"""
select 'site', r.id, o.planned_start, jsonb_build_object('number', r.number, 'title', r.title, 'title_en', r.title_en,
    'state', r.state, 'planned_start', o.planned_start, 'live_at', o.live_at, 'settled_at', o.settled_at,
    'change', c.number)
from release_rollout o
join (select * from kernel_record where kind = 'rollout' and {seen.RECORD}) r on r.id = o.record_id
left join (select * from kernel_record where kind = 'change' and {seen.RECORD}) c on c.id = o.change_id
where o.release_id = %(release)s::bigint and r.state <> 'cancelled'
union all
select 'item', id, null, jsonb_build_object('kind', kind, 'number', number, 'title', title, 'title_en', title_en,
    'state', state)
from kernel_record where kind in ('change', 'problem') and {seen.RECORD} and project_id = %(project)s::bigint
    and number = any(%(items)s::text[])
union all
(select 'run', id, ended_at, jsonb_build_object('run', run, 'stage', stage, 'outcome', outcome,
    'build_reference', build_reference, 'site', site, 'url', url, 'ended_at', ended_at)
from release_build where record_id = %(release)s::bigint order by ended_at desc, id desc limit %(most)s::integer)
order by 1, 3, 2
"""  # noqa: S608  our own text


def around(release: Any) -> Around:
    """What belongs to a release, in one statement."""
    asked = {
        "release": release.pk,
        "project": release.project_id,
        "items": [row["item"] for row in release.contents],
        "most": SHOWN,
    }
    with connection.cursor() as cursor:
        cursor.execute(_AROUND, asked)
        rows = [(what, pk, _loaded(told)) for what, pk, _at, told in cursor.fetchall()]
    items = [_item(pk, told) for what, pk, told in rows if what == "item"]
    return Around(
        [_site(told) for what, _pk, told in rows if what == "site"],
        {item.number: item for item in items},
        [Told(**_with_moments(told)) for what, _pk, told in reversed(rows) if what == "run"],
    )


def _loaded(told: Any) -> dict[str, Any]:
    return dict(json.loads(told) if isinstance(told, str) else told)


def _site(told: dict[str, Any]) -> Site:
    title = title_of(told)
    return Site(**{**_with_moments({name: told[name] for name in told if name != "title_en"}), "title": title})


def _item(pk: int, told: Mapping[str, Any]) -> Item:
    return Item(pk, told["kind"], told["number"], title_of(dict(told)), told["state"])


def _with_moments(told: Mapping[str, Any]) -> dict[str, Any]:
    is_moment = ("planned_start", "live_at", "settled_at", "ended_at")
    return {
        name: datetime.fromisoformat(value) if value and name in is_moment else value for name, value in told.items()
    }
