"""A problem is raised from incidents: filled in, tied in the same transaction, refused with the reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from steward.kernel.catalogue import process_of
from steward.kernel.models import Link, Record
from steward.kernel.raising import raise_record
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.people import tokens
from steward.people.context import now
from steward.people.models import ServiceProject, TailoredProcess, Tailoring, User
from tests.people import as_
from tests.processes.problem.told import fetched, incident

pytestmark = pytest.mark.django_db


def client(username: str) -> Client:
    found = Client()
    found.force_login(User.objects.get(username=username))
    return found


def ask(username: str, path: str, body: Any) -> Any:
    headers = {"Authorization": f"Bearer {tokens.issue(username)}"}
    return Client().post(f"/api/v1/{path}", json.dumps(body), content_type="application/json", headers=headers)


def ties(username: str = "desk") -> set[tuple[str, str, str]]:
    with as_(username):
        return set(Link.objects.values_list("source__number", "relation", "target__number"))


def test_the_page_leads_to_a_form_that_is_filled_in_and_posting_it_ties_both() -> None:
    number, desk = incident(description="每小时断一次", impact=1), client("desk")
    assert f'href="/problem/new/?from={number}"' in desk.get(f"/incident/{number}/").content.decode()
    form = desk.get(f"/problem/new/?from={number}").content.decode()
    assert 'value="VPN 频繁断开"' in form
    assert "每小时断一次" in form
    assert f'<input type="hidden" name="from" value="{number}">' in form
    sent = {"title": "VPN 断开的原因", "project": "alpha-ops", "category": "network.vpn", "from": number}
    answer = desk.post("/problem/new/", sent)
    assert answer.status_code == 303, answer.content.decode()
    made = answer["Location"].split("/")[2]
    assert ties() == {(number, "caused_by", made)}


def test_a_refused_form_keeps_what_it_was_raised_from() -> None:
    number = incident()
    answer = client("desk").post("/problem/new/", {"title": "", "project": "alpha-ops", "from": number})
    assert answer.status_code == 422
    assert f'name="from" value="{number}"' in answer.content.decode()
    assert ties() == set()


def test_several_incidents_raise_one_problem() -> None:
    numbers = [incident(), incident(), incident()]
    with as_("engineer") as actor:
        raw = {"title": "VPN", "project": "alpha-ops"}
        made = raise_record(process_of("problem"), numbers, actor=actor, raw=raw)
    assert ties() == {(number, "caused_by", made.number) for number in numbers}


def test_rest_carries_over_and_what_is_given_stands_before_it() -> None:
    number = incident(description="每小时断一次", urgency=1)
    answer = ask("desk", f"incident/{number}/raises/problem/", {"title": "VPN 断开的原因"})
    assert answer.status_code == 201, answer.content.decode()
    told = answer.json()
    assert (told["title"], told["description"], told["urgency"], told["category"]) == (
        "VPN 断开的原因", "每小时断一次", 1, "network.vpn",
    )  # fmt: skip
    assert ties() == {(number, "caused_by", told["number"])}


def test_an_answer_becomes_an_article_in_one_step() -> None:
    number = incident(description="客户端无法连接")
    answer = ask("desk", f"incident/{number}/raises/article/", {"solution": "重启网关"})
    assert answer.status_code == 201, answer.content.decode()
    article = fetched("article", answer.json()["number"])
    assert (article.symptom, article.solution, article.state) == ("客户端无法连接", "重启网关", "draft")
    assert ties() == {(number, "solved_with", article.number)}


@pytest.mark.parametrize(("username", "status"), [("customer-a", 403), ("customer-b", 404), ("auditor", 403)])
def test_who_may_not_is_refused_and_nothing_is_written(username: str, status: int) -> None:
    number = incident()
    answer = ask(username, f"incident/{number}/raises/problem/", {})
    assert answer.status_code in (status, 409), answer.content.decode()
    with as_("desk"):
        assert not Record.objects.filter(kind="problem").exists()


def test_nothing_is_opened_where_a_source_is_not_there() -> None:
    numbers, raw = [incident(), "INC-999999"], {"title": "VPN", "project": "alpha-ops"}
    with as_("engineer") as actor, pytest.raises(Unknown):
        raise_record(process_of("problem"), numbers, actor=actor, raw=raw)
    with as_("desk"):
        assert not Record.objects.filter(kind="problem").exists()


def test_a_service_raises_no_problem_and_fifty_one_incidents_are_too_many() -> None:
    with as_("engineer") as actor:
        service = Record.objects.get(kind="service").number
        raw = {"title": "VPN", "project": "alpha-ops"}
        with pytest.raises(Refused):
            raise_record(process_of("problem"), [service], actor=actor, raw=raw)
        with pytest.raises(Invalid):
            raise_record(process_of("problem"), [f"INC-{n:06d}" for n in range(51)], actor=actor, raw=raw)


def test_where_the_project_leaves_problems_out_the_reason_is_told_before_anything_is_typed() -> None:
    number = incident()
    with as_("service-head"):
        project = ServiceProject.objects.get(code="alpha-ops")
        tailoring = Tailoring.objects.create(project=project, edition=9, approved_at=now())
        TailoredProcess.objects.create(
            tailoring=tailoring, process="problem", used=False, reason_zh="合同不含问题管理", reason_en="not in it"
        )
    answer = client("desk").get(f"/problem/new/?from={number}")
    assert answer.status_code == 403
    assert "合同不含问题管理" in answer.content.decode()
