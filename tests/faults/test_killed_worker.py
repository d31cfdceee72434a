"""B3: a job worker is killed with -9 at every point of its work; nothing is lost, a mail comes at most once more."""

from __future__ import annotations

import os
import signal
from collections import Counter
from random import Random
from time import sleep
from typing import TYPE_CHECKING

import pytest

from tests.faults import questions
from tests.faults.serving import until
from tests.faults.working import holding, open_incidents, opening, waits

if TYPE_CHECKING:
    from tests.faults.mailbox import Mailbox
    from tests.faults.serving import Installation
    from tests.faults.working import Crew

pytestmark = pytest.mark.server

NO_CLOCKS = "lock table kernel_clockrun in access exclusive mode"
NO_JOBS = "lock table procrastinate_jobs in access exclusive mode"
NO_NOTICES = "lock table kernel_noticerow in exclusive mode"
NO_END = "select id from procrastinate_jobs where status = 'doing' for update"
DOING = "select id from procrastinate_jobs where status = 'doing' and task_name = '{task}'"
PUT_OFF = "select id from procrastinate_jobs where task_name = 'steward.mail' and scheduled_at > now()"
MAILED = "select id from kernel_noticerow where mailed_at is not null"
# Between four and twelve hours: the breach of the response lies behind, the next level far ahead.
QUIET = (5.9, 5.1)


def killed_in_the_clock_loop(untouched: Installation, staff: Crew) -> None:
    """Before it claims what is due, and after that before its commit."""
    with holding(untouched, NO_CLOCKS):
        staff.start()
        until(lambda: waits(untouched, "for no key update of c"), "the clock loop did not come to its claim")
        staff.kill()
    with holding(untouched, NO_JOBS):
        staff.start()
        until(lambda: waits(untouched, "defer_jobs"), "the clock loop did not come to its jobs")
        staff.kill()
    assert untouched.ask(questions.FIRED) == []


def killed_while_telling(untouched: Installation, staff: Crew) -> None:
    """With jobs claimed and their notices not written."""
    with holding(untouched, NO_NOTICES):
        staff.start()
        until(lambda: waits(untouched, "insert into kernel_noticerow"), "no job came to its notices")
        staff.kill()
    assert untouched.ask(DOING.format(task="steward.tell"))
    assert untouched.ask(questions.NOTICED) == []


def killed_after_telling(untouched: Installation, staff: Crew) -> None:
    """With notices written and their jobs not done with: these run again."""
    with holding(untouched, NO_NOTICES) as notices:
        staff.start()
        until(lambda: waits(untouched, "insert into kernel_noticerow"), "no job came to its notices")
        with holding(untouched, NO_END):
            notices.execute("rollback")
            until(lambda: waits(untouched, "finish_job"), "no job came to its end")
            staff.kill()
    assert untouched.ask(DOING.format(task="steward.tell"))
    assert untouched.ask(questions.NOTICED)


def killed_while_mailing(untouched: Installation, staff: Crew, post: Mailbox, at: str) -> None:
    """With jobs claimed and nothing sent, or all sent and nothing marked."""
    post.hold(at)
    staff.start()
    post.wait_until_held()
    staff.kill()
    assert untouched.ask(DOING.format(task="steward.mail"))
    assert untouched.ask(MAILED) == []


def killed_after_marking(untouched: Installation, staff: Crew, post: Mailbox) -> set[int]:
    """With mails sent and marked and their jobs not done with; answers their notices."""
    post.hold("answer")
    staff.start()
    post.wait_until_held()
    with holding(untouched, NO_JOBS):
        post.release()
        until(lambda: waits(untouched, "finish_job"), "no job came to its end")
        staff.kill()
    return {pk for (pk,) in untouched.ask(MAILED)}


def test_it_loses_and_doubles_nothing_when_killed_at_each_point(
    untouched: Installation, staff: Crew, post: Mailbox
) -> None:
    open_incidents(untouched, 12, *QUIET)
    killed_in_the_clock_loop(untouched, staff)
    killed_while_telling(untouched, staff)
    killed_after_telling(untouched, staff)
    killed_while_mailing(untouched, staff, post, "greeting")
    assert post.mails == []
    killed_while_mailing(untouched, staff, post, "answer")
    sent = set(questions.copies(post))
    assert sent
    marked = killed_after_marking(untouched, staff, post)
    assert marked
    staff.age()
    staff.start()
    staff.finish()
    questions.assert_all_is_told_once(untouched, post)
    assert {pk for pk, count in questions.copies(post).items() if count > 1} == sent - marked
    assert max(questions.copies(post).values()) == 2


def done(untouched: Installation, post: Mailbox) -> int:
    """How many notices and mails there are."""
    return len(untouched.ask(questions.NOTICED)) + len(post.mails)


@pytest.mark.parametrize("rounds", [2, pytest.param(60, marks=pytest.mark.long)])
def test_it_loses_and_doubles_nothing_when_killed_at_any_instant(
    untouched: Installation, staff: Crew, post: Mailbox, rounds: int
) -> None:
    random = Random(rounds)  # noqa: S311  instants, not secrets
    post.takes = 0.05
    cut_short: Counter[int] = Counter()
    for _ in range(rounds):
        # Eight notices and eight mails are to come at least: how many of them do is drawn, and the instant after.
        goal = done(untouched, post) + random.randrange(16)
        before = questions.copies(post)
        with opening(untouched, 8, *QUIET):
            staff.start()
            until(lambda goal=goal: done(untouched, post) >= goal, "the worker did not get so far")
            sleep(random.random() * 0.1)
            staff.kill()
        staff.age()
        unmarked = {pk for (pk,) in untouched.ask(questions.UNMAILED)}
        cut_short.update(pk for pk in questions.copies(post) - before if pk in unmarked)
    staff.start()
    staff.finish()
    questions.assert_all_is_told_once(untouched, post)
    # Once, and once more for each time that it was sent and its sender killed before it was marked.
    assert all(count == 1 + cut_short[pk] for pk, count in questions.copies(post).items())


@pytest.mark.long
def test_jobs_of_the_dead_are_taken_up_within_half_a_minute(
    untouched: Installation, staff: Crew, post: Mailbox
) -> None:
    open_incidents(untouched, 2, *QUIET)
    post.hold("answer")
    staff.start()
    post.wait_until_held()
    staff.kill()
    begin = questions.now(untouched)
    staff.start()
    staff.finish()
    assert (questions.now(untouched) - begin).total_seconds() <= 30
    questions.assert_all_is_told_once(untouched, post)


@pytest.mark.long
def test_a_mail_of_a_frozen_worker_waits_for_its_end(untouched: Installation, staff: Crew, post: Mailbox) -> None:
    """It looks dead and holds the notice still: whoever takes its job up must not be done with it."""
    open_incidents(untouched, 1, *QUIET)
    post.hold("greeting")
    frozen = staff.start()
    post.wait_until_held()
    assert frozen.process is not None
    os.kill(frozen.process.pid, signal.SIGSTOP)
    staff.age()
    staff.start()
    until(lambda: untouched.ask(PUT_OFF), "the next worker did not put the job off")
    staff.kill()
    untouched.tell("update procrastinate_jobs set scheduled_at = null")
    staff.start()
    staff.finish()
    questions.assert_all_is_told_once(untouched, post)


@pytest.mark.long
def test_without_a_rescue_a_job_would_be_lost_and_this_would_show(
    untouched: Installation, staff: Crew, post: Mailbox
) -> None:
    """The control: a worker that leaves the jobs of the dead alone does all but those."""
    open_incidents(untouched, 2, *QUIET)
    post.hold("greeting")
    staff.start()
    post.wait_until_held()
    staff.kill()
    held = untouched.ask(questions.UNMAILED)
    staff.age()
    open_incidents(untouched, 2, *QUIET)
    staff.start(without="rescue")
    until(lambda: len(post.mails) >= 2, "the next worker did nothing")
    assert set(untouched.ask(questions.UNMAILED)) & set(held)
    with pytest.raises(AssertionError):
        questions.assert_all_is_told_once(untouched, post)
