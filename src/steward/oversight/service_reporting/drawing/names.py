"""Names as they are when figures are drawn, in both languages: a report reads the same whatever is renamed later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.kernel.models import Record
from steward.people.models import Team

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

# Key, Chinese name, English name.
Named = list[str]


def of_services(ids: Iterable[int | None]) -> dict[int, Named]:
    """Services of the catalogue by id; at most one statement."""
    wanted = {pk for pk in ids if pk}
    found = Record.objects.filter(pk__in=wanted).values_list("pk", "number", "title", "title_en") if wanted else ()
    return {pk: [number, zh, en] for pk, number, zh, en in found}


def of_teams(ids: Iterable[int | None]) -> dict[int, Named]:
    """Teams by id; at most one statement."""
    wanted = {pk for pk in ids if pk}
    found = Team.objects.filter(pk__in=wanted).values_list("pk", "code", "name_zh", "name_en") if wanted else ()
    return {pk: [code, zh, en] for pk, code, zh, en in found}


def plain(value: date | None) -> str | None:
    """A day or moment as it is kept."""
    return value.isoformat() if value else None
