"""The audit programme of a year: which clause is audited in which month, and which never (manual 2.1.10, 3.4.1)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.clauses import clauses
from steward.kernel.refusal import Invalid, Refused
from steward.oversight.audit.auditing import coverage
from steward.oversight.audit.auditing.process import AUDIT
from steward.oversight.audit.models import Audit
from steward.oversight.audit.scope import covered_by
from steward.people.context import current_actor, now
from steward.surface.shell import shell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.http import HttpRequest, HttpResponse

    from steward.kernel.clauses import Clause
    from steward.people.actor import Actor

FIRST_YEAR, LAST_YEAR = 2000, 2099
HELD = ("reported", "closed")


@dataclass(frozen=True, slots=True)
class Turn:
    """One audit of a clause: its number, and whether it was held."""

    number: str
    held: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A clause with its audits by month, January first."""

    clause: Clause
    months: tuple[tuple[Turn, ...], ...]

    @property
    def is_planned(self) -> bool:
        """Whether any audit of the year looks at it."""
        return any(self.months)

    @property
    def is_held(self) -> bool:
        """Whether one has looked at it."""
        return any(turn.held for month in self.months for turn in month)


def programme(actor: Actor, year: int) -> list[Row]:
    """Every clause of the manual with its audits of a year, as far as the actor sees them. One statement."""
    return rows_of(audits_of(actor, year), year)


def audits_of(actor: Actor, year: int) -> list[Audit]:
    """The audits of a year that the actor sees. One statement."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = Audit.objects.filter(policy.visible_to(actor, AUDIT), planned_from__lte=last, planned_until__gte=first)
    return list(found.exclude(state="cancelled").order_by("pk"))


def rows_of(audits: Iterable[Audit], year: int) -> list[Row]:
    """Every clause with those of the audits that look at it, by month."""
    turns: dict[tuple[str, int], dict[str, Turn]] = defaultdict(dict)
    for audit in audits:
        for row in audit.plan:
            day = date.fromisoformat(row["day"])
            for number in covered_by([row["clauses"]]) if day.year == year else ():
                turns[number, day.month][audit.number] = Turn(audit.number, audit.state in HELD)
    return [Row(each, tuple(tuple(turns[each.id, month].values()) for month in range(1, 13))) for each in clauses()]


def shown(request: HttpRequest) -> HttpResponse:
    """The programme of this year, or of `?year=`. Raises Refused for contacts, Invalid for no year."""
    actor = current_actor()
    if not actor.is_provider:
        raise Refused([_("The audit programme is for the provider's people.")])
    year = _year(request.GET)
    audits = audits_of(actor, year)
    rows = rows_of(audits, year)
    context = {
        "year": year,
        "rows": rows,
        "held": sum(row.is_held for row in rows),
        "planned": sum(row.is_planned and not row.is_held for row in rows),
        "gaps": [row.clause for row in rows if not row.is_planned],
        "processes": coverage.by_process(rows),
        "units": coverage.by_unit(audits, year, HELD, actor.own_party_id),
        "kind_label": str(AUDIT.label_plural),
        "reasons": list(map(str, policy.why_not_open(AUDIT, actor, None))),
        "shell": shell(request),
    }
    return render(request, "audit/programme.html", context)


def _year(given: Mapping[str, str]) -> int:
    text = given.get("year", "") or str(timezone.localdate(now()).year)
    year = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else 0  # noqa: PLR2004  digits of a year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid({"year": [_("A year has four digits, %(first)d to %(last)d.") % _SPAN]})
    return year


_SPAN = {"first": FIRST_YEAR, "last": LAST_YEAR}
