"""The judges of incident management turn with the records (manual 7.1, 7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import ClockRun, Stated
from steward.processes.incident.models import Incident
from tests.acting_as import MONDAY, moved, opened
from tests.oversight.conformity.told import BREACHED, DAY, DUE, HOUR, MET, NO_DATA, Turn, follow, forced
from tests.people import as_
from tests.processes.problem.told import problem

if TYPE_CHECKING:
    from tests.oversight.conformity.told import Stages

pytestmark = pytest.mark.django_db
LATER = MONDAY + 2 * HOUR


def solved() -> Any:
    made = opened()
    moved(made, "start", "engineer", MONDAY)
    return moved(made, "resolve", "engineer", MONDAY, resolution="已重启", restored_at=MONDAY.isoformat())


def closed() -> Any:
    return moved(solved(), "close", "desk", MONDAY + HOUR, confirmation="user")


def confirmed() -> Stages:
    made = closed()
    yield LATER, MET
    forced(Incident, made.pk, confirmed_at=MONDAY - DAY)
    yield LATER, BREACHED
    forced(Incident, made.pk, confirmed_at=None)
    yield LATER, BREACHED


def answered() -> Stages:
    made = closed()
    yield LATER, MET
    forced(Incident, made.pk, confirmation="timeout")
    yield LATER, BREACHED
    forced(Incident, made.pk, confirmation=None)
    yield LATER, MET


def classified() -> Stages:
    made = opened()
    yield MONDAY, DUE
    yield LATER, BREACHED
    moved(made, "start", "engineer", LATER)
    yield LATER, BREACHED
    with as_("desk", LATER) as actor:
        raw = {"category": "network.vpn"}
        acts.amend(process_of("incident"), made.number, actor=actor, raw=raw, version=None)
    yield LATER, MET


def taken() -> Stages:
    made = opened()
    yield MONDAY, DUE
    yield LATER, BREACHED
    moved(made, "start", "engineer", LATER)
    yield LATER, MET
    moved(made, "wait_for_user", "engineer", LATER, waits_for="请确认机柜位置")
    yield LATER, MET
    with as_("system"):
        ClockRun.objects.filter(record=made.pk).update(state="stopped")
    yield LATER, BREACHED


def imported() -> Stages:
    """An imported history says that it was taken, or that it was not: neither proves anything."""
    made = opened()
    yield LATER, BREACHED
    with as_("system"):
        Stated.objects.create(record_id=made.pk)
    yield LATER, NO_DATA
    yield from taken()


def in_time() -> Stages:
    made = solved()
    yield LATER, MET
    with as_("system"):
        ClockRun.objects.filter(record=made.pk, name="resolution").update(state="breached")
    yield LATER, BREACHED


def understood() -> Stages:
    made = opened()
    yield MONDAY, DUE
    yield MONDAY + 15 * DAY, BREACHED
    found = problem()
    with as_("engineer", MONDAY + 15 * DAY) as actor:
        acts.link(process_of("incident"), made.number, actor=actor, relation="caused_by", target=found)
    yield MONDAY + 15 * DAY, MET


INCIDENTS = "incident_incident i join kernel_record r on r.id = i.record_id and {OWN}"
NEVER = "null::timestamptz"
IN_AN_HOUR = "r.opened_at + interval '1 hour'"
TAKEN = f"""
    select r.owner_id is null or r.priority is null or r.due_at is null and 'paused' not in (
        select k.state from kernel_clockrun k where k.record_id = r.id), {IN_AN_HOUR}
    from {INCIDENTS} where r.is_open and r.state <> 'resolved'"""
TURNS = {
    "incident_has_its_problem": Turn(understood, f"""
        select (select count(*) from kernel_link l join kernel_record t on t.id = l.target_id and t.kind = 'problem'
            where l.source_id = r.id and l.relation = 'caused_by') = 0, r.opened_at + interval '14 days'
        from {INCIDENTS} where r.priority = 1 and r.state <> 'cancelled'
            and r.opened_at >= %(at)s - interval '365 days'"""),
    "incident_is_taken": Turn(taken, TAKEN),
    "incident_is_classified": Turn(classified, f"""
        select i.category_id is null or r.priority is null or r.owner_id is null, {IN_AN_HOUR}
        from {INCIDENTS} where r.state <> 'cancelled'"""),
    "incident_is_in_time": Turn(in_time, f"""
        select bool_or(k.state = 'breached'), {NEVER}
        from {INCIDENTS} join kernel_clockrun k on k.record_id = r.id and k.agreed and k.state in ('met', 'breached')
        where r.opened_at >= %(at)s - interval '91 days' group by r.id"""),
    "incident_closed_confirmed": Turn(confirmed, f"""
        select coalesce(i.confirmation, '') = '' or coalesce(i.confirmed_at < i.restored_at, true), {NEVER}
        from {INCIDENTS} where r.state = 'closed'"""),
    "incident_closed_by_timeout": Turn(answered, f"""
        select coalesce(i.confirmation = 'timeout', false), {NEVER}
        from {INCIDENTS} where r.state = 'closed' and r.closed_at >= %(at)s - interval '91 days'"""),
}  # fmt: skip


@pytest.mark.parametrize("name", TURNS)
def test_the_verdict_turns_and_the_count_is_that_of_sql(name: str) -> None:
    follow(name, TURNS[name])


def test_an_imported_history_proves_nothing() -> None:
    follow("incident_is_taken", Turn(imported, TAKEN))
