"""B4: four workers at once, each with its clock loop and its scheduler; every level fires once, every notice is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults import questions
from tests.faults.serving import until
from tests.faults.working import holding, open_incidents, waits

if TYPE_CHECKING:
    from tests.faults.mailbox import Mailbox
    from tests.faults.serving import Installation
    from tests.faults.working import Crew

pytestmark = pytest.mark.server

# Both targets lie behind: each incident has two clocks that are due, with four levels each.
BOTH = (31, 30)
# Every periodic job that any scheduler defers, with the time that it is for.
KEEP_SCHEDULE = """
create table scheduled (at bigint);
create function keep_schedule() returns trigger language plpgsql security definer as
$$ begin insert into scheduled values ((new.args ->> 'timestamp')::bigint); return new; end $$;
create trigger keep_schedule after insert on procrastinate_jobs for each row
    when (new.task_name = 'steward.rescue') execute function keep_schedule();
"""
TWICE = """select clock_id, level from kernel_escalation group by 1, 2 having count(*) > 1"""
SPLIT = "alter table kernel_escalation drop constraint escalation_once"


def all_at_once(untouched: Installation, staff: Crew, workers: int, without: str = "") -> None:
    """Let the clock loops of all workers stand before the same clocks, then go together."""
    with holding(untouched, "lock table kernel_clockrun in access exclusive mode"):
        staff.start(workers, without)
        until(lambda: waits(untouched, "from kernel_clockrun c") == workers, "not all came to their claim")


@pytest.mark.parametrize("incidents", [120, pytest.param(400, marks=pytest.mark.long)])
def test_four_workers_fire_and_tell_everything_once(
    untouched: Installation, staff: Crew, post: Mailbox, incidents: int
) -> None:
    untouched.tell(KEEP_SCHEDULE)
    # Every fourth has somebody who is told by mail.
    open_incidents(untouched, incidents, *BOTH, "--teams", 4)
    all_at_once(untouched, staff, 4)
    until(lambda: not untouched.ask(questions.DUE), "the four did not fire everything")
    staff.finish()
    levels = questions.expected(untouched, questions.now(untouched))
    assert len(levels) == incidents * 2 * 4
    questions.assert_all_is_told_once(untouched, post)
    assert set(questions.copies(post).values()) == {1}
    scheduled = untouched.ask("select at from scheduled")
    assert len(scheduled) == len(set(scheduled)) >= 2


@pytest.mark.long
def test_without_claim_and_constraint_they_would_double_and_this_would_show(
    untouched: Installation, staff: Crew, post: Mailbox
) -> None:
    """The control: workers that keep nobody from their clocks, and a table that takes a level twice."""
    untouched.tell(SPLIT)
    open_incidents(untouched, 20, *BOTH, "--teams", 20)
    all_at_once(untouched, staff, 2, without="claim")
    staff.finish()
    assert untouched.ask(TWICE)
    with pytest.raises(AssertionError):
        questions.assert_all_is_told_once(untouched, post)
