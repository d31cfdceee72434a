"""Conflicts of every kind against an oracle that walks all pairs by brute force: 0 differences (done-when 4)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steward.kernel.catalogue import process_of
from steward.kernel.models import Calendar, CalendarEdition
from steward.people.models import Party
from steward.processes.change.conflicts import BINDING, Wish, conflicts_of
from steward.processes.change.models import BusinessCalendar
from tests.people import as_
from tests.processes.change.changes import NOW, draft, move, window
from tests.registers.configuration.items import amend as amend_item
from tests.registers.configuration.items import ci, needs

HOUR = timedelta(hours=1)
ITEMS, LAST = 6, 10
# Tomorrow at a full hour.
ZERO = (NOW + timedelta(days=1)).replace(minute=0, second=0, microsecond=0)
HITTING = ("depends_on", "runs_on", "powered_by")
MILD = ("backs_up", "described_in")


@dataclass(frozen=True)
class World:
    """Relations between items by place, other changes, windows, hours of business, and the wish."""

    relations: tuple[tuple[int, int, str], ...]
    others: tuple[tuple[frozenset[int], int, int, bool, bool, bool], ...]
    windows: tuple[tuple[str, str, bool, int, int], ...]
    business: tuple[int, int] | None
    wish: tuple[frozenset[int], int, int, bool, bool]


hours = st.integers(0, LAST)
lengths = st.integers(1, 4)
sets = st.frozensets(st.integers(0, ITEMS - 1), max_size=3)
# An item states relations to later ones alone: trees must not lead back, and other shapes are the impact's own test.
pairs = st.tuples(st.integers(0, ITEMS - 1), st.integers(0, ITEMS - 1), st.sampled_from(HITTING + MILD))
relations = st.lists(pairs.filter(lambda pair: pair[0] < pair[1]), max_size=6, unique_by=lambda pair: pair[:2])
other = st.tuples(sets, hours, lengths, st.booleans(), st.booleans(), st.booleans())
kinds = st.sampled_from(("freeze", "business", "maintenance"))
spans = st.tuples(kinds, st.sampled_from(("alpha", "own", "beta")), st.booleans(), st.integers(-3, LAST), lengths)
worlds = st.builds(
    World,
    relations.map(tuple),
    st.lists(other, max_size=3).map(tuple),
    st.lists(spans, max_size=3).map(tuple),
    st.none() | st.tuples(st.integers(0, 20), st.integers(1, 3)),
    st.tuples(sets, hours, lengths, st.booleans(), st.booleans()),
)


def _hour(hour: int) -> datetime:
    return ZERO + hour * HOUR


def _share(begin: int, length: int, other_begin: int, other_length: int) -> bool:
    return bool({*range(begin, begin + length)} & {*range(other_begin, other_begin + other_length)})


def _around(items: frozenset[int], found: tuple[tuple[int, int, str], ...]) -> set[int]:
    """Whatever these need or needs these, step by step, until nothing is new."""
    out: dict[int, set[int]] = defaultdict(set)
    back: dict[int, set[int]] = defaultdict(set)
    for source, target, relation in found:
        if relation in HITTING:
            out[source].add(target)
            back[target].add(source)
    reached: set[int] = set()
    for ways in (out, back):
        edge = set(items)
        while edge:
            edge = {there for here in edge for there in ways[here]} - edge
            reached |= edge
    return reached - items


def oracle(world: World, numbers: list[str]) -> set[tuple[str, str]]:
    """Every other change and every window in turn."""
    items, begin, length, has_service, has_owner = world.wish
    found = set()
    for number, (theirs, at, of, is_submitted, same_service, same_owner) in zip(numbers, world.others, strict=True):
        if not is_submitted or not _share(begin, length, at, of):
            continue
        found |= {("same_item", number)} if theirs & items else set()
        found |= {("related_item", number)} if theirs & _around(items, world.relations) else set()
        found |= {("same_service", number)} if has_service and same_service else set()
        found |= {("same_hands", number)} if has_owner and same_owner else set()
    met = [w for w in world.windows if w[1] != "beta" and (has_service or not w[2])]
    found |= {(kind, "") for kind, _p, _s, at, of in met if kind != "maintenance" and _share(begin, length, at, of)}
    care = [(at, at + of) for kind, _p, _s, at, of in met if kind == "maintenance"]
    if care and not any(at <= begin and begin + length <= end for at, end in care):
        found.add(("outside_maintenance", ""))
    if world.business:
        opens, of = world.business
        day = [(_hour(hour).hour, hour) for hour in range(begin, begin + length)]
        found |= {("business_hours", "") for clock, _hour_of in day if opens <= clock < opens + of}
    return found


@pytest.mark.django_db
def test_the_database_finds_what_the_walk_finds() -> None:
    assert timedelta(hours=2 * LAST) < BINDING, "every maintenance window here is near enough to bind"
    found = [ci(f"sh1-h{place}") for place in range(ITEMS)]
    with as_("service-head"):
        service = process_of("service").model.objects.get()

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(worlds)
    def walk(world: World) -> None:
        with transaction.atomic():
            numbers = _made(world, found, service)
            items, begin, length, has_service, has_owner = world.wish
            with as_("engineer") as actor:
                parties = tuple(Party.objects.filter(code__in=("alpha", "own")).values_list("pk", flat=True))
                wish = Wish(
                    None, tuple(found[place].pk for place in items), service.pk if has_service else None,
                    actor.person_id if has_owner else None, parties, _hour(begin), _hour(begin + length),
                )  # fmt: skip
                met = {(each.kind, each.number) for each in conflicts_of(wish)}
            assert met == oracle(world, numbers)
            transaction.set_rollback(True)

    walk()


def _made(world: World, items: list[Any], service: Any) -> list[str]:
    """The world in the database; the numbers of the other changes."""
    stated: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for source, target, relation in world.relations:
        stated[source] += needs(items[target], relation=relation)
    for place, rows in stated.items():
        amend_item(items[place].number, relations=rows)
    numbers = [_other(each, items, service) for each in world.others]
    for kind, party, of_service, at, length in world.windows:
        extra = {"service_id": service.pk} if of_service else {}
        window(kind, _hour(at), _hour(at + length), party=party, **extra)
    if world.business:
        _business(*world.business)
    return numbers


def _other(each: tuple[frozenset[int], int, int, bool, bool, bool], items: list[Any], service: Any) -> str:
    theirs, at, length, is_submitted, same_service, same_owner = each
    extra = {"service": service.number} if same_service else {}
    extra |= {"owner": "p-engineer"} if same_owner else {}
    rows = [{"ci": items[place].number, "action": "alter"} for place in sorted(theirs)]
    span = {"planned_start": _hour(at).isoformat(), "planned_end": (_hour(at + length)).isoformat()}
    change = draft(items=rows, conflict_reason="x", change_type="emergency", **span, **extra)
    if is_submitted:
        move(change.number, "submit")
    return str(change.number)


def _business(opens: int, length: int) -> None:
    """A calendar in UTC that is open every day from one hour on."""
    text = f"{opens:02d}:00-{opens + length:02d}:00"
    with as_("service-head"):
        kept = Calendar.objects.create(code=f"trade-{opens}-{length}", name_zh="营业", name_en="Trade")
        CalendarEdition.objects.create(
            calendar=kept, edition=1, zone="UTC", weekly={str(day): text for day in range(7)},
            covers_from="2025-01-01", covers_until="2027-12-31", issued_at=NOW - timedelta(days=400),
        )  # fmt: skip
        BusinessCalendar.objects.create(calendar=kept, party=Party.objects.get(code="alpha"))
