"""The ground floor of the demo company: parties, units, persons, accounts, teams, duties, projects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from steward.demo.company import OWN, company
from steward.demo.incident import MONITOR, SYSTEM
from steward.demo.rhythm import ZONE, is_working_day
from steward.people.actor import actor_of
from steward.people.models import (
    Duty,
    Party,
    Person,
    ServiceProject,
    TailoredProcess,
    Tailoring,
    Team,
    TeamMember,
    Unit,
    User,
)

if TYPE_CHECKING:
    from steward.demo import company as told
    from steward.people.actor import Actor

NO_PASSWORD = "!"  # noqa: S105  Django's mark of an account that nobody can log in to
LANGUAGES = {"zh": "zh-hans", "en": "en"}


@dataclass(slots=True)
class Ids:
    """Where the demo's codes lead to in the database; accounts go by the person's code, MONITOR or SYSTEM."""

    now: datetime
    parties: dict[str, int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    persons: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    teams: dict[str, int] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    services: dict[str, int] = field(default_factory=dict)
    service_numbers: dict[str, str] = field(default_factory=dict)

    def day(self, days_ago: int) -> date:
        """Give the local date so many days before the moment of loading."""
        return self.now.astimezone(ZONE).date() - timedelta(days=days_ago)

    def at(self, days_ago: int, hour: int, minute: int = 0) -> datetime:
        """Give a local time of the day so many days ago, or of the last working day before it."""
        day = self.day(days_ago)
        while not is_working_day(day):
            day -= timedelta(days=1)
        return datetime.combine(day, time(hour, minute), tzinfo=ZONE)

    def actor(self, code: str) -> Actor:
        """Give the actor behind an account."""
        return actor_behind(self.accounts[code])


def actor_behind(account: int) -> Actor:
    """Give the actor of an account made a moment ago."""
    actor = actor_of(account)
    if actor is None:
        message = f"there is no account {account}"
        raise LookupError(message)
    return actor


def load_machines() -> dict[str, int]:
    """Open the accounts that are nobody's: the system's own, and the one that monitoring writes with."""
    rows = (
        User(username=SYSTEM, kind=User.Kind.SYSTEM, password=NO_PASSWORD),
        User(username=MONITOR, kind=User.Kind.INTEGRATION, password=NO_PASSWORD),
    )
    return {row.username: row.pk for row in User.objects.bulk_create(rows)}


def load_ground(now: datetime, machines: dict[str, int], hashed: str) -> Ids:
    """Write everything that records refer to; `hashed` is the password of the demo's accounts."""
    ids = Ids(now, accounts=machines)
    _load_parties(ids)
    _load_units(ids)
    _load_persons(ids)
    _load_accounts(ids, hashed)
    _load_teams(ids)
    _load_projects(ids)
    _load_duties(ids)
    return ids


def _load_parties(ids: Ids) -> None:
    rows = [
        Party(
            code=party.code,
            name_zh=party.name.zh,
            name_en=party.name.en,
            is_own=party.kind == "own",
            is_customer=party.kind == "customer",
            is_supplier=party.kind == "supplier",
            sort_key=party.short.en.lower(),
        )
        for party in company().parties.values()
    ]
    ids.parties = {row.code: row.pk for row in Party.objects.bulk_create(rows)}


def _load_units(ids: Ids) -> None:
    for unit in company().units.values():
        row = Unit.objects.create(
            code=unit.code,
            party_id=ids.parties[OWN],
            parent_id=ids.units.get(unit.parent),
            role=unit.role,
            is_branch=unit.kind == "branch",
            name_zh=unit.name.zh,
            name_en=unit.name.en,
        )
        ids.units[unit.code] = row.pk


def _load_persons(ids: Ids) -> None:
    rows = [
        Person(
            code=person.code,
            party_id=ids.parties[person.party],
            unit_id=ids.units.get(person.unit),
            name_zh=person.name.zh,
            name_en=person.name.en,
            sort_key=person.pinyin,
            email=person.mail,
            phone=person.phone,
        )
        for person in company().persons.values()
    ]
    ids.persons = {row.code: row.pk for row in Person.objects.bulk_create(rows)}


def _load_accounts(ids: Ids, hashed: str) -> None:
    """Everybody has an account, so that each may be named as an actor; only the demo's nine can log in."""
    open_to = set(company().accounts.values())
    rows = [
        User(
            username=person.username,
            person_id=ids.persons[person.code],
            password=hashed if person.code in open_to else NO_PASSWORD,
            language=LANGUAGES[person.language],
        )
        for person in company().persons.values()
    ]
    made = User.objects.bulk_create(rows)
    ids.accounts.update(zip(company().persons, (row.pk for row in made), strict=True))


def _load_teams(ids: Ids) -> None:
    """A member joins with the first duty held."""
    since: dict[str, int] = {}
    for duty in company().duties:
        since[duty.person] = max(duty.from_days_ago, since.get(duty.person, 0))
    for team in company().teams.values():
        leader = company().persons[team.members[0]]
        row = Team.objects.create(
            code=team.code, name_zh=team.name.zh, name_en=team.name.en, unit_id=ids.units[leader.unit]
        )
        ids.teams[team.code] = row.pk
        TeamMember.objects.bulk_create(
            TeamMember(team=row, person_id=ids.persons[code], starts_on=ids.day(since[code])) for code in team.members
        )


def _load_projects(ids: Ids) -> None:
    rows = [
        ServiceProject(
            code=project.code,
            customer_id=ids.parties[project.customer],
            contract_number=project.contract,
            name_zh=project.name.zh,
            name_en=project.name.en,
            starts_on=ids.day(project.from_days_ago),
            zone=ZONE.key,
            priority_matrix={
                str(impact): {str(urgency): priority for urgency, priority in enumerate(line, start=1)}
                for impact, line in enumerate(project.matrix, start=1)
            },
        )
        for project in company().projects.values()
    ]
    ids.projects = {row.code: row.pk for row in ServiceProject.objects.bulk_create(rows)}


def _load_duties(ids: Ids) -> None:
    Duty.objects.bulk_create(
        Duty(
            person_id=ids.persons[duty.person],
            role=duty.role,
            project_id=ids.projects.get(duty.project),
            starts_on=ids.day(duty.from_days_ago),
            ends_on=None if duty.to_days_ago is None else ids.day(duty.to_days_ago),
        )
        for duty in company().duties
    )


def load_tailoring(ids: Ids) -> None:
    """Approve what each contract does without, for the reason that it states."""
    for project in company().projects.values():
        out = {item.process: item for item in project.left_out}
        tailoring = Tailoring.objects.create(
            project_id=ids.projects[project.code],
            edition=1,
            contract_passage="\n".join(f"{item.passage.zh} · {item.passage.en}" for item in project.left_out),
            drawn_up_by_id=ids.persons[project.manager],
            approved_by_id=ids.persons[project.approved_by],
            approved_at=ids.at(project.from_days_ago, 10),
        )
        TailoredProcess.objects.bulk_create(
            _choice(tailoring, process, out.get(process)) for process in (*company().mandatory, *company().optional)
        )


def _choice(tailoring: Tailoring, process: str, left_out: told.LeftOut | None) -> TailoredProcess:
    return TailoredProcess(
        tailoring=tailoring,
        process=process,
        used=left_out is None,
        reason_zh=left_out.reason.zh if left_out else "",
        reason_en=left_out.reason.en if left_out else "",
    )
