"""Every past moment is told exactly: whole graphs of random histories, against a model that the test keeps (8.1.2)."""

from __future__ import annotations

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steward.people.models import ServiceProject
from steward.registers.configuration import graph, history, queries
from steward.registers.configuration.relation_types import HITTING
from tests.people import as_
from tests.registers.configuration.items import amend, ci, move, rack

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
RELATIONS = ("depends_on", "uses", "backs_up")
PLACES = ("SH1-A", "SH1-B")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("create", "create", "alter", "relate", "relate", "unrelate", "place", "advance", "dispose")),
        st.integers(0, 20), st.integers(0, 20), st.integers(0, 5), st.integers(1, 90_000),
    ),
    min_size=4, max_size=14,
)  # fmt: skip


class World:
    """What the test remembers: of each item title, state, serial, place and relations; and how it all was when."""

    def __init__(self) -> None:
        """Nothing yet, at the beginning."""
        self.items: dict[str, dict[str, Any]] = {}
        self.past: list[tuple[datetime, dict[str, dict[str, Any]]]] = [(BEGIN, {})]
        self.at = BEGIN

    def living(self) -> list[str]:
        """Numbers of items that may still be written."""
        return [number for number, item in self.items.items() if item["state"] not in ("disposed", "cancelled")]

    def step(self, what: str, first: int, second: int, word: int, later: int) -> None:
        """One write, `later` seconds on; what can't be done now is left out."""
        self.at += timedelta(seconds=later)
        living = self.living()
        if what == "create" or not living:
            made = ci(f"sh1-{len(self.items)}", at=self.at)
            self.items[made.number] = {
                "title": made.title, "state": "ordered", "serial": "", "place": None, "to": set(),
            }  # fmt: skip
        else:
            number, other = living[first % len(living)], living[second % len(living)]
            getattr(self, f"_{what}")(number, other, word)
        self.past.append((self.at, deepcopy(self.items)))

    def _alter(self, number: str, _other: str, word: int) -> None:
        self.items[number] |= {"serial": f"s{word}", "title": f"sh1-t{word}"}
        amend(number, at=self.at, serial=f"s{word}", title=f"sh1-t{word}")

    def _place(self, number: str, _other: str, word: int) -> None:
        self.items[number]["place"] = PLACES[word % 2]
        amend(number, at=self.at, place=PLACES[word % 2])

    def _relate(self, number: str, other: str, word: int) -> None:
        if number != other:
            self._state(number, self.items[number]["to"] | {(RELATIONS[word % 3], other)})

    def _unrelate(self, number: str, _other: str, word: int) -> None:
        ties = sorted(self.items[number]["to"])
        if ties:
            self._state(number, set(ties) - {ties[word % len(ties)]})

    def _state(self, number: str, ties: set[tuple[str, str]]) -> None:
        self.items[number]["to"] = ties
        amend(number, at=self.at, relations=[{"relation": r, "target": t} for r, t in sorted(ties)])

    def _advance(self, number: str, _other: str, _word: int) -> None:
        if self.items[number]["state"] == "ordered":
            move(number, "receive", at=self.at)
            self.items[number]["state"] = "received"

    def _dispose(self, number: str, _other: str, _word: int) -> None:
        if self.items[number]["state"] != "received":
            return
        move(number, "dismantle", at=self.at)
        self.items[number] |= {"state": "dismantled", "place": None}
        self.past.append((self.at, deepcopy(self.items)))
        self.at += timedelta(seconds=1)
        move(number, "dispose", at=self.at, disposed_on="2026-03-01", disposal="x")
        self.items[number] |= {"state": "disposed", "to": set()}

    def then(self, at: datetime) -> dict[str, dict[str, Any]]:
        """How it all was at a moment."""
        return [items for since, items in self.past if since <= at][-1]


def _told(at: datetime) -> dict[str, dict[str, Any]]:
    """The whole graph as the program tells it: by project, and again item by item."""
    with as_("engineer"), connection.cursor() as cursor:
        project = ServiceProject.objects.get(code="alpha-ops").pk
        cursor.execute(
            """select k.number, i.snapshot ->> 'title', i.snapshot ->> 'state', i.snapshot ->> 'serial', p.code, k.id
            from steward.items_at(%s, null, null, null, %s) i join kernel_record k on k.id = i.record_id
            left join configuration_place p on p.id = (i.snapshot ->> 'place_id')::bigint""", [project, at],
        )  # fmt: skip
        rows = cursor.fetchall()
        found = {row[0]: {**dict(zip(("title", "state", "serial", "place"), row[1:5], strict=True)), "to": set()}
                 for row in rows}  # fmt: skip
        cursor.execute(
            """select s.number, r.relation, t.number from steward.relations_at(%s, %s) r
            join kernel_record s on s.id = r.source_id join kernel_record t on t.id = r.target_id""", [project, at],
        )  # fmt: skip
        for source, relation, target in cursor.fetchall():
            found[source]["to"].add((relation, target))
        ids = {row[0]: row[5] for row in rows}
        _each_item_says_the_same(found, ids, at)
    return found


def _each_item_says_the_same(found: dict[str, dict[str, Any]], ids: dict[str, int], at: datetime) -> None:
    for number, item in found.items():
        revision = history.revision_at(ids[number], at)
        assert revision is not None
        assert revision.snapshot["title"] == item["title"]
        outward = {(each.relation, each.number) for each in queries.neighbours(ids[number], at) if each.outward}
        assert outward == item["to"]
    needs = {(need.item, need.relation, need.other) for need in graph.needs_around(ids.values(), "needed", at)}
    assert needs == {
        (ids[number], relation, ids[target])
        for number, item in found.items()
        for relation, target in item["to"]
        if relation in HITTING
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, asked=st.lists(st.integers(-5, 1_300_000), max_size=4))
def test_each_moment_is_told_as_it_was(steps: list[tuple[str, int, int, int, int]], asked: list[int]) -> None:
    with transaction.atomic():
        for code in PLACES:
            rack(code)
        world = World()
        for step in steps:
            world.step(*step)
        moments = [since for since, _items in world.past] + [BEGIN + timedelta(seconds=each) for each in asked]
        for moment in moments:
            for at in (moment, moment + timedelta(microseconds=1)):
                if at < BEGIN:
                    continue
                there = {n: i for n, i in world.then(at).items() if i["state"] != "disposed"}
                assert _told(at) == there
        transaction.set_rollback(True)
