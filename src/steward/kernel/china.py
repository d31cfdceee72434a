"""China's days off and make-up working days (调休) as announced each year, to seed a calendar with."""

from __future__ import annotations

import csv
from datetime import date, datetime
from importlib.resources import files
from typing import TYPE_CHECKING

from steward.kernel.editions import OFFICE_WEEK, Edition, SpecialDay, Week

if TYPE_CHECKING:
    from collections.abc import Iterable

MONDAY = 0


def announced_days() -> tuple[SpecialDay, ...]:
    """Read all known special days; a make-up day works the hours of a Monday."""
    text = files("steward.kernel").joinpath("china_days.csv").read_text("utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        SpecialDay(
            on=date.fromisoformat(row["date"]),
            name=row["name"],
            like=MONDAY if row["kind"] == "make_up" else None,
        )
        for row in rows
    )


def china_edition(
    years: Iterable[int],
    *,
    issued_at: datetime,
    zone: str = "Asia/Shanghai",
    weekly: Week = OFFICE_WEEK,
    name: str = "",
) -> Edition:
    """Make one edition for years in a row. Raises ValueError for a year that is not announced yet."""
    wanted = sorted(set(years))
    days = announced_days()
    unknown = set(wanted) - {day.on.year for day in days}
    if unknown or not wanted or wanted != list(range(wanted[0], wanted[-1] + 1)):
        message = f"China's days off are not known for each year in a row of {wanted}"
        raise ValueError(message)
    return Edition(
        name=name or "-".join(dict.fromkeys(f"{year}" for year in (wanted[0], wanted[-1]))),
        zone=zone,
        weekly=weekly,
        issued_at=issued_at,
        covers_from=date(wanted[0], 1, 1),
        covers_until=date(wanted[-1], 12, 31),
        special=tuple(day for day in days if day.on.year in set(wanted)),
    )
