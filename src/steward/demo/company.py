"""The demo company as data: parties, people, contracts, services, agreements and categories."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from steward.kernel.calendars import Calendar
from steward.kernel.china import announced_days
from steward.kernel.editions import Edition, Week, hours

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

OWN = "LANGU"


@dataclass(frozen=True, slots=True)
class Name:
    """A text in both languages."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Give the text in "zh" or "en"."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Party:
    """A company: own, customer, supplier or certification_body; `ci` begins the names of its equipment."""

    code: str
    kind: str
    name: Name
    short: Name
    mail: str
    language: str
    ci: str
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A part of our own company: head_office, branch, department or group, with the role key it bears."""

    code: str
    parent: str
    kind: str
    role: str
    area: str
    name: Name


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of any party; `code` is the employee number, or the contact's number at other parties."""

    code: str
    party: str
    unit: str
    name: Name
    pinyin: str
    title: Name
    username: str
    mail: str
    phone: str
    language: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team, who is in it (the leader first), and the supplier it calls."""

    code: str
    name: Name
    supplier: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """A role held by a person in one project or, empty, in all; days before loading, None is still held."""

    person: str
    role: str
    project: str
    from_days_ago: int
    to_days_ago: int | None


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A process that a contract does without, where the contract says so, and why."""

    process: str
    passage: Name
    reason: Name


@dataclass(frozen=True, slots=True)
class Project:
    """A service project with its tailoring; `matrix` is priority by impact (row) and urgency, each 1 to 3."""

    code: str
    customer: str
    name: Name
    contract: str
    from_days_ago: int
    manager: str
    approved_by: str
    matrix: tuple[tuple[int, ...], ...]
    left_out: tuple[LeftOut, ...]

    def priority(self, impact: int, urgency: int) -> int:
        """Read the matrix."""
        return self.matrix[impact - 1][urgency - 1]


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """A calendar: ISO weekdays with their spans ("09:00-12:00 13:00-18:00"), and "china" or no holidays."""

    code: str
    name: Name
    zone: str
    holidays: str
    weekdays: tuple[int, ...]
    spans: str

    def week(self) -> Week:
        """Give the hours of Monday to Sunday."""
        return tuple(hours(self.spans) if day in self.weekdays else () for day in range(1, 8))

    def calendar(self, issued_at: datetime) -> Calendar:
        """Make the calendar of one edition over all years whose days off are announced."""
        days = announced_days()
        edition = Edition(
            name=self.code,
            zone=self.zone,
            weekly=self.week(),
            issued_at=issued_at,
            covers_from=days[0].on.replace(month=1, day=1),
            covers_until=days[-1].on.replace(month=12, day=31),
            special=days if self.holidays == "china" else (),
        )
        return Calendar(self.code, (edition,))


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the catalogue: the team that runs it, its hours and its owner."""

    code: str
    team: str
    hours: str
    owner: str
    name: Name
    description: Name


@dataclass(frozen=True, slots=True)
class Target:
    """Minutes of service time: until response, until resolution, between two updates (0: none promised)."""

    response: int
    resolution: int
    update: int = 0


@dataclass(frozen=True, slots=True)
class AgreementEdition:
    """The targets by priority that hold from a day on."""

    edition: int
    from_days_ago: int
    targets: Mapping[int, Target]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What a customer was promised for some services; the clocks stand still while waiting for `pauses`."""

    code: str
    customer: str
    services: tuple[str, ...]
    calendar: str
    response_by: str
    pauses: tuple[str, ...]
    editions: tuple[AgreementEdition, ...]


@dataclass(frozen=True, slots=True)
class Category:
    """A node of the tree of categories; level 1 to 3."""

    code: str
    parent: str
    level: int
    name: Name


@dataclass(frozen=True, slots=True)
class ClosureCode:
    """How an incident ended."""

    code: str
    name: Name


@dataclass(frozen=True, slots=True)
class Company:
    """Everything the demo stands on, each noun by its code in the order of its file."""

    parties: Mapping[str, Party]
    units: Mapping[str, Unit]
    persons: Mapping[str, Person]
    accounts: Mapping[str, str]
    teams: Mapping[str, Team]
    roles: Mapping[str, Name]
    duties: tuple[Duty, ...]
    mandatory: tuple[str, ...]
    optional: tuple[str, ...]
    projects: Mapping[str, Project]
    calendars: Mapping[str, ServiceHours]
    services: Mapping[str, Service]
    agreements: tuple[Agreement, ...]
    internal: Agreement
    categories: Mapping[str, Category]
    closure_codes: Mapping[str, ClosureCode]

    def project_of(self, customer: str) -> Project:
        """Give the customer's one project."""
        return next(project for project in self.projects.values() if project.customer == customer)

    def agreement_for(self, customer: str, service: str) -> Agreement | None:
        """Give what is agreed for a service; for our own company the internal targets, else None."""
        agreed = (a for a in self.agreements if a.customer == customer and service in a.services)
        return self.internal if customer == OWN else next(agreed, None)

    def people_of(self, party: str) -> tuple[str, ...]:
        """List the codes of a party's persons."""
        return tuple(person.code for person in self.persons.values() if person.party == party)


def content(name: str) -> Any:
    """Read one file of the content folder."""
    return yaml.safe_load(files("steward.demo").joinpath("content", f"{name}.yaml").read_text("utf-8"))


def _parties(data: dict[str, Any]) -> Iterator[Party]:
    for row in data["parties"]:
        names = {"name": Name(**row["name"]), "short": Name(**row["short"])}
        yield Party(**{**row, **names, "sites": tuple(data["sites"].get(row["code"], ()))})


def _persons(people: dict[str, Any], parties: Mapping[str, Party], units: Mapping[str, Unit]) -> Iterator[Person]:
    usernames = {code: username for username, code in people["accounts"].items()}
    for index, row in enumerate([*people["persons"], *people["contacts"]], start=1):
        party = parties[row.get("party", OWN)]
        surname, given = row["pinyin"].lower().split(" ", 1)
        area = units[row["unit"]].area if "unit" in row else "10"
        yield Person(
            code=row["code"],
            party=party.code,
            unit=row.get("unit", ""),
            name=Name(zh=row["zh"], en=row["pinyin"]),
            pinyin=row["pinyin"].lower(),
            title=Name(**row["title"]),
            username=usernames.get(row["code"], f"{surname}.{given}"),
            mail=f"{surname}.{given}@{party.mail}",
            phone=f"+86 {area} 5550 {100 + index:04}",
            language=party.language,
        )


def _projects(data: dict[str, Any]) -> Iterator[Project]:
    for row in data["projects"]:
        left_out = tuple(
            LeftOut(item["process"], Name(**item["passage"]), Name(**item["reason"])) for item in row["left_out"]
        )
        matrix = tuple(tuple(line) for line in row["matrix"])
        yield Project(**{**row, "name": Name(**row["name"]), "matrix": matrix, "left_out": left_out})


def _calendars(data: dict[str, Any]) -> Iterator[ServiceHours]:
    for row in data["calendars"]:
        spans = " ".join("-".join(span) for span in row["hours"]["spans"])
        weekdays = tuple(row["hours"]["days"])
        yield ServiceHours(row["code"], Name(**row["name"]), row["zone"], row["holidays"], weekdays, spans)


def _services(data: dict[str, Any]) -> Iterator[Service]:
    for row in data["services"]:
        yield Service(**{**row, "name": Name(**row["name"]), "description": Name(**row["description"])})


def _targets(data: dict[str, Any], name: str) -> dict[int, Target]:
    return {priority: Target(*minutes) for priority, minutes in data["target_sets"][name].items()}


def _agreements(data: dict[str, Any]) -> Iterator[Agreement]:
    pauses = tuple(what for what, stands_still in data["pauses"].items() if stands_still)
    for row in data["agreements"]:
        editions = tuple(
            AgreementEdition(item["edition"], item["from_days_ago"], _targets(data, item["targets"]))
            for item in row["editions"]
        )
        yield Agreement(**{**row, "services": tuple(row["services"]), "pauses": pauses, "editions": editions})


def _internal(data: dict[str, Any]) -> Agreement:
    edition = AgreementEdition(1, 900, _targets(data, data["internal"]["targets"]))
    pauses = tuple(what for what, stands_still in data["pauses"].items() if stands_still)
    return Agreement("internal", OWN, (), data["internal"]["calendar"], "assignment", pauses, (edition,))


def _categories(nodes: list[Any], parent: str = "", level: int = 1) -> Iterator[Category]:
    for code, zh, en, children in nodes:
        yield Category(code, parent, level, Name(zh, en))
        yield from _categories(children, code, level + 1)


@cache
def company() -> Company:
    """Read the whole content once."""
    who, people, team_file = content("company"), content("people"), content("teams")
    project_file, catalogue, agreed = content("projects"), content("catalogue"), content("agreements")
    tree = content("categories")
    parties = {party.code: party for party in _parties(who)}
    units = {row["code"]: Unit(**{**row, "name": Name(**row["name"])}) for row in who["units"]}
    return Company(
        parties=parties,
        units=units,
        persons={person.code: person for person in _persons(people, parties, units)},
        accounts=people["accounts"],
        teams={
            row["code"]: Team(row["code"], Name(**row["name"]), row["supplier"], tuple(row["members"]))
            for row in team_file["teams"]
        },
        roles={key: Name(**name) for key, name in team_file["roles"].items()},
        duties=tuple(
            Duty(row["person"], row["role"], row["project"], row["from"], row["to"]) for row in team_file["duties"]
        ),
        mandatory=tuple(project_file["mandatory"]),
        optional=tuple(project_file["optional"]),
        projects={project.code: project for project in _projects(project_file)},
        calendars={calendar.code: calendar for calendar in _calendars(catalogue)},
        services={service.code: service for service in _services(catalogue)},
        agreements=tuple(_agreements(agreed)),
        internal=_internal(agreed),
        categories={category.code: category for category in _categories(tree["categories"])},
        closure_codes={row["code"]: ClosureCode(row["code"], Name(**row["name"])) for row in tree["closure_codes"]},
    )
