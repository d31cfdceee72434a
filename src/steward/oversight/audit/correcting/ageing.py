"""How long nonconformities have been open, by grade, and which are past their day (manual 3.4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.shortcuts import render
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.days import today_of
from steward.kernel.refusal import Refused
from steward.oversight.audit.models import Grade, Nonconformity
from steward.people.context import current_actor
from steward.surface.shell import shell

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from steward.kernel.process import Text
    from steward.people.actor import Actor

# Days since the opening at which a band begins; the last has no end.
BANDS = (0, 31, 61, 91)
KIND, DAY = "nonconformity", timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Band:
    """Those open for so many days: how many of each grade, how many past their day, and the list of them."""

    label: Text
    counts: tuple[int, ...]
    late: int
    url: str
    late_url: str

    @property
    def total(self) -> int:
        """All grades together."""
        return sum(self.counts)


def ageing(actor: Actor, today: date) -> list[Band]:
    """The open ones that an actor sees, the youngest first. One statement."""
    told: dict[str, Count] = {}
    for place, (first, last) in enumerate(_spans(today)):
        where = Q(opened_at__lt=_midnight(last + DAY, actor)) if place else Q()
        where &= Q(opened_at__gte=_midnight(first, actor)) if first else Q()
        for grade in Grade.values:
            told[f"{grade}_{place}"] = Count("pk", filter=where & Q(grade=grade))
        told[f"late_{place}"] = Count("pk", filter=where & Q(due_on__lt=today))
    found = Nonconformity.objects.filter(policy.visible_to(actor), is_open=True).aggregate(**told)
    return [_band(place, span, found, today) for place, span in enumerate(_spans(today))]


def _spans(today: date) -> list[tuple[date | None, date]]:
    """The days of opening of each band, first (None: without begin) and last."""
    lasts = [today - days * DAY for days in BANDS]
    return list(zip([*(last + DAY for last in lasts[1:]), None], lasts, strict=True))


def _midnight(day: date, actor: Actor) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(actor.zone))


def _band(place: int, span: tuple[date | None, date], found: dict[str, int], today: date) -> Band:
    first, last = span
    opened = f"{first or ''}..{last if place else ''}"
    days = {"first": BANDS[place], "last": BANDS[place + 1] - 1 if place + 1 < len(BANDS) else 0}
    label = _("%(first)d to %(last)d days") % days if days["last"] else _("%(first)d days and more") % days
    return Band(
        label,
        tuple(found[f"{grade}_{place}"] for grade in Grade.values),
        found[f"late_{place}"],
        f"/{KIND}/?{urlencode({'opened_at': opened})}",
        f"/{KIND}/?{urlencode({'opened_at': opened, 'due_on': f'..{today - DAY}'})}",
    )


def shown(request: HttpRequest) -> HttpResponse:
    """The page: bars with their numbers in one table. Raises Refused for contacts."""
    actor = current_actor()
    if not actor.is_provider:
        raise Refused([_("These figures are for the provider's people.")])
    bands = ageing(actor, today_of(actor))
    context = {
        "bands": bands,
        "most": max((band.total for band in bands), default=0),
        "grades": [label for _value, label in Grade.choices],
        "total": sum(band.total for band in bands),
        "late": sum(band.late for band in bands),
        "shell": shell(request),
    }
    return render(request, "audit/ageing.html", context)
