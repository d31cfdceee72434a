"""The forward schedule: as a month, as a list, as a calendar that speaks for its account alone (manual 8.2.1)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from steward.people.models import User
from steward.processes.change import feed, months
from steward.surface.paper import press
from steward.surface.paper.content import as_data
from tests.people import as_
from tests.processes.change.changes import NOW, draft, move, window
from tests.rights.ground import forget_scope

if TYPE_CHECKING:
    from steward.kernel.models import Record

pytestmark = pytest.mark.django_db


def _client(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def _submitted(**raw: Any) -> Record:
    change = draft(**raw)
    move(change.number, "submit")
    return change


def _address(username: str) -> str:
    with as_(username) as actor:
        return feed.address_of(actor)


def _page(username: str, month: str = "") -> str:
    forget_scope()
    return _client(username).get(f"/change/schedule/?month={month or f'{NOW:%Y-%m}'}").content.decode()


def test_it_shows_what_is_submitted_to_those_who_may_see_it() -> None:
    shown, hidden = _submitted(), draft(title="草稿")
    page = _page("engineer")
    assert page.count(shown.number) >= 2
    assert hidden.number not in page
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(press, "pdf", lambda paper: repr(as_data(paper)).encode())
        paper = _client("engineer").get(f"/change/schedule.pdf?month={NOW:%Y-%m}").content.decode()
    assert paper.count(shown.number) >= 2
    assert hidden.number not in paper
    assert shown.number in _page("customer-a")
    assert shown.number not in _page("customer-b")


def test_it_shows_windows_to_those_whom_they_concern() -> None:
    window("freeze", NOW, NOW + timedelta(hours=1), party="beta")
    assert "freeze" in _page("customer-b")
    assert "freeze" not in _page("customer-a")


def test_a_strange_month_is_todays() -> None:
    today = date(2026, 2, 14)
    for text in ("", "2026-13", "x" * 50, "0001-01", "9999-12"):
        assert months.month_of(text, today) == date(2026, 2, 1)
    assert months.month_of("2026-11", today) == date(2026, 11, 1)
    assert (months.shifted(date(2026, 1, 1), -1), months.shifted(date(2026, 12, 1), 1)) == ("2025-12", "2027-01")


def test_a_calendar_needs_no_login_and_holds_what_its_account_sees() -> None:
    change = _submitted(title="升级邮件网关；第二次, " + "很长的标题" * 20)
    mine, theirs = _address("engineer"), _address("customer-b")
    forget_scope()
    answer = Client().get(mine)
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert change.number in text
    assert "STATUS:TENTATIVE" in text
    assert max(len(line) for line in answer.content.split(b"\r\n")) <= 75
    unfolded = text.replace("\r\n ", "")
    assert "升级邮件网关；第二次\\, 很长" in unfolded
    forget_scope()
    assert change.number not in Client().get(theirs).content.decode()


def test_a_calendar_ends_with_the_password_and_the_account() -> None:
    address = _address("engineer")
    forget_scope()
    assert Client().get(address).status_code == 200
    with as_("service-head"):
        account = User.objects.get(username="engineer")
        account.set_password("another correct horse battery")
        account.save()
    forget_scope()
    assert Client().get(address).status_code == 404
    other = _address("customer-a")
    with as_("service-head"):
        User.objects.filter(username="customer-a").update(is_active=False)
    forget_scope()
    assert Client().get(other).status_code == 404


def test_an_address_that_was_tampered_with_leads_nowhere() -> None:
    address = urlsplit(_address("customer-b")).path
    forget_scope()
    head, token, tail = "/feeds/change/", address.split("/")[3], "/schedule.ics"
    pk = str(User.objects.get(username="service-head").pk)
    for wrong in (token[:-1], pk + token[token.index(".") :], "x", f"{pk}.x:y"):
        assert Client().get(head + wrong + tail).status_code == 404
