"""What may help is found by its words, best first, and only as far as the reader sees it (manual 7.2.2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import Person, User
from steward.registers.knowledge.queries import answers_tied, experts_among, suggestions_for
from tests.people import as_
from tests.processes.problem.told import linked, problem
from tests.processes.problem.told import moved as problem_moved
from tests.registers.knowledge.test_article import MONDAY, article, published

pytestmark = pytest.mark.django_db
QUESTION = "VPN 每小时断开，无法登录网关"


def solved(title: str, resolution: str, project: str = "alpha-ops", **raw: object) -> str:
    process = process_of("incident")
    with as_("desk", MONDAY) as actor:
        values = {"title": title, "project": project, "owner": "p-engineer", **raw}
        number = acts.open_record(process, actor=actor, raw=values).number
        acts.move(process, number, "start", actor=actor, raw={}, version=None)
    with as_("desk", MONDAY + timedelta(hours=1)) as actor:
        told = {"resolution": resolution, "restored_at": (MONDAY + timedelta(minutes=30)).isoformat()}
        acts.move(process, number, "resolve", actor=actor, raw=told, version=None)
    return number


def known_error() -> str:
    number = problem(title="VPN 网关每小时断开")
    problem_moved(number, "investigate")
    problem_moved(number, "publish_known_error", known_error="网关内存耗尽", workaround="改用备用网关登录")
    return number


def found(username: str = "desk", text: str = QUESTION, **about: int) -> list[str]:
    with as_(username) as actor:
        return [one.number for one in suggestions_for(actor, text, **about)]


def test_articles_known_errors_and_solved_incidents_are_found_and_strange_ones_are_not() -> None:
    written, error, like = published(), known_error(), solved("VPN 每小时断开", "重启网关")
    strange = solved("打印机卡纸", "更换搓纸轮")
    assert set(found()) == {written, error, like}
    assert strange not in found()
    assert found(text="打印机") == [strange]
    assert found(text="  ") == found(text="12:30 2026") == []


def test_what_has_no_answer_yet_is_not_suggested() -> None:
    article()
    problem(title="VPN 网关每小时断开")
    with as_("desk", MONDAY) as actor:
        acts.open_record(process_of("incident"), actor=actor, raw={"title": QUESTION, "project": "alpha-ops"})
    assert found() == []


def test_what_was_written_for_it_stands_before_the_like_and_more_of_the_words_before_fewer() -> None:
    like, less = solved("VPN 每小时断开，无法登录网关", "重启"), solved("网关告警", "忽略")
    assert found()[0] == like
    written = published(title="VPN 每小时断开，无法登录网关")
    assert found() == [written, like, *([less] if less in found() else [])]


def test_the_same_category_stands_before_another() -> None:
    other = solved("VPN 断开", "一", category="network")
    same = solved("VPN 断开", "二", category="network.vpn")
    with as_("desk"):
        from steward.kernel.models import Category

        category_id = Category.objects.get(code="network").pk
    assert found(text="VPN 断开") == [same, other]
    assert found(text="VPN 断开", category_id=category_id) == [other, same]


def test_readers_get_only_what_they_see() -> None:
    ours, theirs = solved("VPN 每小时断开", "重启"), solved("VPN 每小时断开", "重启", project="beta-ops")
    assert set(found("desk")) == {ours, theirs}
    assert found("engineer") == [ours]
    assert found("customer-b") == [theirs]


def test_those_who_solved_the_like_are_named_with_how_many() -> None:
    for _turn in range(2):
        solved("VPN 每小时断开", "重启网关")
    published()
    with as_("desk") as actor:
        experts = experts_among(suggestions_for(actor, QUESTION))
        assert experts == [(Person.objects.get(code="p-engineer").pk, 2)]


def test_what_is_tied_to_a_question_is_told_with_its_workaround() -> None:
    error = known_error()
    with as_("desk", MONDAY) as actor:
        number = acts.open_record(
            process_of("incident"), actor=actor, raw={"title": "登录失败", "project": "alpha-ops"}
        ).number
    linked(number, "caused_by", error)
    with as_("desk") as actor:
        (told,) = answers_tied(acts.fetch(process_of("incident"), number, actor), actor)
        assert (told.number, told.text) == (error, "改用备用网关登录")
    page = client("desk").get(f"/article/suggestions/?for={number}").content.decode()
    assert "改用备用网关登录" in page
    assert f'href="/problem/{error}/"' in page


def client(username: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=username))
    return made


def test_the_form_gets_a_part_of_a_page_and_a_reader_without_scripts_a_whole_one() -> None:
    like = solved("VPN 每小时断开", "重启网关")
    part = client("desk").post("/article/suggestions/", {"title": QUESTION}, headers={"HX-Request": "true"})
    assert like in part.content.decode()
    assert "<html" not in part.content.decode()
    whole = client("desk").get("/article/suggestions/", {"text": QUESTION}).content.decode()
    assert like in whole
    assert "<html" in whole
    assert client("customer-a").get("/article/suggestions/", {"text": QUESTION}).status_code == 403
    assert client("desk").get("/article/suggestions/?for=INC-999999").status_code == 404
    assert "/article/suggestions/" in client("desk").get("/incident/new/").content.decode()
    assert "/article/suggestions/" not in client("customer-a").get("/incident/new/").content.decode()


def test_it_costs_two_statements() -> None:
    solved("VPN 每小时断开", "重启网关")
    from django.db import connection

    with as_("desk") as actor, CaptureQueriesContext(connection) as asked:
        assert suggestions_for(actor, QUESTION)
    assert len(asked) == 2


def test_who_knows_names_people_with_what_they_solved() -> None:
    like = solved("VPN 每小时断开", "重启网关")
    page = client("desk").get("/article/experts/", {"text": QUESTION}).content.decode()
    assert "严工" in page
    assert like in page
    assert "还没有人解决过类似问题" in client("desk").get("/article/experts/", {"text": "打印机"}).content.decode()
    assert client("customer-a").get("/article/experts/", {"text": QUESTION}).status_code == 403


def test_a_recurring_incident_offers_its_problem_and_one_button_ties_both() -> None:
    error, like = known_error(), solved("VPN 每小时断开", "重启网关")
    with as_("desk", MONDAY) as actor:
        raw = {"title": QUESTION, "project": "alpha-ops"}
        number = acts.open_record(process_of("incident"), actor=actor, raw=raw).number
    part = client("desk").get(f"/article/suggestions/?for={number}").content.decode()
    assert f'formaction="/article/answers/{number}/" name="target" value="{error}"' in part
    assert f'value="{like}"' not in part
    assert client("desk").post(f"/article/answers/{number}/", {"target": error}).status_code == 303
    with as_("desk") as actor:
        (told,) = answers_tied(acts.fetch(process_of("incident"), number, actor), actor)
        assert told.number == error
    refused = client("desk").post(f"/article/answers/{number}/", {"target": like})
    assert "不能以" in refused.content.decode()
    assert client("engineer").post(f"/article/answers/{number}/", {"target": "PRB-999999"}).status_code == 404
