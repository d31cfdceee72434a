"""A nonconformity from its finding to a measured effect, and every refusal on the way (manual 3.4.2, 3.4.5)."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from steward.kernel import raising
from steward.kernel.catalogue import process_of
from steward.kernel.models import Link, Proof
from steward.kernel.refusal import Invalid, Refused
from steward.people.context import clock_set_to
from steward.people.models import User
from tests.oversight.audit.told import (
    CORRECTIVE,
    DAY,
    MEASURE,
    MEASURED,
    MONDAY,
    PLANNED,
    decided,
    fetched,
    moved,
    nonconformity,
    opened,
)
from tests.people import as_

pytestmark = pytest.mark.django_db
KIND, APRIL = "nonconformity", MONDAY + 39 * DAY


def test_it_is_closed_by_another_who_has_measured_the_effect() -> None:
    number = nonconformity("report_done")
    record = moved(KIND, number, "confirm_effect", "quality", APRIL, **MEASURED)
    assert (record.state, record.is_open, record.verified_by.username) == ("closed", False, "quality")
    with as_("quality"):
        assert set(Proof.objects.filter(record_id=record.pk).values_list("clause", flat=True)) == {"3.4.2", "3.4.5"}


def test_it_is_due_by_its_grade_and_anew_when_the_grade_is_another() -> None:
    number = nonconformity()
    assert fetched(KIND, number).due_on == date(2026, 5, 31)
    with as_("engineer", MONDAY) as actor:
        from steward.kernel import acts

        acts.amend(process_of(KIND), number, actor=actor, raw={"grade": "major"}, version=None)
    assert fetched(KIND, number).due_on == date(2026, 4, 1)


def test_nobody_closes_it_before_the_measurement_or_by_their_own_word() -> None:
    number = nonconformity("report_done", owner="p-service-head")
    early = {"measured_on": "2026-03-20", "measured": "良好"}
    with pytest.raises(Refused, match=r"not before 2026-04-10|不得早于 2026-04-10"):
        moved(KIND, number, "confirm_effect", "quality", MONDAY + 20 * DAY, **early)
    with pytest.raises(Refused, match=r"not before|不得早于"):
        moved(KIND, number, "confirm_effect", "quality", APRIL, **early)
    with pytest.raises(Refused, match=r"carried out themselves|自己实施"):
        moved(KIND, number, "confirm_effect", "service-head", APRIL, **MEASURED)
    with pytest.raises(Refused):
        moved(KIND, number, "confirm_effect", "quality", APRIL, measured_on="2026-04-10")
    assert fetched(KIND, number).state == "awaiting_effect"


def test_what_did_not_work_goes_back_to_its_cause() -> None:
    number = nonconformity("report_done")
    assert moved(KIND, number, "find_ineffective", "quality", APRIL, **MEASURED).state == "analysed"


def test_it_is_not_left_without_cause_or_action() -> None:
    number = nonconformity()
    with pytest.raises(Refused, match=r"Contain it first|请先处置"):
        moved(KIND, number, "analyse", "engineer", root_cause="x")
    moved(KIND, number, "contain", "engineer", containment="补签")
    with pytest.raises(Refused, match=r"Root cause|根本原因"):
        moved(KIND, number, "analyse", "engineer")
    moved(KIND, number, "analyse", "engineer", root_cause="x")
    with pytest.raises(Refused, match=r"preventive actions|预防措施"):
        moved(KIND, number, "agree_on_actions", "engineer", **MEASURE)
    with pytest.raises(Refused, match=r"corrective action|纠正措施"):
        moved(KIND, number, "agree_on_actions", "engineer", actions=[{**PLANNED, "kind": "preventive"}], **MEASURE)
    moved(KIND, number, "agree_on_actions", "engineer", actions=[PLANNED], **MEASURE)
    with pytest.raises(Refused, match=r"Not yet marked as done|尚未"):
        moved(KIND, number, "report_done", "engineer", actions=[PLANNED])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"who": "nobody-known"}, r"no person|没有"),
        ({"until": "2026-02-01"}, r"before the nonconformity was found|早于发现"),
        ({"done_on": "2026-03-20", "result": "x"}, r"a day to come|在将来"),
        ({"done_on": "2026-03-02"}, r"what came of|结果"),
    ],
)
def test_days_and_people_of_actions_do_not_contradict(wrong: dict[str, str], said: str) -> None:
    number = nonconformity("analyse")
    with pytest.raises(Invalid, match=said):
        moved(KIND, number, "agree_on_actions", "engineer", actions=[{**PLANNED, **wrong}], **MEASURE)


def test_the_effect_is_measured_after_the_last_action() -> None:
    number = nonconformity("analyse")
    with pytest.raises(Refused, match=r"2026-03-10"):
        moved(
            KIND, number, "agree_on_actions", "engineer", actions=[PLANNED], **{**MEASURE, "measure_from": "2026-03-05"}
        )


def test_more_time_is_granted_by_another() -> None:
    number = nonconformity("agree_on_actions")
    asked = {"extension_reason": "供应商延期供货"}
    with pytest.raises(Refused, match=r"2026-05-31"):
        moved(KIND, number, "ask_for_extension", "service-head", extension_until="2026-05-31", **asked)
    moved(KIND, number, "ask_for_extension", "service-head", extension_until="2026-06-30", **asked)
    with pytest.raises(Refused, match=r"asked for themselves|自己提出"):
        decided(KIND, number, "extend", "service-head")
    assert fetched(KIND, number).due_on == date(2026, 5, 31)
    record = decided(KIND, number, "extend", "quality")
    assert (record.state, record.due_on) == ("acting", date(2026, 6, 30))


def test_an_observation_is_prevented_or_its_risk_accepted_by_another() -> None:
    number = nonconformity(grade="potential")
    moved(KIND, number, "analyse", "engineer", root_cause="x")
    with pytest.raises(Refused, match=r"preventive action|预防措施"):
        moved(KIND, number, "agree_on_actions", "engineer", actions=[CORRECTIVE | {"done_on": ""}], **MEASURE)
    moved(KIND, number, "propose_acceptance", "engineer", accepted_risk="影响小，成本高")
    assert decided(KIND, number, "accept_risk", "quality").state == "closed"
    grave = nonconformity("contain", title="x")
    with pytest.raises(Refused, match=r"Only the risk of an observation|只有观察项"):
        moved(KIND, grave, "propose_acceptance", "engineer", accepted_risk="x")


def test_a_finding_of_an_audit_names_its_clause() -> None:
    with pytest.raises(Refused, match=r"Name the clause|指明条款"):
        nonconformity(found_by="audit")
    assert fetched(KIND, nonconformity(found_by="audit", clause="7.2.4")).clause == "7.2.4"


def test_it_is_raised_from_an_incident_on_its_page() -> None:
    incident = opened("incident", "desk", title="VPN 断开", project="alpha-ops", impact=1, urgency=1)
    desk = Client()
    desk.force_login(User.objects.get(username="desk"))
    with clock_set_to(MONDAY):
        assert f"/{KIND}/new/?from={incident}" in desk.get(f"/incident/{incident}/").content.decode()
        sent = {"title": "VPN", "project": "alpha-ops", "grade": "minor", "found_by": "incident", "from": incident}
        assert desk.post(f"/{KIND}/new/", sent).status_code == 303
    with as_("service-head") as actor:
        (made,) = Link.objects.filter(source__number=incident, relation="followed_by")
        change = raising.raise_from(
            process_of(KIND), made.target.number, process_of("change"), actor=actor, raw={"reason": "x"}
        )
        assert Link.objects.filter(source_id=made.target_id, target_id=change.pk, relation="solved_by").exists()
