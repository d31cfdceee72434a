"""Customer, project, teams, persons and categories that a log names: found by code, made when missing."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from steward.kernel.days import day_at
from steward.kernel.models import Category
from steward.people.context import now
from steward.people.models import Party, Person, ServiceProject, Team

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.channel.ticket_log.history import CaseHistory
    from steward.channel.ticket_log.mapping import Mapping, Named

# Priority by impact and urgency until somebody edits it: the sum decides.
MATRIX = {"1": {"1": 1, "2": 2, "3": 3}, "2": {"1": 2, "2": 3, "3": 4}, "3": {"1": 3, "2": 4, "3": 4}}


def customer_of(named: Named) -> Party:
    """The customer of a mapping."""
    names = {"name_zh": named.zh, "name_en": named.en, "is_customer": True}
    found, _is_new = Party.objects.get_or_create(code=named.code, defaults=names)
    return found


def project_of(mapping: Mapping, customer: Party) -> ServiceProject:
    """The service project of a mapping."""
    named = mapping.project
    found, _is_new = ServiceProject.objects.get_or_create(
        code=named.code,
        defaults={
            "name_zh": named.zh,
            "name_en": named.en,
            "customer": customer,
            "starts_on": day_at(now(), mapping.zone.key),
            "zone": mapping.zone.key,
            "priority_matrix": MATRIX,
        },
    )
    return found


class Nouns:
    """Ids of the nouns that one source names; `learn` makes those of a batch that are missing.

    A noun's code is made of source and name, so that the same name is the same noun in every import.
    """

    def __init__(self, source: str, kind: str, own_party_id: int, customer_id: int) -> None:
        self.source = source
        self.kind = kind
        self.own_party_id = own_party_id
        self.customer_id = customer_id
        self.teams: dict[str, int] = {}
        self.persons: dict[tuple[int, str], int] = {}
        self.categories: dict[tuple[str, ...], int] = {}

    def _code(self, *names: str) -> str:
        return f"{self.source}-{blake2b(chr(31).join(names).encode(), digest_size=8).hexdigest()}".replace(".", "-")

    def learn(self, histories: Iterable[CaseHistory]) -> None:
        """Find or make every noun that these histories end with."""
        teams, persons, categories = set(), set(), set()
        for history in histories:
            teams.add(history.values.get("team"))
            persons.add((self.own_party_id, history.values.get("assignee")))
            persons.add((self.customer_id, history.values.get("requester")))
            categories.add(history.values.get("category"))
        self._learn_teams({str(name) for name in teams if name} - self.teams.keys())
        self._learn_persons({(party, str(name)) for party, name in persons if name} - self.persons.keys())
        for path in sorted(path for path in categories if isinstance(path, tuple)):
            for depth in range(1, len(path) + 1):
                self._learn_category(tuple(map(str, path[:depth])))

    def _learn_teams(self, names: set[str]) -> None:
        codes = {self._code("team", name): name for name in sorted(names)}
        new = [Team(code=code, name_zh=name, name_en=name) for code, name in codes.items()]
        Team.objects.bulk_create(new, ignore_conflicts=True)
        found = Team.objects.filter(code__in=list(codes)).values_list("code", "pk")
        self.teams |= {codes[code]: pk for code, pk in found}

    def _learn_persons(self, named: set[tuple[int, str]]) -> None:
        codes = {
            self._code("own" if party == self.own_party_id else str(party), name): (party, name)
            for party, name in sorted(named)
        }
        new = [
            Person(code=code, party_id=party, name_zh=name, name_en=name, sort_key=name.lower())
            for code, (party, name) in codes.items()
        ]
        Person.objects.bulk_create(new, ignore_conflicts=True)
        found = Person.objects.filter(code__in=list(codes)).values_list("code", "pk")
        self.persons |= {codes[code]: pk for code, pk in found}

    def _learn_category(self, path: tuple[str, ...]) -> None:
        if path in self.categories:
            return
        codes = [self._code("category", *path[:depth]) for depth in range(1, len(path) + 1)]
        found, _is_new = Category.objects.get_or_create(
            code=codes[-1],
            defaults={
                "kind": self.kind,
                "name_zh": path[-1],
                "name_en": path[-1],
                "parent_id": self.categories.get(path[:-1]),
                "path": "/".join(codes)[:400],
            },
        )
        self.categories[path] = found.pk
