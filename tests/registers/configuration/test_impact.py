"""Impact through redundancy, against an oracle that knows no queue; and the same by the pages (8.1.8)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from steward.people.models import User
from steward.registers.configuration import graph
from steward.registers.configuration.impact import Need, reached, single_points
from tests.people import as_
from tests.registers.configuration.items import amend, ci, needs

if TYPE_CHECKING:
    from collections.abc import Iterable

NODES = 9


def oracle(start: Iterable[int], graph_of: list[Need]) -> set[int]:
    """Everything up until nothing more may stand: each item stands while every need of it is met."""
    up = set(range(NODES)) - set(start)
    while True:
        down = {item for item in up if not _stands(item, graph_of, up)}
        if not down:
            return set(range(NODES)) - up
        up -= down


def _stands(item: int, graph_of: list[Need], up: set[int]) -> bool:
    mine = [need for need in graph_of if need.item == item]
    if any(not need.group and need.other not in up for need in mine):
        return False
    groups = {need.group: need.needed for need in mine if need.group}
    return all(
        len({need.other for need in mine if need.group == group and need.other in up}) >= needed
        for group, needed in groups.items()
    )


@st.composite
def graphs(draw: st.DrawFn) -> list[Need]:
    """Relations at random, cycles too, with groups of which 1 to all are needed."""
    found: list[Need] = []
    for item in range(NODES):
        others = sorted(draw(st.sets(st.integers(0, NODES - 1).filter(lambda n, i=item: n != i), max_size=4)))
        cut = draw(st.integers(0, len(others)))
        found += [Need(item, other, "depends_on") for other in others[:cut]]
        members = others[cut:]
        if members:
            needed = draw(st.integers(1, len(members)))
            found += [Need(item, other, "depends_on", "g", needed, len(members)) for other in members]
    return draw(st.permutations(found))


@settings(max_examples=500, deadline=None)
@given(graph_of=graphs(), start=st.sets(st.integers(0, NODES - 1), min_size=1, max_size=3))
def test_what_fails_is_what_the_oracle_says(graph_of: list[Need], start: set[int]) -> None:
    found = reached(start, graph_of)
    assert set(found.cause) == oracle(start, graph_of)
    assert not found.weakened & set(found.cause)
    for item in found.cause:
        path = found.path(item)
        assert path[0] in start
        assert path[-1] == item
        assert all(any((n.item, n.other) == (b, a) for n in graph_of) for a, b in pairwise(path))


@settings(max_examples=200, deadline=None)
@given(graph_of=graphs(), target=st.integers(0, NODES - 1))
def test_single_points_are_those_that_the_oracle_finds_one_by_one(graph_of: list[Need], target: int) -> None:
    expected = [item for item in range(NODES) if item != target and target in oracle([item], graph_of)]
    assert single_points([target], graph_of) == expected


@pytest.mark.django_db
def test_two_feeds_of_which_one_is_needed_carry_a_rack_and_one_does_not() -> None:
    a, b = ci("feed-a", "power_feed"), ci("feed-b", "power_feed")
    server = ci("sh1-srv-1", "server", relations=needs(a, b, relation="powered_by", group="feeds", needed=1))
    database = ci("erp-db", "database", version_label="16", relations=needs(server, relation="runs_on"))
    with as_("engineer"):
        around = graph.needs_around([a.pk], "hit")
        assert set(reached([a.pk], around).cause) == {a.pk}
        assert reached([a.pk], around).weakened == {server.pk}
        both = reached([a.pk, b.pk], graph.needs_around([a.pk, b.pk], "hit"))
        assert both.path(database.pk)[1:] == [server.pk, database.pk]
        assert single_points([database.pk], graph.needs_around([database.pk], "needed")) == [server.pk]


@pytest.mark.django_db
def test_the_graph_of_a_past_day_is_the_one_of_that_day() -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    host = ci("sh1-h1", at=first)
    guest = ci("sh1-vm", at=first, relations=needs(host, relation="runs_on"))
    amend(guest.number, at=first + timedelta(days=30), relations=[])
    with as_("engineer"):
        assert graph.needs_around([host.pk], "hit") == []
        assert [need.item for need in graph.needs_around([host.pk], "hit", first + timedelta(days=3))] == [guest.pk]
        assert graph.needs_around([host.pk], "hit", first - timedelta(days=1)) == []


@pytest.mark.django_db
def test_relations_to_what_the_reader_does_not_see_are_not_followed() -> None:
    from steward.kernel import acts
    from steward.kernel.catalogue import process_of

    with as_("service-head") as actor:
        raw = {"title": "own-host", "ci_class": "virtual_machine", "project": "own-ops"}
        ours = acts.open_record(process_of("ci"), actor=actor, raw=raw)
        item = ci("sh1-vm")
        given_ = {"relations": needs(ours, relation="runs_on")}
        acts.amend(process_of("ci"), item.number, actor=actor, raw=given_, version=None)
        assert len(graph.needs_around([item.pk], "needed")) == 1
    with as_("engineer"):
        assert graph.needs_around([item.pk], "needed") == []


@pytest.mark.django_db
def test_page_and_rest_tell_the_same() -> None:
    host = ci("sh1-h1")
    guest = ci("sh1-vm", relations=needs(host, relation="runs_on"))
    client = Client()
    client.force_login(User.objects.get(username="engineer"))
    page = client.get(f"/ci/{host.number}/impact/").content.decode()
    assert guest.number in page
    assert host.number in client.get(f"/ci/{guest.number}/impact/?way=needed").content.decode()
    assert client.get(f"/ci/{guest.number}/impact/?at=nonsense").status_code == 422
