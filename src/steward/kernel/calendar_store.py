"""Calendars as the clocks use them, read from their editions and kept until a newer one is issued."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from steward.kernel.calendars import Calendar, missing_years
from steward.kernel.editions import Edition, SpecialDay, hours
from steward.kernel.models import Calendar as CalendarRow
from steward.kernel.models import CalendarEdition

if TYPE_CHECKING:
    from collections.abc import Mapping


def special_days(exceptions: Mapping[str, Any]) -> tuple[SpecialDay, ...]:
    """Special days from `{date: {"name": …, "like": weekday or null, "hours": "09:00-12:00"}}`."""
    return tuple(
        SpecialDay(
            on=date.fromisoformat(day),
            name=said.get("name", ""),
            like=said.get("like"),
            hours=hours(said["hours"]) if said.get("hours") else (),
        )
        for day, said in sorted(exceptions.items())
    )


def edition(row: CalendarEdition) -> Edition:
    """The arithmetic's edition from a row; weekly hours are texts by weekday, "0" is Monday."""
    return Edition(
        name=str(row.edition),
        zone=row.zone,
        weekly=tuple(hours(row.weekly.get(str(day), "")) for day in range(7)),
        issued_at=row.issued_at,
        covers_from=row.covers_from,
        covers_until=row.covers_until,
        special=special_days(row.exceptions),
    )


def newest_editions() -> dict[int, int]:
    """The id of the newest edition of each calendar."""
    return dict(CalendarEdition.objects.values_list("calendar_id").annotate(Max("id")))


def years_without_holidays(today: date) -> list[tuple[CalendarRow, int]]:
    """Calendars with holidays, each with a year (this or the next) whose holidays no edition holds yet."""
    found = []
    with_holidays = CalendarEdition.objects.exclude(exceptions={}).values("calendar_id")
    for row in CalendarRow.objects.filter(pk__in=with_holidays).order_by("code"):
        editions = CalendarEdition.objects.filter(calendar=row).order_by("issued_at", "id")
        known = Calendar(name=row.code, editions=tuple(map(edition, editions)))
        found += [(row, year) for year in missing_years(known, today)]
    return found


@lru_cache(maxsize=256)
def calendar(calendar_id: int, newest_edition: int) -> Calendar:
    """A calendar with its editions up to the one with id `newest_edition`; a later one makes another entry."""
    rows = CalendarEdition.objects.filter(calendar_id=calendar_id, id__lte=newest_edition).order_by("issued_at", "id")
    return Calendar(name=str(calendar_id), editions=tuple(edition(row) for row in rows))
