"""An external auditor's account: for a time, reading alone, and every look kept (manual 1.2.2, 6.6)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from steward.people import tokens
from steward.people.models import Duty, Person, User
from steward.surface.models import Looked
from tests.acting_as import opened
from tests.people import as_, day_in_company

pytestmark = pytest.mark.django_db
PAGE = "/conformity/auditors/"
SOON = (day_in_company() + timedelta(days=20)).isoformat()


def visitor(username: str) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username=username))
    return client


def said(answer: Any) -> str:
    return answer.content.decode()


def guest(code: str = "p-guest") -> None:
    """Somebody of the registrar who is to audit us."""
    with as_("admin"):
        party = Person.objects.get(code="p-auditor").party
        person = Person.objects.create(code=code, party=party, name_zh="郭查", name_en="Gus Guest")
        Duty.objects.create(person=person, role="external_auditor", starts_on="2025-01-01")


def opened_for(code: str = "p-guest", until: str = SOON, by: str = "quality") -> Any:
    return visitor(by).post(PAGE, {"person": code, "until": until})


def test_an_account_is_opened_for_a_time_with_a_password_that_is_shown_once() -> None:
    guest()
    answer = opened_for()
    (password,) = re.findall(r"shown this once: (\S+?)<", said(answer))
    client = Client()
    assert client.post("/accounts/login/", {"login": "p-guest", "password": password}).status_code == 302
    assert client.get("/conformity/").status_code == 200
    assert password not in said(visitor("quality").get(PAGE))


def test_after_its_end_nobody_acts_through_it_by_page_or_token() -> None:
    guest()
    opened_for()
    client, bearer = visitor("p-guest"), {"HTTP_AUTHORIZATION": f"Bearer {tokens.issue('p-guest')}"}
    assert client.get("/incident/").status_code == 200
    assert client.get("/api/v1/incident/", **bearer).status_code == 200
    assert visitor("quality").post(PAGE, {"step": "end", "account": "p-guest"}).status_code == 303
    assert client.get("/incident/")["Location"].startswith("/accounts/login/")
    assert client.get("/api/v1/incident/", **bearer).status_code == 401
    User.objects.filter(username="p-guest").update(valid_until=datetime.now(UTC) + timedelta(days=1))
    assert client.get("/incident/").status_code == 200
    User.objects.filter(username="p-guest").update(valid_until=datetime.now(UTC) - timedelta(days=1))
    assert client.get("/incident/").status_code == 302


def test_it_writes_no_record() -> None:
    made = opened()
    auditor = visitor("auditor")
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {tokens.issue('auditor')}"}
    asked = {"title": "x", "project": "alpha-ops"}
    assert auditor.post("/incident/new/", asked).status_code == 403
    assert auditor.post(f"/incident/{made.number}/comments/", {"body": "x"}).status_code == 403
    answer = auditor.post("/api/v1/incident/", asked, content_type="application/json", **bearer)
    assert answer.status_code == 409


def test_whatever_it_opens_is_kept_and_shown_to_the_representative() -> None:
    made = opened()
    auditor = visitor("auditor")
    for address in (f"/incident/{made.number}/", "/incident/?state=all", "/incident/INC-999999/"):
        auditor.get(address)
    auditor.get("/api/v1/incident/", HTTP_AUTHORIZATION=f"Bearer {tokens.issue('auditor')}")
    visitor("desk").get(f"/incident/{made.number}/")
    with as_("quality"):
        looks = list(Looked.objects.order_by("pk").values_list("user__username", "address", "status"))
    assert looks == [
        ("auditor", f"/incident/{made.number}/", 200),
        ("auditor", "/incident/?state=all", 200),
        ("auditor", "/incident/INC-999999/", 404),
        ("auditor", "/api/v1/incident/", 200),
    ]
    page = said(visitor("quality").get(f"{PAGE}?account=auditor"))
    assert f'href="/incident/{made.number}/"' in page
    assert 'href="/incident/' not in said(visitor("quality").get(f"{PAGE}?account=p-guest")).partition('id="looks"')[2]


@pytest.mark.parametrize(
    ("code", "until", "reason"),
    [
        ("p-desk", SOON, "no duty of an external auditor"),
        ("p-both", SOON, "holds other roles too"),
        ("p-guest", "2020-01-01", "from today on"),
        ("p-guest", "soon", "has the form"),
    ],
)
def test_what_can_not_be_is_refused_with_the_reason(code: str, until: str, reason: str) -> None:
    guest()
    guest("p-both")
    with as_("admin"):
        Duty.objects.create(person=Person.objects.get(code="p-both"), role="service_desk", starts_on="2025-01-01")
    answer = opened_for(code, until)
    assert (answer.status_code, reason in said(answer)) == (422, True), said(answer)
    assert not User.objects.filter(username__in=("p-guest", "p-both")).exists()


def test_others_keep_no_such_accounts() -> None:
    guest()
    assert opened_for(by="desk").status_code == 403
    assert visitor("customer-a").get(PAGE).status_code == 404
    assert not User.objects.filter(username="p-guest").exists()
