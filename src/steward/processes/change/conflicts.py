"""Conflicts of a change's window: same items, service or hands; freezes, maintenance, busy times (manual 8.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from steward.kernel import seen
from steward.kernel.calendar_store import calendar
from steward.people.bilingual import in_chinese
from steward.registers.configuration.relation_types import HITTING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.models import Record

# From being submitted to being done: others plan around it.
IN_FLIGHT = ("awaiting_approval", "authorised", "implementing")
# Within this span around a change its customer's maintenance windows bind it.
BINDING = timedelta(days=30)
OUTSIDE = "outside_maintenance"
# A calendar by which a customer does business: while it is open, no change is welcome.
BUSINESS_HOURS = "business_hours"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a change wants: which items, service and hands, for which customer, when."""

    change: int | None
    items: tuple[int, ...]
    service: int | None
    owner: int | None
    parties: tuple[int, ...]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Met:
    """What meets a wish: a kind of conflict, another change (its number) or a window (its title), from-to."""

    kind: str
    number: str
    title: str
    start: datetime
    end: datetime

    def overlaps(self, start: datetime, end: datetime) -> bool:
        """Whether both share a moment; what ends when the other begins does not."""
        return self.start < end and start < self.end


_MET = f"""
with recursive needs(ci) as (
    select unnest(%(items)s::bigint[]) union
    select r.target_id from needs join configuration_relation r on r.source_id = needs.ci and r.valid_to is null
        and r.relation = any(%(hitting)s::text[])
), needed(ci) as (
    select unnest(%(items)s::bigint[]) union
    select r.source_id from needed join configuration_relation r on r.target_id = needed.ci and r.valid_to is null
        and r.relation = any(%(hitting)s::text[])
), other as materialized (
    select k.id, k.number, k.title, k.owner_id, k.service_id, c.planned_start, c.planned_end
    from (select * from kernel_record where kind = 'change' and state = any(%(states)s::text[]) and {seen.RECORD}) k
    join change_change c on c.record_id = k.id
    where c.planned_start < %(end)s::timestamptz and c.planned_end > %(start)s::timestamptz
        and k.id is distinct from %(change)s::bigint
)
select 'same_item', number, title, planned_start, planned_end from other where exists (
    select 1 from change_changeitem i where i.record_id = other.id and i.ci_id = any(%(items)s::bigint[]))
union all
select 'related_item', number, title, planned_start, planned_end from other where exists (
    select 1 from change_changeitem i where i.record_id = other.id and i.ci_id <> all(%(items)s::bigint[])
        and i.ci_id in (select ci from needs union select ci from needed))
union all
select 'same_service', number, title, planned_start, planned_end from other where service_id = %(service)s::bigint
union all
select 'same_hands', number, title, planned_start, planned_end from other where owner_id = %(owner)s::bigint
union all
select w.kind, '', w.title, w.starts_at, w.ends_at from change_changewindow w
where w.party_id = any(%(parties)s::bigint[]) and (w.service_id is null or w.service_id = %(service)s::bigint)
    and w.starts_at < %(end)s::timestamptz + case w.kind when 'maintenance' then %(binding)s::interval
        else '0'::interval end
    and w.ends_at > %(start)s::timestamptz - case w.kind when 'maintenance' then %(binding)s::interval
        else '0'::interval end
union all
select 'business_hours', k.id || ' ' || max(e.id),
    case when %(chinese)s::boolean then k.name_zh else coalesce(nullif(k.name_en, ''), k.name_zh) end,
    %(start)s::timestamptz, %(end)s::timestamptz
from change_businesscalendar b join kernel_calendar k on k.id = b.calendar_id
    join kernel_calendaredition e on e.calendar_id = k.id
where b.is_active and b.party_id = any(%(parties)s::bigint[])
    and (b.service_id is null or b.service_id = %(service)s::bigint)
group by k.id
order by 4, 2, 1
"""  # noqa: S608  our own text


def wish_of(record: Record, own_party: int | None, items: Iterable[int]) -> Wish | None:
    """What a change wants; None while it has no window."""
    start, end = record.planned_start, record.planned_end  # type: ignore[attr-defined]  # a change
    if start is None or end is None or start >= end:
        return None
    parties = tuple(pk for pk in {record.customer_id, own_party} if pk is not None)
    return Wish(record.pk, tuple(items), record.service_id, record.owner_id, parties, start, end)


def met_by(wish: Wish) -> list[Met]:
    """Everything that the reader sees and that meets a wish, maintenance windows near it included; one statement."""
    given: dict[str, Any] = {name: getattr(wish, name) for name in ("change", "service", "owner", "start", "end")}
    given |= {"items": list(wish.items), "parties": list(wish.parties), "binding": BINDING}
    with connection.cursor() as cursor:
        cursor.execute(_MET, {**given, "hitting": list(HITTING), "states": list(IN_FLIGHT), "chinese": in_chinese()})
        found = [Met(*row) for row in cursor.fetchall()]
    return [each for met in found for each in (business_hours(met) if met.kind == BUSINESS_HOURS else [met])]


def business_hours(kept: Met) -> list[Met]:
    """The hours of a calendar within the span asked for, each a conflict; by its editions as they were just read."""
    pk, newest = map(int, kept.number.split())
    days = calendar(pk, newest).days(kept.start, kept.end)
    return [Met(kept.kind, "", kept.title, *hours) for day in days for hours in day.intervals]


def conflicts_among(met: Iterable[Met], start: datetime, end: datetime) -> list[Met]:
    """Those that are a conflict for this window; lying outside every maintenance window near it is one too."""
    found = list(met)
    windows = [each for each in found if each.kind == "maintenance"]
    near = [each for each in windows if each.overlaps(start - BINDING, end + BINDING)]
    conflicts = [each for each in found if each.kind != "maintenance" and each.overlaps(start, end)]
    if near and not any(each.start <= start and end <= each.end for each in near):
        conflicts.append(Met(OUTSIDE, "", "", start, end))
    return conflicts


def conflicts_of(wish: Wish) -> list[Met]:
    """The conflicts of a wish."""
    return conflicts_among(met_by(wish), wish.start, wish.end)


def mark(met: Met) -> str:
    """By what a conflict is known again: its kind, what it is, when; nothing that a reader could learn from."""
    parts = (
        met.kind,
        met.number or met.title,
        met.start.astimezone(UTC).isoformat(),
        met.end.astimezone(UTC).isoformat(),
    )
    return sha256("\n".join(parts).encode()).hexdigest()[:24]


def said(met: Met) -> str:
    """A conflict as a sentence."""
    return _SENTENCES[met.kind]() % {"what": f"{met.number} {met.title}".strip()}


_SENTENCES = {
    "same_item": lambda: _("%(what)s covers the same configuration item at that time."),
    "related_item": lambda: _("%(what)s covers an item at that time that one of these needs, or that needs one."),
    "same_service": lambda: _("%(what)s changes the same service at that time."),
    "same_hands": lambda: _("%(what)s is planned for the same person at that time."),
    "freeze": lambda: _("Changes are frozen then: %(what)s."),
    BUSINESS_HOURS: lambda: _("The customer does business then: %(what)s."),
    "business": lambda: _("The customer is busy then: %(what)s."),
    OUTSIDE: lambda: _("It does not lie within a maintenance window."),
}
