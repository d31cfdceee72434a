"""B5: no worker for six hours; when one starts, all that fell due fires within a minute, late with its true time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.faults import questions
from tests.faults.serving import until
from tests.faults.working import open_incidents

if TYPE_CHECKING:
    from tests.faults.mailbox import Mailbox
    from tests.faults.serving import Installation
    from tests.faults.working import Crew

pytestmark = pytest.mark.server

FIRED_SINCE = "select min(fired_at), max(fired_at) from kernel_escalation where fired_at > '{since}'"
# How late each level was by its own times, and what the timeline says of it; it says nothing within a minute.
LATE = """select extract(epoch from occurred_at - (changes #>> '{due,1}')::timestamptz)::float8,
    (changes #>> '{late,1}')::integer from kernel_timelineentry where verb = 'clock' and changes ? 'level'"""


def fired(untouched: Installation, until: Any) -> list[tuple[Any, ...]]:
    """The levels that fired of those that fell due before a time."""
    return [row for row in untouched.ask(questions.FIRED) if row[-1] < until]


def assert_it_is_told_how_late(untouched: Installation) -> None:
    lateness = untouched.ask(LATE)
    assert len(lateness) == len(untouched.ask(questions.FIRED))
    assert all(said == (int(late) if late > 60 else None) for late, said in lateness)
    assert max(late for late, _said in lateness) > 3 * 3600


@pytest.mark.long
@pytest.mark.parametrize("incidents", [80, 800])
def test_what_fell_due_while_nobody_was_there_fires_within_a_minute(
    untouched: Installation, staff: Crew, post: Mailbox, incidents: int
) -> None:
    open_incidents(untouched, 1, 31, 31)
    worker = staff.start()
    staff.finish()
    worker.stop()
    before = untouched.ask(questions.FIRED)
    # Opened within six hours; of those whose response was due, three of four were worked on since.
    open_incidents(untouched, incidents, 6, 0, "--teams", 8, "--overtaken")
    assert untouched.ask(questions.FIRED) == before
    start = questions.now(untouched)
    staff.start()
    until(lambda: not untouched.ask(questions.DUE), "the worker did not catch up")
    due = questions.expected(untouched, start)
    assert len(due) > incidents
    assert fired(untouched, start) == due
    first, last = untouched.ask(FIRED_SINCE.format(since=start))[0]
    assert first > start
    assert (last - start).total_seconds() <= 60
    assert_it_is_told_how_late(untouched)
    staff.finish()
    assert untouched.ask(questions.UNMAILED) == []
    assert set(questions.copies(post).values()) == {1}


@pytest.mark.long
def test_acts_that_forget_what_they_overtake_would_lose_it_and_this_would_show(
    untouched: Installation, staff: Crew
) -> None:
    """The control: acts that look ahead alone, and a worker that calls nothing late."""
    open_incidents(untouched, 20, 6, 4.5, "--overtaken", "--forgetful")
    start = questions.now(untouched)
    staff.start(without="lateness")
    until(lambda: untouched.ask(questions.FIRED) and not untouched.ask(questions.DUE), "the worker did not catch up")
    due = questions.expected(untouched, start)
    assert set(fired(untouched, start)) < set(due)
    with pytest.raises(AssertionError):
        assert_it_is_told_how_late(untouched)
