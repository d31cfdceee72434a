"""The pages of the organisation: chart with vacancies and limits, my duties, the matrix, and their refusals."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from steward import contents
from steward.kernel import acts
from steward.people.models import Party, Person, Unit, User
from steward.registers.organisation import starting
from steward.registers.organisation.models import (
    Acknowledgement,
    Certificate,
    Confirmation,
    Office,
    Position,
    Responsibility,
)
from steward.registers.organisation.models.responsibility import RECORDS, ruled_processes
from tests.people import as_, day_in_company
from tests.registers.organisation.told import holds, letter
from tests.surface.test_registers import form

if TYPE_CHECKING:
    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
TEXTS = {"duties_zh": "service_desk的职责", "duties_en": "Duties of service_desk"}
TODAY = day_in_company()


def client(username: str) -> Client:
    made = Client()
    made.force_login(User.objects.get(username=username))
    return made


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def waiting(page: str) -> int:
    """The number beside “My duties” in the menu; 0 where there is none."""
    item = page.partition('href="/organisation/mine/"')[2].partition("</li>")[0]
    found = re.search(r'class="count">(\d+)<', item)
    return int(found[1]) if found else 0


@pytest.fixture
def company() -> None:
    """A head office with a branch, two posts of which one is vacant, a certificate near its limit."""
    holds("service-head", "general_manager")
    with as_("service-head"):
        own = Party.objects.get(is_own=True)
        head = Unit.objects.create(party=own, code="hq", name_zh="北京总部", name_en="Head office")
        branch = Unit.objects.create(
            party=own, code="sh", name_zh="上海分公司", name_en="Shanghai branch", parent=head, is_branch=True
        )
        Office.objects.create(unit=branch, address_zh="上海市浦东新区", address_en="Pudong, Shanghai")
        Person.objects.filter(code="p-desk").update(unit=branch)
        for role in ("general_manager", "finance_manager", "service_desk"):
            Position.objects.create(
                role=role, unit=head, duties_zh=f"{role}的职责", duties_en=f"Duties of {role}", issued_on=TODAY
            )
        Certificate.objects.create(
            number="ITSMS-1", name_zh="服务管理体系认证", name_en="Service management", scope_zh="运维", scope_en="x",
            issuer_zh="认证中心", issuer_en="x", valid_from=TODAY - timedelta(days=900),
            valid_until=TODAY + timedelta(days=30),
        )  # fmt: skip


@pytest.mark.usefixtures("company")
def test_the_chart_says_who_holds_what_what_is_vacant_and_what_expires() -> None:
    holds("engineer", "top_management")
    number = letter(username="engineer", person="p-service-head", role="general_manager")
    page = text(client("desk").get("/organisation/"))
    for said in ("上海市浦东新区", "傅总", number, "空缺岗位：财务部经理", "将于30天后", "尚未经确认"):
        assert said in page, said
    assert "确认无误" not in page


@pytest.mark.usefixtures("company")
def test_management_confirms_it_and_nobody_else_does() -> None:
    assert client("desk").post("/organisation/").status_code == 403
    assert client("quality").post("/organisation/").status_code == 303
    with as_("quality"):
        assert Confirmation.objects.get().person.code == "p-quality"
    assert "Confirmed by Quinn Quality" in text(client("quality").get("/organisation/"))


@pytest.mark.usefixtures("company")
def test_a_holder_takes_the_edition_on_that_he_has_read() -> None:
    desk = client("desk")
    page = text(desk.get("/organisation/mine/"))
    assert "service_desk的职责" in page
    sent = {name: form(page)[name] for name in ("position", "edition")}
    assert client("engineer").post("/organisation/mine/", sent).status_code == 403
    assert desk.post("/organisation/mine/", {**sent, "edition": "2"}).status_code == 409
    assert waiting(page) == 1
    for _twice in range(2):
        assert desk.post("/organisation/mine/", sent).status_code == 303
    assert waiting(text(desk.get("/organisation/mine/"))) == 0
    with as_("desk"):
        assert Acknowledgement.objects.count() == 1
    assert "第1版，" in text(desk.get("/organisation/mine/"))


@pytest.mark.usefixtures("company")
def test_a_new_text_is_a_new_edition_and_another_unit_is_none() -> None:
    keeper = client("quality")
    with as_("quality"):
        pk = Position.objects.get(role="service_desk").pk
    at = f"/registers/position/{pk}/"
    for change, edition in (({"reports_to": "general_manager"}, 1), ({"duties_en": "Answers calls."}, 2)):
        values = {
            **form(text(keeper.get(at))),
            "duties_zh": "service_desk的职责",
            "duties_en": "Duties of service_desk",
        }
        assert keeper.post(at, {**values, **change}).status_code == 303
        with as_("quality"):
            assert Position.objects.get(pk=pk).edition == edition


def test_one_role_answers_for_a_process_and_the_refusal_says_so() -> None:
    keeper = client("quality")
    at = "/registers/responsibility/new/"
    first = {"process": "incident", "role": "service_desk", "letter": "A"}
    assert keeper.post(at, first).status_code == 303
    for again, said in (
        ({**first, "role": "project_manager"}, "Another role answers for this process already"),
        ({**first, "letter": "R"}, "This role has its part in the process already"),
    ):
        answer = keeper.post(at, again)
        assert (answer.status_code, said in text(answer)) == (422, True), text(answer)
    with as_("quality"):
        assert Responsibility.objects.count() == 1
    page = text(keeper.get("/organisation/raci/"))
    assert "Nobody answers for: Business relationship management" in page


def test_a_company_begins_with_the_usual_texts_and_keeps_its_own() -> None:
    keeper = client("quality")
    own = {"role": "service_desk", "duties_zh": "我们自己的", "duties_en": "Our own"}
    assert keeper.post("/registers/position/new/", own).status_code == 303
    assert client("desk").post("/organisation/", {"begin": "1"}).status_code == 403
    assert keeper.post("/organisation/", {"begin": "1"}).status_code == 303
    with as_("quality"):
        assert Position.objects.get(role="service_desk").duties_en == "Our own"
        assert Position.objects.count() == len(starting.statements()) == 20
        answered = set(Responsibility.objects.filter(letter="A").values_list("process", flat=True))
    assert answered == {key for key, _label in ruled_processes()}
    assert "Nobody answers for" not in text(keeper.get("/organisation/raci/"))


def test_every_record_of_a_process_says_who_answers_for_it_but_not_to_the_customer() -> None:
    known = {kind: process for process, kinds in RECORDS.items() for kind in kinds}
    declared = {each.kind: each.service_process for each in contents.processes() if each.service_process}
    assert declared.items() <= known.items()
    assert known.keys() <= contents.by_kind().keys()
    with as_("desk") as actor:
        raw = {"title": "邮件收不到", "project": "alpha-ops", "impact": 1, "urgency": 1, "requester": "p-customer-a"}
        number = acts.open_record(contents.by_kind()["incident"], actor=actor, raw=raw).number
    with as_("quality"):
        Responsibility.objects.create(process="incident", role="service_desk", letter="A")
    assert "服务台（戴思琪）" in text(client("desk").get(f"/incident/{number}/"))
    assert "服务台（戴思琪）" not in text(client("customer-a").get(f"/incident/{number}/"))
    holds("engineer", "service_desk")
    page = text(client("desk").get(f"/incident/{number}/"))
    assert ("流程最终责任人" in page, "服务台（" in page) == (True, False)


def test_contacts_see_none_of_it() -> None:
    for address in ("/organisation/", "/organisation/mine/", "/organisation/raci/"):
        assert client("customer-a").get(address).status_code == 404
        assert client("customer-a").post(address).status_code in (404, 405)
