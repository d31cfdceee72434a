"""The advisory board: an agenda proposed by itself, votes, conclusions carried to each gate, minutes (manual 8.2.1)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Decision
from steward.kernel.refusal import Invalid, Refused
from steward.people.models import User
from steward.people.tokens import issue
from steward.processes.change.board import deciding
from steward.processes.change.models import BoardVote
from tests.people import as_
from tests.processes.change.changes import NOW, draft, duty, move, policy

pytestmark = pytest.mark.django_db
BOARD = "board_meeting"


def waiting(**raw: Any) -> str:
    """A change that awaits approval."""
    change = draft(conflict_reason="x", **raw)
    move(change.number, "submit")
    return change.number


def meeting(by: str = "service-head", **raw: Any) -> Any:
    """A meeting as the head of the department convenes it."""
    values = {"title": "变更例会", "project": "own-ops", "starts_at": (NOW + timedelta(days=1)).isoformat(), **raw}
    with as_(by) as actor:
        return acts.open_record(process_of(BOARD), actor=actor, raw=values)


def moved(number: str, name: str, by: str = "service-head", **raw: Any) -> Any:
    with as_(by) as actor:
        return acts.move(process_of(BOARD), number, name, actor=actor, raw=raw, version=None)


def in_session(**raw: Any) -> Any:
    made = meeting(**raw)
    moved(made.number, "announce")
    return moved(made.number, "begin")


def vote(number: str, change: str, by: str, verdict: str = "for", remark: str = "") -> None:
    with as_(by) as actor:
        deciding.vote(number, actor=actor, change=change, verdict=verdict, remark=remark)


def conclude(number: str, change: str, conclusion: str, by: str = "service-head", remark: str = "x") -> str:
    with as_(by) as actor:
        return deciding.conclude(number, actor=actor, change=change, conclusion=conclusion, remark=remark)


def state_of(change: str) -> str:
    with as_("service-head") as actor:
        return str(acts.fetch(process_of("change"), change, actor).state)


def why(act: Any, *place: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*place, **more)
    return " ".join(map(str, refused.value.reasons)) + str(getattr(refused.value, "faults", ""))


def test_its_agenda_is_what_awaits_approval_and_its_members_who_decides_on_that() -> None:
    duty("manager", "finance_manager")
    policy("finance_manager")
    policy("service_department_manager")
    change, _other = waiting(), draft()
    made = meeting()
    assert made.agenda == [{"change": change}]
    assert made.members == [
        {"person": "p-service-head", "part": "chair"}, {"person": "p-manager", "part": "member"},
    ]  # fmt: skip


def test_an_emergency_board_has_emergencies_alone_and_meets_at_once() -> None:
    waiting()
    urgent = waiting(change_type="emergency")
    made = meeting(is_emergency=True)
    assert [row["change"] for row in made.agenda] == [urgent]
    assert moved(made.number, "begin").state == "in_session"
    assert "先发出会议通知" in why(moved, meeting().number, "begin")


def test_votes_for_it_become_decisions_at_its_gate_each_of_their_own_voter() -> None:
    duty("manager", "finance_manager")
    policy("finance_manager")
    policy("service_department_manager")
    change = waiting()
    board = in_session()
    vote(board.number, change, "manager", remark="预算内")
    vote(board.number, change, "service-head")
    assert conclude(board.number, change, "approved") == "authorised"
    with as_("service-head"):
        found = Decision.objects.filter(record__number=change).order_by("id").values_list("gate", "person__code")
        assert list(found) == [
            ("finance_manager", "p-manager"), ("service_department_manager", "p-service-head"),
        ]  # fmt: skip
    assert "已有结论" in why(vote, board.number, change, "manager")


def test_what_nobody_there_speaks_for_still_waits() -> None:
    policy("finance_manager")
    policy("service_department_manager")
    change = waiting()
    board = in_session()
    vote(board.number, change, "service-head")
    assert conclude(board.number, change, "approved") == "awaiting_approval"


def test_a_vote_against_is_said_with_its_reason_and_rejects() -> None:
    change = waiting()
    board = in_session()
    assert "反对" in why(vote, board.number, change, "service-head", "against")
    vote(board.number, change, "service-head", "against", "回退方案不足")
    assert "赞成" in why(conclude, board.number, change, "approved")
    assert conclude(board.number, change, "rejected") == "rejected"


def test_who_votes_twice_has_altered_the_one_voice() -> None:
    change = waiting()
    board = in_session()
    vote(board.number, change, "service-head", "against", "先等一等")
    vote(board.number, change, "service-head")
    with as_("service-head"):
        assert list(BoardVote.objects.values_list("verdict", flat=True)) == ["for"]


def test_neither_the_author_nor_a_stranger_votes_and_the_chair_alone_concludes() -> None:
    change = waiting()
    members = [
        {"person": "p-service-head", "part": "chair"}, {"person": "p-engineer", "part": "member"},
        {"person": "p-manager", "part": "guest"},
    ]  # fmt: skip
    board = in_session(project="alpha-ops", members=members)
    assert "自己" in why(vote, board.number, change, "engineer")
    for by in ("manager", "desk"):
        assert "委员" in why(vote, board.number, change, by)
    assert "主持人" in why(conclude, board.number, change, "deferred", by="engineer")
    assert "不在议程" in why(vote, board.number, "CHG-999999", "service-head")


def test_it_is_held_when_all_is_concluded_and_closed_when_all_is_done() -> None:
    change = waiting()
    board = in_session()
    assert change in why(moved, board.number, "end_meeting", minutes_text="…")
    assert "延后的原因" in why(conclude, board.number, change, "deferred", remark="")
    assert conclude(board.number, change, "deferred", remark="等供应商补丁") == "awaiting_approval"
    actions = [{"what": "催供应商", "who": "p-engineer", "due": "2026-12-01"}]
    assert moved(board.number, "end_meeting", minutes_text="…", actions=actions).state == "held"
    assert "催供应商" in why(moved, board.number, "close")
    with as_("service-head") as actor:
        done = {"actions": [{**actions[0], "done": True}]}
        acts.amend(process_of(BOARD), board.number, actor=actor, raw=done, version=None)
    assert moved(board.number, "close").state == "closed"
    assert "会议" in why(vote, board.number, change, "service-head")


@pytest.mark.parametrize(
    ("field", "rows"),
    [
        ("agenda", [{"change": "CHG-999999"}]),
        ("members", [{"person": "nobody-at-all", "part": "chair"}]),
        ("members", [{"person": "p-desk", "part": "chair"}, {"person": "p-desk", "part": "member"}]),
        ("actions", [{"what": "x", "who": "p-customer-b", "due": "2026-12-01"}]),
    ],
)
def test_who_and_what_there_is_not_is_said(field: str, rows: list[dict[str, str]]) -> None:
    with pytest.raises(Invalid) as invalid:
        meeting(**{field: rows})
    assert field in invalid.value.faults


def test_the_room_takes_votes_and_conclusions_from_pages() -> None:
    change = waiting()
    board = in_session()
    client, room = Client(), f"/board_meeting/{board.number}/"
    client.force_login(User.objects.get(username="service-head"))
    page = client.get(f"{room}room/").content.decode()
    assert change in page
    assert 'value="against"' in page
    assert client.post(f"{room}vote/", {"change": change, "verdict": "for", "remark": "可以"}).status_code == 303
    assert "可以" in client.get(f"{room}room/").content.decode()
    assert client.post(f"{room}conclude/", {"change": change, "conclusion": "approved"}).status_code == 303
    assert state_of(change) == "authorised"
    refused = client.post(f"{room}vote/", {"change": change, "verdict": "for"})
    assert refused.status_code == 403


def test_the_same_by_rest() -> None:
    change = waiting()
    board = in_session()
    with as_("service-head"):
        token = issue("service-head")
    heads = {"HTTP_AUTHORIZATION": f"Bearer {token}", "content_type": "application/json"}
    client, api = Client(), f"/api/v1/board_meeting/{board.number}/"
    body = json.dumps({"change": change, "verdict": "for"})
    assert client.post(f"{api}votes/", body, **heads).status_code == 201
    done = client.post(f"{api}conclusions/", json.dumps({"change": change, "conclusion": "approved"}), **heads)
    assert done.status_code == 201
    told = client.get(f"{api}agenda/", HTTP_AUTHORIZATION=f"Bearer {token}").json()["items"]
    assert [(each["number"], each["conclusion"]["text"]) for each in told] == [(change, "Approve")]
