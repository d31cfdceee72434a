"""Cells that name a person or a record: searched for, typed by name or number, shown by name as a link."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid
from steward.people.models import User
from tests.people import as_
from tests.processes.change.changes import draft, whole
from tests.registers.configuration.items import amend, ci, needs
from tests.rights.ground import forget_scope

pytestmark = pytest.mark.django_db


def page(path: str, by: str = "engineer", sent: dict[str, Any] | None = None) -> str:
    """A page as somebody of the cast sees it; with a form, as it answers that."""
    client = Client()
    client.force_login(User.objects.get(username=by))
    forget_scope()
    answer = client.post(path, sent) if sent else client.get(path)
    return answer.content.decode()


def covers(typed: str, **more: str) -> list[dict[str, str]]:
    return [{"ci": typed, "action": "alter", **more}]


def test_an_item_is_typed_by_its_name_or_number_and_kept_by_its_number() -> None:
    item = ci("sh1-mail-01")
    assert [row["ci"] for row in draft(items=covers("SH1-Mail-01")).items] == [item.number]
    assert [row["ci"] for row in draft(items=covers(item.number.lower())).items] == [item.number]
    new = [{"ci": "sh1-mail-01", "action": "create"}]
    assert draft(items=new).items == new, "a new item goes by the name that it will have"


def test_a_name_that_several_bear_asks_for_the_number() -> None:
    first, second = ci("sh1-twin", "server"), ci("sh1-twin", "server")
    with pytest.raises(Invalid) as refused:
        draft(items=covers("sh1-twin"))
    said = str(refused.value.faults["items"])
    assert first.number in said
    assert second.number in said


def test_a_member_is_typed_by_name_and_an_item_needs_another_by_name() -> None:
    with as_("service-head") as actor:
        person = User.objects.get(username="engineer").person
        rows = [{"person": person.name_zh, "part": "member"}, {"person": person.code.upper(), "part": "chair"}]
        raw = {"title": "例会", "project": "own-ops", "starts_at": "2027-03-01 09:00", "members": rows[:1]}
        made: Any = acts.open_record(process_of("board_meeting"), actor=actor, raw=raw)
    assert made.members == [{"person": person.code, "part": "member"}]
    target, source = ci("sh1-db-01"), ci("sh1-app-01")
    stated = amend(source.number, relations=[{"relation": "depends_on", "target": "sh1-db-01"}])
    assert stated.relations == needs(target)


def test_a_page_shows_number_and_title_as_a_link_and_a_person_by_name() -> None:
    item = ci("sh1-mail-02")
    person = User.objects.get(username="engineer").person
    steps = [{"step": "升级", "minutes": 5, "who": person.code}, {"step": "看", "minutes": 5, "who": "厂商的人"}]
    change = draft(items=covers(item.number), implementation_plan=steps)
    text = page(f"/change/{change.number}/")
    assert f'<a href="/ci/{item.number}/">{item.number} sh1-mail-02</a>' in text
    assert f'<td class="s-text">{person.name_zh}</td>' in text
    assert '<td class="s-text">厂商的人</td>' in text
    form = page(f"/change/{change.number}/amend/")
    assert 'hx-get="/choices/record/?kinds=ci"' in form
    assert '<small class="dim" data-said>sh1-mail-02</small>' in form


def test_a_form_without_scripts_takes_the_name_and_loses_nothing_that_it_refuses() -> None:
    ci("sh1-mail-03")
    sent = {name: value for name, value in whole().items() if isinstance(value, str | int)}
    sent |= {"change_type": "normal", "origin": "inside", "items.0.ci": "sh1-nothing", "items.0.action": "alter"}
    refused = page("/change/new/", sent=sent)
    assert 'value="sh1-nothing"' in refused
    page("/change/new/", sent=sent | {"items.0.ci": "sh1-mail-03"})
    with as_("engineer"):
        assert process_of("change").model.objects.get().items[0]["ci"].startswith("CI-")


def test_records_are_found_by_digits_and_words_within_sight() -> None:
    item = ci("sh1-core-switch")
    digits = str(int(item.number.removeprefix("CI-")))
    for question in ("core", item.number, digits):
        assert f'value="{item.number}"' in page(f"/choices/record/?kinds=ci&q={question}")
    assert "CI-" not in page("/choices/record/?kinds=change&q=core")
    assert "CI-" not in page("/choices/record/?kinds=ci&q=core", by="customer-b")
    assert "CI-" not in page("/choices/record/?q=core")
