"""What lately happened to items that a text or record names, and to what they hang on, with reasons (7.2.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from steward.kernel import seen
from steward.kernel.catalogue import process_of
from steward.kernel.named import NUMBER, keyed
from steward.people.context import now
from steward.registers.configuration.relation_types import HITTING
from steward.surface import times
from steward.surface.cells import title_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from steward.people.actor import Actor

CI = "ci"
# Names of items have a digit or a hyphen; so many words of a text are looked up, and so many items of it told of.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]*(?:-[A-Za-z0-9_.]+)+|[A-Za-z]+\d[\w.]*", re.ASCII)
MOST_WORDS, MOST_ITEMS, MOST = 8, 3, 6
RECENT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Happening:
    """A record of an item's own history, and why it is told."""

    number: str
    title: str
    kind: str
    state: str
    why: str

    @property
    def url(self) -> str:
        """Its page."""
        return f"/{self.kind}/{self.number}/"

    @property
    def kind_label(self) -> str:
        """What it is, in the reader's words."""
        return str(process_of(self.kind).label)

    @property
    def state_label(self) -> str:
        """How it stands, in the reader's words."""
        return process_of(self.kind).state(self.state).label


# Of the items themselves the last incidents and changes and open problems; of what they hang on, open problems and
# changes of late. Which change wrote an item, its revisions tell.
_HAPPENED = f"""
with item as (
    select id, number, title, title_en from kernel_record where kind = 'ci' and {seen.RECORD}
        and (number = any(%(numbers)s::text[]) or id in (
            select case when source_id = %(record)s::bigint then target_id else source_id end from kernel_link
            where source_id = %(record)s::bigint or target_id = %(record)s::bigint))
    order by id limit {MOST_ITEMS}
), reach as (
    select id, number, false as below from item
    union
    select t.id, t.number, true from item join configuration_relation r on r.source_id = item.id
        and r.valid_to is null and r.relation = any(%(hitting)s::text[])
    join (select * from kernel_record where {seen.RECORD}) t on t.id = r.target_id
), tied as (
    select reach.number, below, l.source_id as record_id from reach join kernel_link l on l.target_id = reach.id
    union select reach.number, below, l.target_id from reach join kernel_link l on l.source_id = reach.id
    union select reach.number, below, v.change_id from reach join configuration_revision v on v.record_id = reach.id
        and v.change_id is not null
), ranked as (
    select tied.number as item, tied.below, r.number, r.title, r.title_en, r.kind, r.state, r.opened_at,
        coalesce(r.closed_at, r.updated_at) as last_at,
        row_number() over (partition by r.kind, tied.below order by coalesce(r.closed_at, r.opened_at) desc) as place,
        row_number() over (partition by r.id order by tied.below, tied.number) as once
    from tied join (select * from kernel_record where {seen.RECORD}) r on r.id = tied.record_id
    where r.id <> %(record)s::bigint and (
        (r.kind = 'incident' and not tied.below) or (r.kind = 'problem' and r.is_open)
        or (r.kind = 'change' and (not tied.below or coalesce(r.closed_at, r.updated_at) > %(since)s::timestamptz)))
)
select item, below, number, title, title_en, kind, state, opened_at, last_at from ranked
where place <= 4 and once = 1
order by kind <> 'problem', kind <> 'change' or last_at <= %(since)s::timestamptz, below, last_at desc limit {MOST}
"""  # noqa: S608  our own text


def happened(actor: Actor, text: str, *, record: int = 0) -> list[Happening]:
    """The history of the items that a text names or a record is tied to, most telling first; two statements at most."""
    numbers = sorted(_numbers(text))
    if not numbers and not record:
        return []
    asked: dict[str, Any] = {"numbers": numbers, "record": record, "hitting": list(HITTING), "since": now() - RECENT}
    with connection.cursor() as cursor:
        cursor.execute(_HAPPENED, asked)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [Happening(row["number"], title_of(row), row["kind"], row["state"], _why(row, actor.zone)) for row in rows]


def _numbers(text: str) -> Iterator[str]:
    """The numbers of the items that a text names, by number or by name."""
    yield from (number for number in NUMBER.findall(text) if number.startswith(process_of(CI).prefix))
    words = dict.fromkeys(word.strip(".") for word in _NAME.findall(text) if not NUMBER.fullmatch(word))
    for numbers in keyed(list(words)[:MOST_WORDS], (CI,)).values():
        yield from numbers


def _why(row: dict[str, Any], zone: str) -> str:
    """Why it is told, as a sentence."""

    def day(moment: datetime) -> str:
        return times.short(moment, zone)

    item = row["item"]
    if row["kind"] == "problem":
        sentence = _("Open problem of %(item)s, on which it hangs.") if row["below"] else _("Open problem of %(item)s.")
        return sentence % {"item": item}
    if row["kind"] == "incident":
        return _("%(item)s had this incident on %(when)s.") % {"item": item, "when": day(row["opened_at"])}
    told = {"item": item, "when": day(row["last_at"])}
    if row["below"]:
        return _("It altered %(item)s, on which it hangs; last moved %(when)s.") % told
    return _("It altered %(item)s; last moved %(when)s.") % told
