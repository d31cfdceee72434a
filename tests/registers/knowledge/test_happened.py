"""What lately happened to the items that somebody writes of stands beside other answers, with its reason (7.2.2)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.people.models import User
from steward.registers.configuration.happened import Happening, happened
from tests.people import as_
from tests.processes.change.changes import authorised
from tests.processes.change.changes import move as change_moved
from tests.processes.problem.told import incident, linked, problem
from tests.registers.configuration.items import amend, ci, needs
from tests.rights.ground import forget_scope

pytestmark = pytest.mark.django_db


def tied(source: str, kind: str, target: str) -> None:
    with as_("engineer") as actor:
        acts.link(process_of(kind), source, actor=actor, relation="affects", target=target)


def told(text: str, by: str = "desk", record: int = 0) -> list[Happening]:
    with as_(by) as actor:
        return happened(actor, text, record=record)


def written_by_a_change(number: str) -> str:
    change = authorised(items=[{"ci": number, "action": "alter"}], conflict_reason="x").number
    change_moved(change, "start")
    amend(number, serial="SN-2", change=change)
    return change


def test_an_item_named_in_the_text_tells_its_incidents_problems_and_changes() -> None:
    item = ci("sh1-mail-01")
    first, trouble, change = incident(), problem(), written_by_a_change(item.number)
    linked(first, "affects", item.number)
    tied(trouble, "problem", item.number)
    for text in ("SH1-mail-01 又连不上了", f"{item.number}无法登录"):
        found = {one.number: one for one in told(text)}
        assert set(found) == {first, trouble, change}, text
        assert item.number in found[change].why
    assert [one.kind for one in told("sh1-mail-01")] == ["problem", "change", "incident"]
    assert told("邮件连不上 web-42") == told("") == []


def test_what_it_hangs_on_tells_its_open_problems_and_late_changes_alone() -> None:
    below = ci("sh1-storage-01")
    item = ci("sh1-mail-02", relations=needs(below))
    old, trouble, change = incident(), problem(), written_by_a_change(below.number)
    linked(old, "affects", below.number)
    tied(trouble, "problem", below.number)
    assert {one.number for one in told("sh1-mail-02 很慢")} == {trouble, change}
    assert all(below.number in one.why for one in told(item.number))


def test_others_are_told_nothing_of_it() -> None:
    item = ci("sh1-mail-03")
    linked(incident(), "affects", item.number)
    assert told("sh1-mail-03", by="customer-b") == []


def test_it_stands_beside_a_question_and_on_the_page_of_an_open_one(
    django_assert_max_num_queries: CaptureQueriesContext,
) -> None:
    item = ci("sh1-mail-04")
    before, now = incident(), incident()
    for number in (before, now):
        linked(number, "affects", item.number)
    client = Client()
    client.force_login(User.objects.get(username="desk"))
    for question in ("text=sh1-mail-04", f"for={now}"):
        forget_scope()
        with django_assert_max_num_queries(12):
            page = client.get(f"/article/suggestions/?{question}").content.decode()
        assert f"/incident/{before}/" in page
    assert f'href="/incident/{now}/">{now} VPN 频繁断开</a> <span' not in page
