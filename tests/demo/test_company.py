"""The demo company's content: complete, in both languages, and every code leads somewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from steward.demo.company import OWN, Name, company
from steward.demo.texts import LANGUAGES, phrases, storm_templates, templates

CHINESE = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!()]|[,;:?!()][\u4e00-\u9fff]")
ACCOUNTS = {
    "admin", "desk", "engineer", "manager", "quality", "auditor", "customer-a", "customer-b", "supplier-a"
}  # fmt: skip


def names_in(value: object) -> Iterator[Name]:
    if isinstance(value, Name):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from names_in(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from names_in(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from names_in(item)


def test_every_name_is_in_both_languages() -> None:
    names = list(names_in(company()))
    assert len(names) > 250
    for name in names:
        assert CHINESE.search(name.zh), name
        assert name.en, name
        assert not CHINESE.search(name.en), name


def test_chinese_texts_use_chinese_punctuation() -> None:
    texts = [name.zh for name in names_in(company())]
    texts += [text for group in phrases("zh").values() for text in group]
    for template in templates():
        texts += [template.title, template.body, template.resolution]
    assert [text for text in texts if HALF_WIDTH.search(text)] == []


def test_counts_are_as_the_story_has_them() -> None:
    kinds = Counter(party.kind for party in company().parties.values())
    assert (kinds["own"], kinds["customer"], kinds["supplier"]) == (1, 3, 2)
    assert len(company().people_of(OWN)) == 40
    assert sum(unit.kind == "branch" for unit in company().units.values()) == 3
    assert len(company().projects) == 4
    assert len(company().services) >= 12
    assert 40 <= len(company().categories) <= 90
    assert {category.level for category in company().categories.values()} == {1, 2, 3}
    assert set(company().accounts) == ACCOUNTS


def test_persons_are_told_apart_and_reached_at_reserved_addresses() -> None:
    persons = company().persons.values()
    for what in ("code", "username", "mail", "phone"):
        assert len({getattr(person, what) for person in persons}) == len(persons), what
    assert all(person.mail.endswith(".example") for person in persons)


def test_parties_units_teams_and_accounts_lead_somewhere() -> None:
    here = company()
    for unit in here.units.values():
        assert not unit.parent or unit.parent in here.units
    for person in here.persons.values():
        assert person.party in here.parties
        assert (person.unit in here.units) == (person.party == OWN)
    for team in here.teams.values():
        assert set(team.members) <= set(here.people_of(OWN))
        assert here.parties[team.supplier].kind == "supplier"
    assert set(here.accounts.values()) <= set(here.persons)
    for service in here.services.values():
        assert {service.team} <= set(here.teams)
        assert {service.hours} <= set(here.calendars)
        assert {service.owner} <= set(here.persons)


def test_duties_lead_to_persons_projects_and_known_roles() -> None:
    here = company()
    roles = role_keys() | set(here.roles)
    for duty in here.duties:
        assert duty.person in here.persons
        assert duty.role in roles
        assert not duty.project or duty.project in here.projects
        assert duty.to_days_ago is None or duty.to_days_ago < duty.from_days_ago
    assert len(here.duties) == len(set(here.duties))


def role_keys() -> set[str]:
    """Read the keys from the source: importing the roles of the ground floor needs Django's settings."""
    source = Path(__file__).parents[2].joinpath("src/steward/people/roles.py").read_text("utf-8")
    return set(re.findall(r'Role\(\s*"([a-z_]+)"', source))


@pytest.mark.parametrize("days_ago", [0, 100, 200, 365])
def test_every_project_has_one_manager_at_every_moment(days_ago: int) -> None:
    for code in company().projects:
        holding = [
            duty
            for duty in company().duties
            if duty.role == "project_manager"
            and duty.project == code
            and duty.from_days_ago >= days_ago
            and (duty.to_days_ago is None or duty.to_days_ago < days_ago)
        ]
        assert len(holding) == 1, code


def test_tailoring_is_explained_and_keeps_its_dependencies() -> None:
    here = company()
    needs = {"configuration": {"change"}, "release": {"change", "configuration"}}
    needs["service_reporting"] = {"service_level"}
    left_out = [frozenset(item.process for item in project.left_out) for project in here.projects.values()]
    assert len(set(left_out)) == len(left_out)
    for out in left_out:
        assert out <= set(here.optional)
        for process in set(here.optional) - out:
            assert not needs.get(process, set()) & out, process


def test_matrices_differ_and_never_fall() -> None:
    matrices = [project.matrix for project in company().projects.values()]
    assert len(set(matrices)) == len(matrices)
    for matrix in matrices:
        columns = tuple(zip(*matrix, strict=True))
        assert all(list(line) == sorted(line) and set(line) <= {1, 2, 3, 4} for line in (*matrix, *columns))


def test_agreements_are_complete_and_tighten_with_priority() -> None:
    here = company()
    pairs = [(agreement.customer, service) for agreement in here.agreements for service in agreement.services]
    assert len(pairs) == len(set(pairs))
    for agreement in (*here.agreements, here.internal):
        assert agreement.calendar in here.calendars
        assert set(agreement.services) <= set(here.services)
        for edition in agreement.editions:
            targets = [edition.targets[priority] for priority in (1, 2, 3, 4)]
            assert targets == sorted(targets, key=lambda target: (target.response, target.resolution))
            assert all(target.response < target.resolution for target in targets)


def test_office_hours_stop_for_lunch_and_holidays() -> None:
    office = company().calendars["office"].calendar(datetime(2025, 1, 1, tzinfo=UTC))
    day = datetime(2026, 9, 29, 16, tzinfo=UTC)  # midnight in China; 1 October follows
    assert office.working_seconds(day, day + timedelta(days=1)) == 8 * 3600
    assert office.working_seconds(day + timedelta(days=1), day + timedelta(days=8)) == 0


def test_templates_are_many_and_lead_somewhere() -> None:
    parent, children = storm_templates()
    every = (*templates(), parent, *children)
    assert len({template.id for template in every}) == len(every) >= 60
    for template in every:
        assert template.service in company().services
        assert company().categories[template.category].level == 3
        assert template.customers
        assert bool(CHINESE.search(template.title + template.body)) == (template.language == "zh")
    assert {language: set(phrases(language)) for language in LANGUAGES}["zh"] == set(phrases("en"))
