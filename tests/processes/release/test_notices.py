"""Desk, service department and customer are told how it went, with the result (manual 9.1.4, 9.1.5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from steward.channel.notices import mailing, telling
from steward.kernel.catalogue import process_of
from steward.kernel.checks import check
from steward.kernel.models import NoticeRow
from steward.kernel.process import Notice
from tests.people import as_
from tests.processes.release.releases import back_out, move, rolling_out, verify

pytestmark = pytest.mark.django_db


def _jobs(task: str, argument: str) -> list[int]:
    with as_("system"), connection.cursor() as cursor:
        sql = "select (args ->> %s::text)::bigint from procrastinate_jobs where task_name = %s::text order by id"
        cursor.execute(sql, [argument, task])
        return [pk for (pk,) in cursor.fetchall()]


def _told_of(record: Any) -> set[str]:
    for entry in _jobs("steward.tell", "entry"):
        telling.tell(entry)
    with as_("system"):
        rows = NoticeRow.objects.filter(record_id=record.pk, template="outcome")
        return set(rows.values_list("user__username", flat=True))


@pytest.mark.parametrize("end", [verify, back_out])
def test_a_site_that_has_ended_is_told_to_desk_department_and_customer(end: Any, mailoutbox: list[Any]) -> None:
    _release, sites, _change = rolling_out()
    ended = end(sites[0])
    told = _told_of(sites[0])
    assert {"desk", "service-head", "customer-a"} <= told
    assert not {"customer-b", "engineer", "supplier-a", "nobody"} & told
    for notice in _jobs("steward.mail", "notice"):
        mailing.mail(notice)
    theirs = next(
        mail for mail in mailoutbox if "customer-a@alpha.example" in mail.to and sites[0].number in mail.subject
    )
    assert ended.result in theirs.body


def test_the_end_of_the_release_is_told_too() -> None:
    release, sites, _change = rolling_out()
    verify(sites[0])
    move(release, "conclude", result="两个机房均已上线")
    assert {"desk", "service-head", "customer-a"} <= _told_of(release)


def test_a_notice_to_nobody_does_not_start() -> None:
    wrong = replace(process_of("release"), notices=(Notice("tied", ("king",)),))
    with pytest.raises(ImproperlyConfigured, match="nobody called king"):
        check(wrong)
