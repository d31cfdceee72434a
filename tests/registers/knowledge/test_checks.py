"""The check list of an article is gone through in a ticket, which keeps the ticks (manual 7.2.2)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import User
from steward.people.tokens import issue
from tests.people import as_
from tests.registers.knowledge.test_article import MONDAY, article, published

pytestmark = pytest.mark.django_db
CHECKS = [{"check": "网关内存", "expected": "低于 80 %"}, {"check": "证书有效期"}]


def _incident(title: str = "VPN 每小时断开") -> str:
    with as_("desk", MONDAY) as actor:
        return acts.open_record(
            process_of("incident"), actor=actor, raw={"title": title, "project": "alpha-ops"}
        ).number


def _client(username: str = "desk") -> Client:
    made = Client()
    made.force_login(User.objects.get(username=username))
    return made


def _read(number: str) -> Any:
    with as_("desk") as actor:
        return acts.fetch(process_of("incident"), number, actor)


def test_a_ticket_takes_the_checks_in_once_and_keeps_their_ticks() -> None:
    written, number = published(checks=CHECKS), _incident()
    desk = _client()
    assert "checks/" in desk.get(f"/article/suggestions/?for={number}").content.decode()
    assert desk.post(f"/article/{written}/checks/", {"record": number}).status_code == 303
    assert _read(number).checks == CHECKS
    with as_("desk") as actor:
        ticked = [{**CHECKS[0], "done": True, "found": "95 %"}, CHECKS[1]]
        acts.amend(process_of("incident"), number, actor=actor, raw={"checks": ticked}, version=None)
    page = desk.get(f"/incident/{number}/").content.decode()
    assert "95 %" in page
    assert written in page
    again = desk.post(f"/article/{written}/checks/", {"record": number})
    assert "已在" in again.content.decode()
    assert _read(number).checks == ticked


@pytest.mark.parametrize("record", ["INC-999999", ""])
def test_what_can_not_take_it_says_so(record: str) -> None:
    assert _client().post(f"/article/{published(checks=CHECKS)}/checks/", {"record": record}).status_code == 404


def test_a_draft_and_a_list_without_checks_have_nothing_to_give() -> None:
    number = _incident()
    for written in (article(checks=CHECKS), published()):
        answer = _client().post(f"/article/{written}/checks/", {"record": number})
        assert "没有生效的检查单" in answer.content.decode()
    answer = _client().post(f"/article/{published(checks=CHECKS)}/checks/", {"record": published()})
    assert "不使用检查单" in answer.content.decode()


def test_a_reader_votes_by_rest() -> None:
    written = published()
    with as_("desk"):
        heads = {"HTTP_AUTHORIZATION": f"Bearer {issue('desk')}", "content_type": "application/json"}
    path = f"/api/v1/article/{written}/votes/"
    answer = Client().post(path, json.dumps({"helped": "yes"}), **heads)
    assert (answer.status_code, answer.json()) == (201, {"used": 0, "helped": 1, "useless": 0, "said": True})
    assert Client().post(path, json.dumps({"helped": "maybe"}), **heads).status_code == 422
    assert Client().get(path, **heads).json()["helped"] == 1
