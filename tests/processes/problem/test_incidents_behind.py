"""A problem's page lists the incidents that it causes, as far as the reader sees them, with counts that hold."""

from __future__ import annotations

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid
from steward.processes.problem.queries import incidents_behind
from steward.surface.listing import page
from steward.surface.narrowing import narrow
from tests.people import as_
from tests.processes.problem.told import incident, linked, problem

pytestmark = pytest.mark.django_db


def seen(number: str, username: str) -> tuple[list[str], int, int]:
    with as_(username) as actor:
        record = acts.fetch(process_of("problem"), number, actor)
        rows, count, still_open = incidents_behind(record, actor, 2)
        return [row["number"] for row in rows], count, still_open


def listed(username: str, **given: str) -> set[str]:
    with as_(username) as actor:
        process = process_of("incident")
        narrowed = narrow(process, actor, {name: [value] for name, value in given.items()})
        return {row.number for row in page(narrowed, process.columns).rows}


def test_it_shows_the_newest_and_counts_all_and_the_open_ones() -> None:
    number, numbers = problem(), [incident() for _turn in range(3)]
    for each in numbers:
        linked(each, "caused_by", number)
    with as_("desk") as actor:
        acts.move(
            process_of("incident"), numbers[0], "cancel", actor=actor, raw={"cancel_reason": "重复"}, version=None
        )
    assert seen(number, "desk") == ([numbers[2], numbers[1]], 3, 2)
    assert listed("desk", tied=number, state="all") == set(numbers)
    assert listed("desk", tied=number.lower(), state="open") == set(numbers[1:])


def test_what_the_reader_does_not_see_is_neither_shown_nor_counted() -> None:
    number, ours, theirs = problem(), incident(), incident(project="beta-ops")
    linked(ours, "caused_by", number, "desk")
    linked(theirs, "caused_by", number, "desk")
    assert seen(number, "engineer") == ([ours], 1, 1)
    assert seen(number, "desk")[1] == 2
    assert listed("engineer", tied=number, state="all") == {ours}


def test_a_list_tied_to_nothing_is_empty_and_contacts_have_no_such_filter() -> None:
    incident()
    assert listed("desk", tied="PRB-999999", state="all") == set()
    with pytest.raises(Invalid):
        listed("customer-a", tied="PRB-999999")
