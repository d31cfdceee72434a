"""Figures of changes by month, and what was expected beside what came of it (manual 8.2.1)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import User
from tests.people import as_
from tests.processes.change.changes import authorised, done, move

pytestmark = pytest.mark.django_db


def _get(username: str, path: str) -> Any:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client.get(path)


def _ended() -> list[str]:
    """One that went well, one with problems, one emergency that was backed out and caused an incident."""
    numbers = []
    for change_type, how in (("normal", {}), ("normal", {"had_problems": True}), ("emergency", None)):
        change = authorised(change_type=change_type, conflict_reason="x")
        move(change.number, "start")
        done(change.number)
        if how is None:
            move(change.number, "back_out", backout_record="恢复快照", failure_cause="磁盘不足")
        else:
            move(change.number, "finish", result="版本已升级", **how)
        numbers.append(change.number)
    with as_("desk") as actor:
        raw = {"title": "邮件网关不可用", "project": "alpha-ops", "impact": 1, "urgency": 1}
        incident = acts.open_record(process_of("incident"), actor=actor, raw=raw)
        acts.link(process_of("incident"), incident.number, actor=actor, relation="caused_by", target=numbers[-1])
    return numbers


def test_each_number_of_a_month_opens_the_list_with_as_many() -> None:
    _ended()
    page = _get("engineer", "/change/figures/").content.decode()
    shares = re.findall(r">(\d+) %<", page)
    assert shares == ["33", "33"]
    links = re.findall(r'href="(/change/\?[^"]+)">(\d+)<', page)
    assert [count for _url, count in links] == ["3", "1", "1", "1", "1"]
    for url, count in links:
        told = _get("engineer", url.replace("&amp;", "&")).content.decode()
        assert len(set(re.findall(r'href="/change/(CHG-\d+)/"', told))) == int(count), url


def test_incidents_caused_are_counted_as_far_as_the_reader_sees_them() -> None:
    _ended()
    page = _get("engineer", "/change/figures/").content.decode()
    assert re.findall(r'<td class="number">(\d+)</td>', page) == ["1"]
    assert _get("customer-a", "/change/figures/").status_code == 403


def test_the_page_of_a_change_sets_what_came_beside_what_was_expected() -> None:
    number = _ended()[0]
    page = _get("engineer", f"/change/{number}/").content.decode()
    assert "预期与实际" in page
    assert re.search(r"<td>版本 2\.4</td><td>版本已升级</td>", page)
