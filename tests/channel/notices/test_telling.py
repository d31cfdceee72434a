"""Who is told what, in which language, and that nothing is told twice whatever is killed where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core import mail as outbox_of_django
from django.db import connection

from steward.channel.notices import mailing, telling, wishes
from steward.channel.notices.wording import worded
from steward.kernel import acts, jobs
from steward.kernel.catalogue import process_of
from steward.kernel.models import NoticeRow, TimelineEntry, Watch
from steward.people.context import acting
from steward.people.models import User
from tests.acting_as import MONDAY, actor, as_, moved, opened

if TYPE_CHECKING:
    from steward.kernel.models import Record

pytestmark = pytest.mark.django_db


def _jobs(task: str) -> list[int]:
    with as_("system"), connection.cursor() as cursor:
        name = {"steward.tell": "entry", "steward.mail": "notice"}[task]
        cursor.execute(
            """select (args ->> %s::text)::bigint from procrastinate_jobs where task_name = %s::text
            order by id""",
            [name, task],
        )
        return [pk for (pk,) in cursor.fetchall()]


def _tell_all() -> None:
    for entry in _jobs("steward.tell"):
        telling.tell(entry)


def _mail_all() -> list[Any]:
    for notice in _jobs("steward.mail"):
        mailing.mail(notice)
    return outbox_of_django.outbox


def _told() -> set[tuple[str, str]]:
    with as_("system"):
        return set(NoticeRow.objects.values_list("user__username", "template"))


def _commented(record: Record, username: str, body: str, reach: int | None) -> int:
    with as_(username, MONDAY) as who:
        return acts.comment(process_of("incident"), record.number, actor=who, body=body, reach=reach)


def test_it_tells_the_reporter_of_the_opening_and_the_team_of_the_assignment() -> None:
    record = opened("desk", requester="p-customer-a")
    moved(record, "assign", "desk", MONDAY, team="network")
    _tell_all()
    assert _told() == {("customer-a", "opened"), ("engineer", "assigned")}


def test_nobody_is_told_of_his_own_act() -> None:
    opened("customer-a")
    _tell_all()
    assert _told() == set()


def test_a_second_run_tells_nothing_twice() -> None:
    opened("desk", requester="p-customer-a")
    _tell_all()
    _tell_all()
    assert len(_jobs("steward.mail")) == 1
    assert len(_mail_all()) == 1
    assert len(_mail_all()) == 1


def test_the_customer_is_never_told_of_an_internal_note() -> None:
    record = opened("desk", requester="p-customer-a")
    with as_("customer-a") as customer:
        acts.watch(process_of("incident"), record.number, actor=customer, on=True)
    _commented(record, "desk", "CANARY 客户催得很烦", 3)
    _tell_all()
    with as_("system"):
        note = TimelineEntry.objects.get(verb="commented", record_id=record.pk).pk
    telling.tell(note)
    assert ("customer-a", "replied") not in _told()
    assert all("CANARY" not in str(message.message()) for message in _mail_all())


def test_the_customer_is_told_of_a_public_reply_in_his_language() -> None:
    record = opened("desk", requester="p-customer-a")
    _commented(record, "desk", "线路已切换\n请再试", 1)
    _tell_all()
    (message,) = (m for m in _mail_all() if "回复" in m.subject)
    assert message.to == ["customer-a@alpha.example"]
    assert message.subject == f"{record.number} 有新回复：VPN 无法连接"
    assert "戴思琪" in message.body
    assert "线路已切换\n请再试" in message.body
    assert f"/incident/{record.number}/" in message.body


def test_a_watcher_of_another_customer_is_not_told() -> None:
    record = opened("desk", requester="p-customer-a")
    with as_("system"):
        Watch.objects.create(record_id=record.pk, user_id=actor("customer-b").id)
    _commented(record, "desk", "CANARY", 1)
    _tell_all()
    assert {name for name, _template in _told()} == {"customer-a"}


def test_a_right_withdrawn_between_telling_and_mailing_stops_the_mail() -> None:
    opened("desk", requester="p-customer-a")
    _tell_all()
    with as_("system"):
        User.objects.filter(username="customer-a").update(is_active=False)
    assert _mail_all() == []


def test_a_mail_keeps_its_message_id_when_the_worker_is_killed_between_sending_and_marking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened("desk", requester="p-customer-a")
    _tell_all()
    (notice,) = _jobs("steward.mail")

    def killed(*_args: object, **_values: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(NoticeRow, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            mailing.mail(notice)
    assert mailing.mail(notice)
    assert not mailing.mail(notice)
    first, second = outbox_of_django.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_a_worker_killed_before_the_commit_of_the_notices_leaves_none_and_the_next_makes_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened("desk", requester="p-customer-a")

    def killed(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "enqueue_each", killed)
        with pytest.raises(KeyboardInterrupt):
            _tell_all()
    assert _told() == set()
    _tell_all()
    assert _told() == {("customer-a", "opened")}
    assert len(_jobs("steward.mail")) == 1


def test_a_mail_server_that_is_away_costs_no_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    opened("desk", requester="p-customer-a")
    _tell_all()
    (notice,) = _jobs("steward.mail")
    with monkeypatch.context() as patch:
        patch.setattr(mailing.EmailMultiAlternatives, "send", _refused)
        with pytest.raises(ConnectionRefusedError):
            mailing.mail(notice)
    assert mailing.mail(notice)


def _refused(*_args: object) -> None:
    raise ConnectionRefusedError


def test_preferences_decide_between_page_and_mail() -> None:
    with as_("customer-a") as customer:
        wishes.keep(customer.id, {"opened": {"page": True}, "replied": {"mail": True}})
    record = opened("desk", requester="p-customer-a")
    _commented(record, "desk", "已处理", 1)
    _tell_all()
    with as_("system"):
        rows = dict(NoticeRow.objects.values_list("template", "read_at"))
    assert rows["opened"] is None
    assert rows["replied"] is not None
    assert [m.subject.split(" ")[1] for m in _mail_all()] == ["有新回复：VPN"]


def test_mails_of_update_warnings_come_only_on_request() -> None:
    assert not wishes.wants({}, "warning", "mail", "update")
    assert wishes.wants({}, "warning", "page", "update")
    assert wishes.wants({}, "warning", "mail", "resolution")
    assert wishes.wants({"warning": {"mail": True}}, "warning", "mail", "update")


def test_deciders_are_asked_and_the_author_is_not() -> None:
    with as_("keeper") as keeper:
        values = {
            "title": "SLA 二", "project": "alpha-ops", "calendar": "office", "starts_on": "2026-01-01",
            "targets": {"resolution": {"1": 900}},
        }  # fmt: skip
        agreement = acts.open_record(process_of("agreement"), actor=keeper, raw=values)
        acts.move(process_of("agreement"), agreement.number, "submit", actor=keeper, raw={}, version=None)
    _tell_all()
    assert {name for name, template in _told() if template == "approval"} == {"service-head"}


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("template", sorted(wishes.TEMPLATES))
def test_every_text_is_complete_in_both_languages(template: str, language: str) -> None:
    from django.utils import translation

    record = opened("desk", requester="p-customer-a")
    reader = actor("customer-a")
    with as_("system"), translation.override(language):
        entry = TimelineEntry.objects.filter(record_id=record.pk).earliest("id")
        entry.changes = {
            "clock": [None, "resolution"],
            "level": [None, "75"],
            "due": [None, MONDAY.isoformat()],
        }
        found = process_of("incident").model.objects.select_related("project").get(pk=record.pk)
        words = worded(template, process_of("incident"), found, entry, reader, "token")
    assert record.number in words.subject
    assert "\n" not in words.subject
    assert record.number in words.text
    assert "http" in words.text
    assert ('lang="zh-Hans"' in words.html) == (language == "zh-hans")
    assert ("您好" in words.text) == (language == "zh-hans")


def test_a_title_breaks_neither_header_nor_html() -> None:
    opened("desk", title="<script>alert(1)</script> & Co", requester="p-customer-a")
    _tell_all()
    (message,) = _mail_all()
    html = message.alternatives[0][0]
    assert "<script>" not in html
    assert "<script>alert(1)</script> & Co" in message.subject


def test_a_job_sees_its_own_record_alone() -> None:
    from steward.channel.notices import narrowing
    from steward.kernel.models import Record

    record, other = opened("desk", requester="p-customer-a"), opened("desk", project="beta-ops")
    with as_("system"):
        entry = TimelineEntry.objects.filter(record_id=record.pk).earliest("id").pk
    place = narrowing.place_of(TimelineEntry.objects.filter(pk=entry))
    assert place is not None
    with acting(narrowing.narrowed(narrowing.keeper(), place)):
        assert Record.objects.filter(pk=record.pk).exists()
        assert not Record.objects.filter(pk=other.pk).exists()
