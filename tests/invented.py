"""Random incidents for tests of figures, kept in plain Python beside the records, to be counted again."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from steward.kernel.catalogue import process_of
from steward.kernel.history import Past, PastEntry, record_history
from steward.kernel.models import Category, ClockRun
from steward.people.actor import Actor
from steward.people.models import Person, ServiceProject, Team

STATES = (
    "new",
    "assigned",
    "in_progress",
    "waiting_for_user",
    "waiting_for_supplier",
    "waiting_for_change",
    "resolved",
)
FINAL = ("closed", "closed", "closed", "cancelled")


@dataclass
class Made:
    """One invented incident: its columns, what its source states, how its resolution clock ended."""

    values: dict[str, Any]
    stated: dict[str, Any] | None
    clock: str | None
    breached_at: datetime | None
    names: dict[str, Any] = field(default_factory=dict)


def invent(count: int, *, seed: int, until: datetime, days: int) -> list[Made]:
    """So many incidents opened in the days before `until`, with every field null at times."""
    chance = random.Random(seed)  # noqa: S311  the same numbers every time, nothing secret
    projects = list(ServiceProject.objects.all().order_by("code"))
    teams = [None, *Team.objects.order_by("code")]
    categories = [None, *Category.objects.filter(kind="incident").order_by("code")]
    owner = Person.objects.get(code="p-engineer")
    return [_one(chance, projects, teams, categories, owner, until, days) for _ in range(count)]


def _one(
    chance: random.Random, projects: list[Any], teams: list[Any], categories: list[Any], owner: Person,
    until: datetime, days: int,
) -> Made:  # fmt: skip
    project, team, category = chance.choice(projects), chance.choice(teams), chance.choice(categories)
    opened = until - timedelta(minutes=chance.randrange(days * 24 * 60))
    is_final = chance.random() < 0.7
    closed = min(until, opened + timedelta(minutes=chance.randrange(-60, 60 * 24 * 60))) if is_final else None
    if is_final and chance.random() < 0.03:
        closed = None
    resolved = opened + timedelta(minutes=chance.randrange(-200, 9_000)) if chance.random() < 0.8 else None
    values = {
        "title": "invented", "state": chance.choice(FINAL if is_final else STATES),
        "priority": chance.choice((None, 1, 2, 3, 4)),
        "project_id": project.pk, "customer_id": project.customer_id,
        "team_id": team and team.pk, "owner_id": chance.choice((None, owner.pk)),
        "category_id": category and category.pk, "channel": chance.choice((None, "phone", "mail", "portal")),
        "closure_code": chance.choice((None, "done", "known")), "opened_at": opened, "updated_at": opened,
        "closed_at": closed,
        "due_at": None if is_final else until + timedelta(minutes=chance.randrange(-900, 900)),
        "resolved_at": resolved, "reopened": chance.choice((0, 0, 1, 2)), "reassigned": chance.randrange(14),
    }  # fmt: skip
    stated = None
    if chance.random() < 0.4:
        stated = {
            "resolved_at": chance.choice((None, resolved, opened + timedelta(minutes=77))),
            "sla_met": chance.choice((None, True, False)), "reopened": chance.choice((None, 0, 3)),
            "reassigned": chance.choice((None, 0, 12)),
            "facts": {"place": chance.choice("ab"), "known": False},
            "events": 1, "last_key": "",
        }  # fmt: skip
        values |= {"source": chance.choice(("told", "mute")), "external_number": str(chance.random())}
        if values["source"] == "mute":
            stated["resolved_at"] = None
    clock = chance.choice((None, "met", "breached", "running"))
    breached_at = min(until, opened + timedelta(days=chance.randrange(20))) if clock == "breached" else None
    names = {"zone": project.zone, "team": team and team.code, "category": category}
    return Made(values, stated, clock, breached_at, names)


def record(made: list[Made], actor: Actor) -> list[int]:
    """Writes them; answers their ids in order."""
    pasts = []
    for one in made:
        one.values.setdefault("source", None)
        one.values.setdefault("external_number", None)
        entry = PastEntry("imported", actor.id, one.values["opened_at"], to_state=one.values["state"])
        pasts.append(Past(dict(one.values), [entry], one.stated))
    ids = record_history(process_of("incident"), actor=actor, pasts=pasts)
    ClockRun.objects.bulk_create(
        ClockRun(
            record_id=pk, name=name, state=one.clock, agreed=True, terms={},
            started_at=one.values["opened_at"], breached_at=one.breached_at,
        )
        for pk, one in zip(ids, made, strict=True) if one.clock
        for name in ("resolution", "response")
    )  # fmt: skip
    return ids
