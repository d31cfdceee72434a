"""A problem from its detection to its end, and every refusal on the way (manual 7.3.1)."""

from __future__ import annotations

from datetime import date

import pytest

from steward.channel.notices import telling
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import NoticeRow, Proof, TimelineEntry
from steward.kernel.refusal import Invalid, Refused, Unknown
from tests.people import as_
from tests.processes.problem.told import DAY, MONDAY, decided, fetched, incident, linked, moved, problem

pytestmark = pytest.mark.django_db
ENDED = {"verification": "连续两周无重启。", "review": "固件升级须先试点。", "reviewed_on": "2026-03-03"}


def under_investigation() -> str:
    number = problem()
    moved(number, "investigate")
    return number


def solved() -> str:
    number = under_investigation()
    moved(number, "solve", root_cause="固件内存泄漏", solution="升级固件")
    return number


def test_it_takes_its_priority_from_the_projects_matrix_and_its_taker_as_owner() -> None:
    record = fetched("problem", under_investigation())
    assert (record.priority, record.owner_id) == (2, record.author.person_id)


def test_it_lives_from_detection_to_a_verified_solution_and_proves_its_clause() -> None:
    number = under_investigation()
    moved(number, "publish_known_error", known_error="网关每日重启", workaround="改用备用网关")
    moved(number, "wait_for_change", waits_for="固件升级变更")
    moved(number, "resume")
    moved(number, "solve", root_cause="固件内存泄漏", solution="升级固件")
    record = moved(number, "close", "manager", MONDAY + 2 * DAY, **ENDED)
    assert (record.state, record.is_open, record.reviewed_on) == ("closed", False, date(2026, 3, 3))
    with as_("desk"):
        assert Proof.objects.filter(record_id=record.pk, clause="7.3.1").count() == 2


def test_a_known_error_has_a_workaround_or_a_reason_for_none() -> None:
    number = under_investigation()
    with pytest.raises(Refused, match=r"why there is none|临时解决方案"):
        moved(number, "publish_known_error", known_error="网关每日重启")
    record = moved(number, "publish_known_error", known_error="网关每日重启", no_workaround="无备用网关")
    assert record.state == "known_error"


@pytest.mark.parametrize("missing", ENDED)
def test_it_does_not_close_without_its_verification_and_review(missing: str) -> None:
    number = solved()
    given = {name: value for name, value in ENDED.items() if name != missing}
    with pytest.raises(Refused):
        moved(number, "close", "manager", MONDAY + 2 * DAY, **given)
    assert fetched("problem", number).state == "solved"


@pytest.mark.parametrize("day", ["2026-03-01", "2026-03-05"])
def test_it_was_not_reviewed_before_it_was_opened_nor_in_the_future(day: str) -> None:
    number = solved()
    with pytest.raises(Refused):
        moved(number, "close", "manager", MONDAY + 2 * DAY, **{**ENDED, "reviewed_on": day})


def test_a_reopened_one_has_its_verification_to_write_again() -> None:
    number = solved()
    record = moved(number, "reopen", reopen_reason="再次重启")
    assert (record.state, record.solved_at, record.verification) == ("under_investigation", None, "")


def test_the_next_review_is_no_day_of_the_past() -> None:
    with pytest.raises(Refused):
        problem(next_review_on="2026-03-01")
    assert problem(next_review_on="2026-03-20")


def proposed(by: str = "engineer") -> str:
    number = under_investigation()
    moved(number, "propose_acceptance", by, accepted_risk="更换成本高于损失")
    return number


def test_an_accepted_risk_is_the_other_way_to_close() -> None:
    number = proposed()
    record = decided(number, "accept_risk", "manager")
    assert (record.state, record.is_open) == ("closed", False)
    with as_("desk"):
        assert Proof.objects.filter(record_id=record.pk, clause="7.3.1").exists()


def test_nobody_accepts_a_risk_without_the_gate() -> None:
    number = proposed()
    with pytest.raises(Refused):
        moved(number, "accept_risk", "manager")


def test_who_proposed_the_acceptance_does_not_decide_on_it() -> None:
    number = proposed(by="manager")
    with pytest.raises(Refused):
        decided(number, "accept_risk", "manager")
    assert decided(number, "accept_risk", "service-head").state == "closed"


def test_the_author_does_not_decide_and_an_engineer_may_not() -> None:
    number = problem(username="manager")
    moved(number, "investigate")
    moved(number, "propose_acceptance", accepted_risk="更换成本高于损失")
    for username in ("manager", "engineer"):
        with pytest.raises(Refused):
            decided(number, "accept_risk", username)
    assert fetched("problem", number).state == "awaiting_acceptance"


def test_a_declined_risk_is_investigated_further() -> None:
    number = proposed()
    assert decided(number, "accept_risk", "manager", "rejected").state == "under_investigation"


def test_causes_and_events_are_kept_as_structure_and_a_strange_branch_is_refused() -> None:
    number = problem(
        whys=[{"why": "为何断开？", "because": "网关重启"}, {"why": "为何重启？", "because": "内存耗尽"}],
        fishbone=[{"branch": "software", "cause": "固件内存泄漏", "holds": True}],
        events=[{"at": "2026-03-01 22:10", "event": "首次重启"}],
    )
    record = fetched("problem", number)
    assert record.fishbone == [{"branch": "software", "cause": "固件内存泄漏", "holds": True}]
    assert record.events == [{"at": "2026-03-01T14:10:00+00:00", "event": "首次重启"}]
    with pytest.raises(Invalid):
        problem(fishbone=[{"branch": "weather", "cause": "雷击"}])


def test_customers_and_suppliers_see_no_problem() -> None:
    number = problem()
    for username in ("customer-a", "supplier-a", "customer-b"):
        with pytest.raises(Unknown):
            fetched("problem", number, username)


def test_its_end_is_told_to_those_who_work_on_what_is_tied_to_it() -> None:
    tied = incident(team="desk")
    number = under_investigation()
    linked(tied, "caused_by", number)
    with as_("customer-a") as actor:
        acts.watch(process_of("incident"), tied, actor=actor, on=True)
    moved(number, "solve", root_cause="固件内存泄漏", solution="升级固件")
    with as_("system"):
        entry = TimelineEntry.objects.filter(record__number=number, move="solve").latest("id")
    telling.tell(entry.pk)
    telling.tell(entry.pk)
    with as_("system"):
        told = list(NoticeRow.objects.filter(entry_id=entry.pk).values_list("user__username", "template"))
    # The customer watches the incident and sees no problem, so that nothing of it is told to him.
    assert told == [("desk", "tied")]
