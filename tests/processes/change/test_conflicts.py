"""Conflicts of windows and the next free slot, against a walk that looks at every hour (manual 8.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused
from steward.people.models import Party
from steward.processes.change import slots
from steward.processes.change.conflicts import BINDING, OUTSIDE, Met, Wish, conflicts_among, conflicts_of, said
from tests.people import as_
from tests.processes.change.changes import NOW, decide, draft, move, window
from tests.registers.configuration.items import ci, needs

if TYPE_CHECKING:
    from collections.abc import Sequence

HOUR = timedelta(hours=1)
SPAN = 24
ZERO = datetime(2026, 3, 2, tzinfo=UTC)
KINDS = ("same_item", "freeze", "business", "maintenance")


def _at(hour: int) -> datetime:
    return ZERO + hour * HOUR


@st.composite
def mets(draw: st.DrawFn) -> Met:
    begin = draw(st.integers(-5, SPAN + 5))
    return Met(draw(st.sampled_from(KINDS)), "", "", _at(begin), _at(begin + draw(st.integers(1, 8))))


def _kinds_by_the_hour(met: Sequence[Met], begin: int, length: int) -> set[str]:
    """Every hour of the window in turn: what covers it; and whether one maintenance window covers them all."""
    hours = [_at(hour) for hour in range(begin, begin + length)]
    found = {m.kind for m in met for hour in hours if m.start <= hour < m.end} - {"maintenance"}
    windows = [m for m in met if m.kind == "maintenance"]
    whole = any(all(w.start <= hour < w.end for hour in hours) for w in windows)
    return found | (set() if whole or not windows else {OUTSIDE})


@given(st.lists(mets(), max_size=6), st.integers(0, SPAN), st.integers(1, 6))
def test_conflicts_are_those_that_a_walk_over_every_hour_finds(met: list[Met], begin: int, length: int) -> None:
    found = conflicts_among(met, _at(begin), _at(begin + length))
    assert {each.kind for each in found} == _kinds_by_the_hour(met, begin, length)


@given(st.lists(mets(), max_size=6), st.integers(1, 6))
def test_the_free_slot_offered_is_the_first_that_a_walk_finds(met: list[Met], length: int) -> None:
    offered = slots.next_free(met, ZERO, length * HOUR, _at(SPAN))
    free = (hour for hour in range(SPAN - length + 1) if not _kinds_by_the_hour(met, hour, length))
    first = next(free, None)
    assert offered == (None if first is None else _at(first))


def test_windows_far_away_bind_nobody() -> None:
    far = Met("maintenance", "", "", ZERO - BINDING - 3 * HOUR, ZERO - BINDING)
    assert not conflicts_among([far], ZERO, ZERO + HOUR)
    assert conflicts_among([far], ZERO - HOUR, ZERO + HOUR)


@dataclass(frozen=True)
class Other:
    """A change in the way: which of the items it covers, when it begins and ends, whether it was submitted."""

    item: int
    begin: int
    hours: int
    is_submitted: bool


others = st.builds(Other, st.integers(0, 4), st.integers(0, 8), st.integers(1, 4), st.booleans())


@pytest.mark.django_db
def test_the_database_finds_the_conflicts_that_a_walk_over_pairs_finds() -> None:
    """Items: 0 needs 1, 1 needs 2, 3 and 4 stand alone; every change against the wish to work on item 1."""
    last = ci("sh1-h2")
    middle = ci("sh1-h1", relations=needs(last))
    first = ci("sh1-h0", relations=needs(middle))
    items = [first, middle, last, ci("sh1-h3"), ci("sh1-h4")]
    with as_("engineer"):
        parties = tuple(Party.objects.filter(code__in=("alpha", "own")).values_list("pk", flat=True))

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.lists(others, max_size=3), st.integers(0, 8), st.integers(1, 4))
    def walk(found: list[Other], begin: int, hours: int) -> None:
        with transaction.atomic():
            numbers = [_planned(other, items[other.item].number) for other in found]
            wish = Wish(None, (items[1].pk,), None, None, parties, _hour(begin), _hour(begin + hours))
            with as_("engineer"):
                met = {(each.kind, each.number) for each in conflicts_of(wish)}
            assert met == {
                ("same_item" if other.item == 1 else "related_item", number)
                for other, number in zip(found, numbers, strict=True)
                if other.is_submitted and other.item <= 2 and _share_an_hour(other, begin, hours)
            }
            transaction.set_rollback(True)

    for item in range(5):
        walk.hypothesis.inner_test([Other(item, 1, 2, is_submitted=True)], 2, 1)
    walk()


def _share_an_hour(other: Other, begin: int, hours: int) -> bool:
    return bool({*range(other.begin, other.begin + other.hours)} & {*range(begin, begin + hours)})


def _hour(hour: int) -> datetime:
    return NOW + timedelta(days=2, hours=hour)


def _planned(other: Other, number: str) -> str:
    span = {"planned_start": _hour(other.begin), "planned_end": _hour(other.begin + other.hours)}
    change = draft(
        items=[{"ci": number, "action": "alter"}], conflict_reason="x",
        **{name: moment.isoformat() for name, moment in span.items()},
    )  # fmt: skip
    if other.is_submitted:
        move(change.number, "submit")
    return change.number


@pytest.mark.django_db
def test_a_freeze_holds_all_but_emergencies_and_a_reason_opens_the_rest() -> None:
    window("freeze", NOW - HOUR, NOW + HOUR)
    with pytest.raises(Refused) as refused:
        move(draft(conflict_reason="很急").number, "submit")
    assert "冻结" in " ".join(map(str, refused.value.reasons))
    with pytest.raises(Refused):
        move(draft(change_type="emergency").number, "submit")
    urgent = draft(change_type="emergency", conflict_reason="生产中断")
    assert move(urgent.number, "submit").state == "awaiting_approval"


@pytest.mark.django_db
def test_a_freeze_that_comes_later_holds_what_is_authorised() -> None:
    change = draft()
    move(change.number, "submit")
    decide(change.number)
    window("freeze", NOW - HOUR, NOW + 5 * HOUR, party="alpha")
    with pytest.raises(Refused):
        move(change.number, "start")


@pytest.mark.django_db
def test_another_customers_freeze_holds_nothing_here() -> None:
    window("freeze", NOW - HOUR, NOW + 5 * HOUR, party="beta")
    assert move(draft().number, "submit").state == "awaiting_approval"


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["owner", "service"])
def test_the_same_hands_and_the_same_service_conflict(field: str) -> None:
    with as_("service-head"):
        service = process_of("service").model.objects.get().number
    value = {field: {"owner": "p-engineer", "service": service}[field]}
    first = draft(**value)
    move(first.number, "submit")
    with pytest.raises(Refused) as refused:
        move(draft(**value).number, "submit")
    assert first.number in " ".join(map(str, refused.value.reasons))
    assert move(draft(**value, conflict_reason="同一批次").number, "submit").state == "awaiting_approval"


def test_each_kind_of_conflict_has_its_sentence() -> None:
    kinds = ("same_item", "related_item", "same_service", "same_hands", "freeze", "business", OUTSIDE)
    assert len({said(Met(kind, "CHG-1", "x", ZERO, ZERO)) for kind in kinds}) == len(kinds)
