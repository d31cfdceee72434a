"""B8: races at a gate and for numbers: one decision each, never one's own, one move, no number twice."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from steward.kernel import acts, catalogue
from steward.kernel.catalogue import process_of
from steward.kernel.models import Decision, Record, TimelineEntry
from steward.kernel.refusal import Refused
from steward.people.models import Duty, Person
from tests.cast import SINCE, TARGETS
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

pytestmark = pytest.mark.django_db(transaction=True)

HANDS = 6
DECIDERS = ("service-head", "desk", "engineer", "manager", "quality")


def at_once(acts_of: Sequence[Callable[[], Any]]) -> list[Any]:
    """Let all begin at the same instant, each on a connection of its own; a refusal is an answer too."""
    start = threading.Barrier(len(acts_of))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts_of)) as pool:
        return list(pool.map(run, acts_of))


@pytest.fixture
def quorum_of_three(monkeypatch: pytest.MonkeyPatch) -> None:
    """The agreement's gate asks for three, and five persons hold its role."""
    declared = process_of("agreement")
    moves = tuple(replace(move, gate=replace(move.gate, quorum=3)) if move.gate else move for move in declared.moves)
    monkeypatch.setitem(catalogue._known, "agreement", replace(declared, moves=moves))
    with as_("admin"):
        for username in DECIDERS[1:]:
            person = Person.objects.get(code=f"p-{username}")
            Duty.objects.create(person=person, role="customer_service_manager", starts_on=SINCE)


def in_review(author: str = "keeper") -> str:
    with as_(author) as actor:
        raw = {
            "title": "SLA", "project": "alpha-ops", "calendar": "office", "targets": TARGETS,
            "starts_on": "2026-06-01",
        }  # fmt: skip
        number = acts.open_record(process_of("agreement"), actor=actor, raw=raw).number
        acts.move(process_of("agreement"), number, "submit", actor=actor, raw={}, version=None)
    return number


def approval(username: str, number: str, verdict: str = "approved") -> Callable[[], Any]:
    def approve() -> Any:
        with as_(username) as actor:
            return acts.decide(
                process_of("agreement"), number, "approve", actor=actor, verdict=verdict, remark="看过",
                version=None,
            )  # fmt: skip

    return approve


def story(number: str) -> tuple[int, int, str]:
    """Decisions, moves into force, state."""
    with as_("auditor"):
        record = Record.objects.get(number=number)
        made = TimelineEntry.objects.filter(record_id=record.pk, verb="moved", to_state="in_force").count()
        return Decision.objects.filter(record_id=record.pk).count(), made, record.state


@pytest.mark.usefixtures("quorum_of_three")
@pytest.mark.parametrize("_round", range(3))
def test_one_person_who_decides_many_times_at_once_counts_once(_round: int) -> None:
    number = in_review()
    answers = at_once([approval("service-head", number)] * HANDS)
    assert sum(not isinstance(answer, Refused) for answer in answers) == 1
    assert story(number) == (1, 0, "in_review")


@pytest.mark.usefixtures("quorum_of_three")
@pytest.mark.parametrize("_round", range(3))
def test_a_quorum_reached_by_many_at_once_moves_once(_round: int) -> None:
    number = in_review()
    answers = at_once([approval(username, number) for username in DECIDERS])
    assert sum(not isinstance(answer, Refused) for answer in answers) == 3
    assert story(number) == (3, 1, "in_force")


@pytest.mark.usefixtures("quorum_of_three")
def test_a_rejection_among_approvals_ends_the_round_once() -> None:
    number = in_review()
    at_once(
        [
            approval(DECIDERS[0], number, "rejected"),
            *(approval(username, number) for username in DECIDERS[1:3]),
        ]
    )
    decisions, moved, state = story(number)
    assert (moved, state) == (0, "draft")
    assert decisions <= 3


def test_nobody_decides_on_their_own_however_often_they_try() -> None:
    with as_("admin"):
        person = Person.objects.get(code="p-service-head")
        Duty.objects.create(person=person, role="product_manager", starts_on=SINCE)
    number = in_review("service-head")
    answers = at_once([approval("service-head", number)] * HANDS)
    assert all(isinstance(answer, Refused) for answer in answers)
    assert story(number) == (0, 0, "in_review")


def open_some() -> list[str]:
    numbers = []
    for _ in range(10):
        with as_("desk") as actor:
            raw = {"title": "编号", "project": "alpha-ops"}
            numbers.append(acts.open_record(process_of("incident"), actor=actor, raw=raw).number)
    return numbers


def test_numbers_are_given_once() -> None:
    numbers = [number for found in at_once([open_some] * HANDS) for number in found]
    assert len(set(numbers)) == len(numbers) == 10 * HANDS


def test_a_number_of_an_act_undone_is_not_given_again() -> None:
    with as_("desk") as actor:
        raw = {"title": "编号", "project": "alpha-ops"}
        with pytest.raises(ZeroDivisionError), as_("desk"):  # noqa: PT012  the act before it is the point
            undone = acts.open_record(process_of("incident"), actor=actor, raw=raw).number
            raise ZeroDivisionError
        assert undone < acts.open_record(process_of("incident"), actor=actor, raw=raw).number


def test_the_millionth_number_is_not_cut(system_connection: Any) -> None:
    """Six digits are the least, not the most: a seventh that is cut off would give an old number again."""
    with as_("desk") as actor, connection.cursor() as cursor:
        for _ in range(3):
            acts.open_record(process_of("incident"), actor=actor, raw={"title": "编号", "project": "alpha-ops"})
        cursor.execute("select nextval('number_inc')")
    number = open_after(999_999)
    assert number == "INC-1000000"


def open_after(last: int) -> str:
    """The number after `last`, which only the owner of a sequence may set."""
    from steward.config.connection import Connection
    from tests.database import DATA

    name = connection.settings_dict["NAME"]
    with replace(Connection.load(DATA), name=name).connect("owner") as owner:
        owner.execute("select setval('number_inc', %s::bigint)", (last,))
    with as_("desk") as actor:
        return acts.open_record(
            process_of("incident"), actor=actor, raw={"title": "编号", "project": "alpha-ops"}
        ).number
