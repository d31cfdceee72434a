"""An incident from log to close through the acts, its clocks to the second, and every refusal on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import ClockRun, Proof, Record, TimelineEntry
from steward.kernel.refusal import Invalid, Refused, Stale, Unknown
from tests.people import as_

pytestmark = pytest.mark.django_db

# Monday 2026-03-02 09:00 in Shanghai: office hours begin.
MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def opened(at: datetime = MONDAY, **raw: object) -> str:
    with as_("customer-a", at) as actor:
        values = {"title": "核心交换机端口抖动", "impact": 1, "urgency": 2, **raw}
        return acts.open_record(process_of("incident"), actor=actor, raw=values).number


def moved(username: str, number: str, name: str, at: datetime, **raw: object) -> Record:
    with as_(username, at) as actor:
        return acts.move(process_of("incident"), number, name, actor=actor, raw=raw, version=None)


def clock(number: str, name: str) -> ClockRun:
    with as_("auditor"):
        return ClockRun.objects.get(record__number=number, name=name)


def test_it_takes_its_priority_from_the_matrix_and_its_deadline_from_the_agreement() -> None:
    number = opened()
    with as_("auditor") as actor:
        record = acts.fetch(process_of("incident"), number, actor)
    assert record.priority == 2
    # P2: response in 30 working minutes, resolution in 8 working hours: 9-12, 13-18 is one day.
    assert clock(number, "response").due_at == MONDAY + HOUR / 2
    assert clock(number, "resolution").due_at == MONDAY + 9 * HOUR
    assert record.due_at == MONDAY + HOUR / 2


def test_it_lives_from_log_to_close_with_clocks_right_to_the_second() -> None:
    number = opened()
    moved("desk", number, "assign", MONDAY + timedelta(seconds=61), team="network", owner="p-engineer")
    with as_("engineer", MONDAY + timedelta(seconds=1799)) as actor:
        acts.comment(process_of("incident"), number, actor=actor, body="正在排查端口。", reach=1)
    response = clock(number, "response")
    assert (response.state, response.elapsed_seconds) == ("met", 1799)
    moved("engineer", number, "start", MONDAY + HOUR)
    moved("engineer", number, "wait_for_user", MONDAY + 2 * HOUR, waits_for="请确认机柜位置")
    paused = clock(number, "resolution")
    assert (paused.state, paused.elapsed_seconds, paused.due_at) == ("paused", 7200, None)
    # Two hours used before 11:00; resumed at 16:00 two more fit into Monday, four into Tuesday: until 14:00.
    moved("engineer", number, "resume", MONDAY + 7 * HOUR)
    assert clock(number, "resolution").due_at == datetime(2026, 3, 3, 6, 0, tzinfo=UTC)
    done = MONDAY + 8 * HOUR + timedelta(seconds=7)
    moved("engineer", number, "resolve", done, resolution="更换光模块。", restored_at=done.isoformat())
    resolved = clock(number, "resolution")
    assert (resolved.state, resolved.elapsed_seconds) == ("met", 3 * 3600 + 7)
    record = moved("customer-a", number, "confirm", done + HOUR)
    assert (record.state, record.is_open, record.confirmation) == ("closed", False, "user")
    with as_("auditor"):
        assert Proof.objects.filter(record_id=record.pk, clause="7.2.4").count() == 1
        verbs = list(TimelineEntry.objects.filter(record_id=record.pk).order_by("id").values_list("verb", flat=True))
    assert verbs == [
        "opened", "moved", "replied", "clock", "moved", "moved", "moved", "moved", "clock", "clock", "moved",
    ]  # fmt: skip


def test_a_reopened_one_goes_on_counting_and_its_result_is_superseded() -> None:
    number = opened()
    done = MONDAY + HOUR
    moved("engineer", number, "start", MONDAY)
    moved("engineer", number, "resolve", done, resolution="重启。", restored_at=done.isoformat())
    assert clock(number, "resolution").state == "met"
    moved("customer-a", number, "reopen", done + HOUR, reopen_reason="仍然抖动")
    again = clock(number, "resolution")
    assert (again.state, again.elapsed_seconds) == ("running", 3600)
    late = MONDAY + timedelta(days=3)
    moved(
        "engineer",
        number,
        "resolve",
        late,
        resolution="换板卡。",
        restored_at=late.isoformat(),
        breach_reason="等待备件",
    )
    assert clock(number, "resolution").state == "breached"


def test_a_change_of_priority_sets_the_new_target_from_the_start() -> None:
    number = opened(urgency=3)
    with as_("desk", MONDAY + HOUR) as actor:
        acts.amend(process_of("incident"), number, actor=actor, raw={"urgency": 1}, version=None)
    run = clock(number, "resolution")
    assert (run.target_seconds, run.due_at) == (4 * 3600, MONDAY + 5 * HOUR)


@pytest.mark.parametrize(
    ("username", "name", "raw", "said"),
    [
        ("auditor", "start", {}, "This is for"),
        ("customer-a", "start", {}, "This is for"),
        ("engineer", "resolve", {"resolution": "x"}, "does not start from"),
        ("engineer", "close", {"confirmation": "user"}, "does not start from"),
        ("desk", "assign", {}, "Name the team"),
        ("desk", "cancel", {}, "is needed here"),
    ],
)
def test_a_refused_move_says_why_and_changes_nothing(username: str, name: str, raw: dict, said: str) -> None:
    from django.utils import translation

    number = opened()
    with translation.override("en"), pytest.raises(Refused) as refused:
        moved(username, number, name, MONDAY + HOUR, **raw)
    assert said in " ".join(map(str, refused.value.reasons))
    with as_("auditor") as actor:
        record = acts.fetch(process_of("incident"), number, actor)
        assert (record.state, record.version) == ("new", 1)
        assert record.timeline.count() == 1


def test_restoration_can_not_lie_in_the_future_or_before_the_opening() -> None:
    number = opened()
    moved("engineer", number, "start", MONDAY)
    for restored in (MONDAY - HOUR, MONDAY + 5 * HOUR):
        with pytest.raises(Refused):
            moved("engineer", number, "resolve", MONDAY + HOUR, resolution="x", restored_at=restored.isoformat())


def test_a_stale_version_is_refused_with_the_current_one() -> None:
    number = opened()
    with as_("desk") as actor:
        acts.amend(process_of("incident"), number, actor=actor, raw={"title": "改过"}, version=1)
        with pytest.raises(Stale) as stale:
            acts.amend(process_of("incident"), number, actor=actor, raw={"title": "又改"}, version=1)
    assert stale.value.current == 2


def test_another_customers_contact_finds_nothing_by_any_way() -> None:
    number = opened()
    with as_("customer-b") as actor:
        with pytest.raises(Unknown):
            acts.fetch(process_of("incident"), number, actor)
        assert not Record.objects.filter(kind="incident").exists()
        assert not TimelineEntry.objects.filter(record__kind="incident").exists()
        assert not ClockRun.objects.exists()


def test_a_contact_can_not_reach_into_another_customers_project() -> None:
    with as_("customer-b") as actor, pytest.raises(Invalid):
        acts.open_record(process_of("incident"), actor=actor, raw={"title": "x", "project": "alpha-ops"})


def test_an_internal_note_is_not_there_for_the_customer() -> None:
    number = opened()
    with as_("engineer", MONDAY) as actor:
        acts.comment(process_of("incident"), number, actor=actor, body="内部：疑似硬件老化", reach=3)
    with as_("customer-a"):
        assert not TimelineEntry.objects.filter(body__contains="内部").exists()
    with as_("engineer"):
        assert TimelineEntry.objects.filter(body__contains="内部").exists()


def test_nobody_decides_on_an_agreement_of_their_own() -> None:
    agreement = process_of("agreement")
    with as_("keeper", MONDAY) as actor:
        raw = {"title": "SLA", "project": "alpha-ops", "calendar": "office", "starts_on": "2026-01-01"}
        record = acts.open_record(agreement, actor=actor, raw={**raw, "targets": {"resolution": {"1": 60}}})
        acts.move(agreement, record.number, "submit", actor=actor, raw={}, version=None)
        with pytest.raises(Refused):
            acts.decide(agreement, record.number, "approve", actor=actor, verdict="approved", version=None)
    with as_("service-head", MONDAY) as actor:
        acts.decide(
            agreement,
            record.number,
            "approve",
            actor=actor,
            verdict="rejected",
            remark="缺少目标",
            version=None,
        )
        assert acts.fetch(agreement, record.number, actor).state == "draft"


def test_what_is_tailored_out_is_refused_with_the_reason() -> None:
    raw = {"title": "SLA", "project": "beta-ops", "calendar": "office", "starts_on": "2026-01-01"}
    with as_("keeper") as actor, pytest.raises(Refused) as refused:
        acts.open_record(process_of("agreement"), actor=actor, raw=raw)
    assert "合同只按人天计费" in str(refused.value) or "billed by day" in str(refused.value)


def test_a_missed_target_asks_for_its_reason() -> None:
    number = opened()
    moved("engineer", number, "start", MONDAY)
    late = MONDAY + timedelta(days=2)
    answers = {"resolution": "换板卡。", "restored_at": late.isoformat()}
    with pytest.raises(Refused):
        moved("engineer", number, "resolve", late, **answers)
    record = moved("engineer", number, "resolve", late, **answers, breach_reason="备件当天无货")
    assert record.state == "resolved"
