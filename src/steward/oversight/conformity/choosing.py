"""What a reader of the map has chosen: day, service project, department, by which numbering (manual 3.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.clauses import roles
from steward.kernel.days import day_at
from steward.kernel.judges import Verdict
from steward.kernel.refusal import Invalid, Unknown
from steward.people.models import ServiceProject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.people.actor import Actor

BY = ("manual", "standard")


@dataclass(frozen=True, slots=True)
class Choice:
    """What is shown; `today` is the reader's."""

    today: date
    day: date
    project: ServiceProject | None = None
    department: str = ""
    verdict: str = ""
    by: str = "manual"

    @property
    def is_past(self) -> bool:
        """Whether it is a day that is over."""
        return self.day < self.today

    def end(self, zone: str) -> datetime:
        """The moment when the chosen day ends for a reader of this zone."""
        return datetime.combine(self.day + timedelta(days=1), time(), ZoneInfo(zone))

    def query(self, **other: str) -> str:
        """The choice as the address of a page has it, with something else chosen."""
        chosen = {
            "day": self.day.isoformat() if self.is_past else "",
            "project": self.project.code if self.project else "",
            "department": self.department,
            "verdict": self.verdict,
            "by": self.by if self.by != BY[0] else "",
        }
        return urlencode({name: value for name, value in {**chosen, **other}.items() if value})


def chosen_by(given: Mapping[str, str], actor: Actor, now: datetime) -> Choice:
    """Reads an address. Raises Unknown for whoever may not look, Invalid with every fault."""
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    today = day_at(now, actor.zone)
    faults: dict[str, list[str]] = {}
    day = _day(given.get("day", ""), today, faults)
    project = _project(given.get("project", ""), faults)
    allowed = (
        ("department", ["", *roles()]),
        ("verdict", ["", *Verdict.values]),
        ("by", ["", *BY]),
    )
    for name, values in allowed:
        if given.get(name, "") not in values:
            faults[name] = [_("Choose from: %(choices)s.") % {"choices": ", ".join(filter(None, values))}]
    if faults:
        raise Invalid(faults)
    return Choice(today, day, project, given.get("department", ""), given.get("verdict", ""), given.get("by") or BY[0])


def projects_of(actor: Actor) -> list[ServiceProject]:
    """The service projects whose findings an actor sees."""
    return list(ServiceProject.objects.filter(policy.projects_visible_to(actor)).order_by("code"))


def _day(text: str, today: date, faults: dict[str, list[str]]) -> date:
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        faults["day"] = [_("A day has the form 2026-03-31.")]
        return today
    if day > today:
        faults["day"] = [_("Nobody knows yet how this day will be: choose today or an earlier one.")]
    return min(day, today)


def _project(code: str, faults: dict[str, list[str]]) -> ServiceProject | None:
    if not code:
        return None
    found = ServiceProject.objects.filter(code=code[:40]).first() if "\x00" not in code else None
    if found is None:
        faults["project"] = [_("Choose the service project that this belongs to.")]
    return found
