"""The judges of problem management turn with the records (manual 7.1.2, 7.3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from steward.kernel.catalogue import process_of
from steward.processes.problem.models import Problem
from tests.oversight.conformity.told import BREACHED, DAY, DUE, HOUR, MET, Turn, follow, forced
from tests.processes.problem.told import MONDAY, decided, fetched, moved, problem

if TYPE_CHECKING:
    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db
ANALYSED = {"root_cause": "固件缺陷", "solution": "升级固件"}


def taken() -> Stages:
    number = problem()
    yield MONDAY, DUE
    yield MONDAY + 25 * HOUR, BREACHED
    moved(number, "investigate", at=MONDAY + 26 * HOUR)
    yield MONDAY + 26 * HOUR, MET


def reviewed() -> Stages:
    number = problem()
    yield MONDAY, DUE
    yield MONDAY + 15 * DAY, BREACHED
    moved(number, "investigate", next_review_on="2026-03-20")
    yield MONDAY + 15 * DAY, MET
    yield MONDAY + 19 * DAY, BREACHED


def known() -> Stages:
    number = problem()
    moved(number, "investigate")
    made = moved(number, "publish_known_error", known_error="网关每日重启", no_workaround="无")
    yield MONDAY, MET
    forced(Problem, made.pk, no_workaround="")
    yield MONDAY, BREACHED


def closed() -> Stages:
    solved, accepted = problem(), problem()
    moved(solved, "investigate")
    moved(solved, "solve", **ANALYSED)
    moved(solved, "close", "manager", verification="两周无重启", review="按期升级", reviewed_on="2026-03-02")
    moved(accepted, "investigate")
    moved(accepted, "propose_acceptance", accepted_risk="设备下月退役")
    decided(accepted, "accept_risk", "manager")
    assert fetched("problem", accepted).state in {each.name for each in process_of("problem").states if each.final}
    yield MONDAY, MET
    forced(Problem, fetched("problem", solved).pk, verification="")
    yield MONDAY, BREACHED
    forced(Problem, fetched("problem", solved).pk, accepted_risk="无人决定")
    yield MONDAY, BREACHED


PROBLEMS = "problem_problem b join kernel_record r on r.id = b.record_id and {OWN}"
TURNS = {
    "problem_is_taken": Turn(taken, f"""
        select r.owner_id is null or r.priority is null, r.opened_at + interval '24 hours'
        from {PROBLEMS} where r.is_open"""),
    "problem_is_reviewed": Turn(reviewed, f"""
        select b.next_review_on is null or b.next_review_on < %(day)s,
            case when b.next_review_on is null then r.opened_at + interval '14 days'
                else (b.next_review_on + 1)::timestamp at time zone 'Asia/Shanghai' end
        from {PROBLEMS} where r.is_open"""),
    "problem_known_error_helps": Turn(known, f"""
        select b.workaround = '' and b.no_workaround = '', null::timestamptz from {PROBLEMS}
        where b.known_error <> '' and r.state in ('known_error', 'waiting_for_change', 'awaiting_acceptance')"""),
    "problem_closed_proved": Turn(closed, f"""
        select case when b.accepted_risk <> '' and (select count(*) from kernel_decision d where d.record_id = r.id
                and (d.gate, d.verdict) = ('acceptance', 'approved')) > 0 then false
            else '' in (b.root_cause, b.solution, b.verification) end, null::timestamptz
        from {PROBLEMS} where r.state = 'closed'"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_the_verdict_turns_and_the_count_is_that_of_sql(name: str) -> None:
    follow(name, TURNS[name])
