"""A signed link shows the record first, decides on POST alone, serves once, and shows nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail as outbox_of_django
from django.test import Client

from steward.channel.notices import closing, mailing, telling, views, wishes
from steward.channel.notices.unread import unread_count
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import AnswerLink, NoticeRow, Record, TimelineEntry
from steward.people.context import acting, clock_set_to
from tests.acting_as import MONDAY, actor, as_, moved, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=2)


def _solved() -> Record:
    record = opened("desk", requester="p-customer-a", description="从早上开始连不上")
    moved(record, "start", "desk", MONDAY)
    return moved(record, "resolve", "desk", LATER, resolution="已切换备用线路", restored_at=LATER.isoformat())


def _told(record: Record, at: datetime = LATER) -> str:
    """The path of the link in the mail of the last entry."""
    with as_("system"):
        entry = TimelineEntry.objects.filter(record_id=record.pk, verb="moved").latest("id").pk
    with clock_set_to(at):
        telling.tell(entry)
        with as_("system"):
            notice = NoticeRow.objects.filter(entry_id=entry).latest("id").pk
        mailing.mail(notice)
    found = re.search(r"/answer/[\w-]+/", outbox_of_django.outbox[-1].body)
    assert found
    return found[0]


def _state(record: Record) -> str:
    with as_("system"):
        return Record.objects.get(pk=record.pk).state


@pytest.fixture(autouse=True)
def _two_hours_after_the_opening() -> Iterator[None]:
    with clock_set_to(LATER):
        yield


@pytest.fixture
def browser() -> Client:
    return Client()


def test_a_get_shows_the_record_and_decides_nothing(browser: Client) -> None:
    record = _solved()
    path = _told(record)
    for _time in range(2):
        page = browser.get(path).content.decode()
        assert record.number in page
        assert "从早上开始连不上" in page
        assert "已切换备用线路" in page
    assert _state(record) == "resolved"


def test_a_confirmation_closes_the_incident_as_confirmed_by_the_user(browser: Client) -> None:
    record = _solved()
    path = _told(record)
    answer = browser.post(path, {"answer": "confirm"})
    assert answer.status_code == 200
    assert _state(record) == "closed"
    with as_("system"):
        closed = process_of("incident").model.objects.get(pk=record.pk)
        assert closed.confirmation == "user"
        last = TimelineEntry.objects.filter(record_id=record.pk, move="confirm").get()
        assert last.actor_id == actor("customer-a").id


def test_a_link_serves_once(browser: Client) -> None:
    path = _told(_solved())
    browser.post(path, {"answer": "confirm"})
    for page in (browser.get(path), browser.post(path, {"answer": "reopen", "text": "不行"})):
        assert page.status_code == 410
        assert "已" in page.content.decode()


def test_a_reopening_needs_its_reason_and_the_link_still_serves_after_a_refusal(browser: Client) -> None:
    record = _solved()
    path = _told(record)
    refused = browser.post(path, {"answer": "reopen", "text": ""})
    assert refused.status_code == 409
    assert _state(record) == "resolved"
    browser.post(path, {"answer": "reopen", "text": "仍然连不上"})
    assert _state(record) == "in_progress"


def test_a_stale_form_decides_nothing(browser: Client) -> None:
    record = _solved()
    path = _told(record)
    assert browser.post(path, {"answer": "confirm", "version": "1"}).status_code == 409
    assert _state(record) == "resolved"


def test_an_expired_link_says_so(browser: Client) -> None:
    path = _told(_solved(), LATER - timedelta(days=15))
    assert browser.get(path).status_code == 410


@pytest.mark.parametrize("token", ["x", "A" * 43, "%F0%9F%98%80", "a" * 3000])
def test_a_foreign_link_leads_nowhere(token: str, browser: Client) -> None:
    _told(_solved())
    page = browser.get(f"/answer/{token}/")
    assert page.status_code == 404


def test_a_link_of_an_account_that_was_closed_leads_nowhere(browser: Client) -> None:
    path = _told(_solved())
    with as_("system") as system:
        from steward.people.models import User

        User.objects.filter(username="customer-a").update(is_active=False)
        assert system.kind == "system"
    assert browser.get(path).status_code == 404


def test_the_token_is_not_in_the_database(browser: Client) -> None:
    path = _told(_solved())
    token = path.split("/")[2].encode()
    with as_("system"):
        assert all(token not in bytes(link.digest) for link in AnswerLink.objects.all())


def test_a_second_sending_carries_the_same_link() -> None:
    record = _solved()
    first = _told(record)
    with as_("system"):
        NoticeRow.objects.update(mailed_at=None)
    assert _told(record) == first


def test_an_approval_is_given_by_link(browser: Client) -> None:
    with as_("keeper", MONDAY) as keeper:
        values = {
            "title": "SLA 二", "title_en": "SLA two", "project": "alpha-ops", "calendar": "office",
            "starts_on": "2026-01-01", "targets": {"resolution": {"1": 900}},
        }  # fmt: skip
        agreement = acts.open_record(process_of("agreement"), actor=keeper, raw=values)
        acts.move(process_of("agreement"), agreement.number, "submit", actor=keeper, raw={}, version=None)
    path = _told(agreement)
    assert "SLA two" in browser.get(path).content.decode()
    assert _state(agreement) == "in_review"
    assert browser.post(path, {"answer": "rejected", "text": ""}).status_code == 409
    browser.post(path, {"answer": "approved"})
    assert _state(agreement) == "in_force"


def _close_at(at: datetime) -> None:
    with clock_set_to(at):
        closing.close_unanswered()


def test_a_solution_unanswered_for_the_projects_days_is_closed_by_time_out() -> None:
    record = _solved()
    _told(record)
    _close_at(LATER + timedelta(days=4, hours=23))
    assert _state(record) == "resolved"
    _close_at(LATER + timedelta(days=5, minutes=1))
    assert _state(record) == "closed"
    with as_("system"):
        assert process_of("incident").model.objects.get(pk=record.pk).confirmation == "timeout"
        entries = TimelineEntry.objects.filter(record_id=record.pk).count()
    _close_at(LATER + timedelta(days=6))
    with as_("system"):
        assert TimelineEntry.objects.filter(record_id=record.pk).count() == entries


def test_nothing_is_closed_of_which_nobody_was_told_or_to_which_the_customer_wrote() -> None:
    untold, written = _solved(), _solved()
    _told(written)
    with as_("customer-a", LATER) as customer:
        acts.comment(process_of("incident"), written.number, actor=customer, body="还要再观察")
    _close_at(LATER + timedelta(days=30))
    assert (_state(untold), _state(written)) == ("resolved", "resolved")


def test_my_notices_are_mine_alone_and_read_when_i_go_there(browser: Client) -> None:
    record = _solved()
    _told(record)
    with as_("customer-a") as customer:
        assert unread_count(customer) == 1
        notice = NoticeRow.objects.get().pk
    browser.force_login(_user("customer-b"))
    assert browser.get(f"/notices/{notice}/").status_code == 404
    assert record.number not in browser.get("/notices/").content.decode()
    browser.force_login(_user("customer-a"))
    assert record.number in browser.get("/notices/").content.decode()
    assert browser.get(f"/notices/{notice}/").headers["Location"] == f"/incident/{record.number}/"
    with as_("customer-a") as customer:
        assert unread_count(customer) == 0


def _user(username: str):
    from steward.people.models import User

    with acting(actor("system")):
        return User.objects.get(username=username)


def test_preferences_are_kept_as_chosen(browser: Client) -> None:
    browser.force_login(_user("engineer"))
    boxes = len(wishes.TEMPLATES) * len(wishes.WAYS)
    assert browser.get("/notices/preferences/").content.decode().count('type="checkbox"') == boxes
    browser.post("/notices/preferences/", {"assigned.page": "on"})
    with as_("engineer"):
        kept = _user("engineer").notice_preferences
    assert kept["assigned"] == {"page": True, "mail": False}
    assert browser.post("/notices/read/").status_code == 303
    assert views.PAGE == 50


def test_kept_mails_are_for_administrators_of_an_installation_that_keeps_them(
    browser: Client, settings, tmp_path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    record = _solved()
    with as_("system"):
        entry = TimelineEntry.objects.filter(record_id=record.pk, move="resolve").get().pk
    telling.tell(entry)
    with as_("system"):
        notice = NoticeRow.objects.filter(entry_id=entry).get().pk
    mailing.mail(notice)
    browser.force_login(_user("desk"))
    assert browser.get("/mail/").status_code == 404
    assert 'href="/mail/"' not in browser.get("/account/").content.decode()
    browser.force_login(_user("admin"))
    assert 'href="/mail/"' in browser.get("/account/").content.decode()
    listing = browser.get("/mail/").content.decode()
    assert f"{record.number} 已解决" in listing
    found = re.search(r"/mail/[\w.-]+/", listing)
    assert found
    assert "已切换备用线路" in browser.get(found[0]).content.decode()
    assert browser.get("/mail/..%2Fsecrets.json/").status_code == 404
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert browser.get("/mail/").status_code == 404
    assert 'href="/mail/"' not in browser.get("/account/").content.decode()
