"""Many records changed at once: checked by acts taken back, run by the ordinary act, refused one by one, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.surface.bulk import asking, choosing
from steward.surface.models import BulkChange
from tests.acting_as import MONDAY, moved, opened
from tests.people import as_
from tests.processes.change.changes import authorised
from tests.registers.configuration.items import ci, plan_in_force
from tests.surface.bulk_changes import acted, asked, checked, latest, outcomes, page_of, visitor, worked

pytestmark = pytest.mark.django_db


def urgency(number: str, kind: str = "incident", name: str = "urgency") -> Any:
    with as_("service-head") as actor:
        return getattr(acts.fetch(process_of(kind), number, actor), name)


def entries(number: str) -> list[str]:
    with as_("service-head"), connection.cursor() as cursor:
        cursor.execute(
            "select e.verb from kernel_timelineentry e join kernel_record r on r.id = e.record_id"
            " where r.number = %s order by e.id",
            [number],
        )
        return [verb for (verb,) in cursor.fetchall()]


def resolved() -> str:
    """An incident whose state locks its urgency."""
    made = opened()
    for name, raw in (("assign", {"team": "desk"}), ("resolve", {})):
        answers = {"resolution": "重启", "restored_at": MONDAY.isoformat()} if name == "resolve" else raw
        moved(made, name, "desk", MONDAY, **answers)
    return made.number


def test_the_check_writes_nothing_and_says_of_each_what_would_happen() -> None:
    fits, same, locked = opened(urgency=2).number, opened(urgency=3).number, resolved()
    found = checked("desk", "incident", [fits, same, locked], urgency="3")
    assert found.state == BulkChange.CHECKED
    assert outcomes("desk", found.pk) == {fits: "fits", same: "same", locked: "refused"}
    assert (urgency(fits), entries(fits)) == (2, ["opened"])
    page = page_of("desk", found.pk)
    assert "不得再更改" in page or "不能再" in page, page
    assert f'href="/incident/{locked}/"' in page


def test_it_runs_by_the_ordinary_act_and_refuses_what_was_written_meanwhile() -> None:
    first, second = opened(urgency=2).number, opened(urgency=2).number
    found = checked("desk", "incident", [first, second], urgency="3")
    with as_("desk") as actor:
        acts.amend(process_of("incident"), second, actor=actor, raw={"title": "别人的"}, version=None)
    done = acted("desk", found.pk, "run")
    assert done.state == BulkChange.DONE
    assert outcomes("desk", found.pk) == {first: "changed", second: "refused"}
    assert (urgency(first), urgency(second)) == (3, 2)
    assert entries(first) == ["opened", "amended"]
    worked("desk", found.pk)
    assert entries(first) == ["opened", "amended"], "a second run of the same job changes nothing"


def test_it_is_taken_back_where_nobody_has_written_since() -> None:
    first, second = opened(urgency=2).number, opened(urgency=1).number
    found = checked("desk", "incident", [first, second], urgency="3", category="")
    acted("desk", found.pk, "run")
    with as_("desk") as actor:
        acts.amend(process_of("incident"), second, actor=actor, raw={"title": "别人的"}, version=None)
    back = acted("desk", found.pk, "undo")
    assert back.undo_of_id == found.pk
    assert outcomes("desk", back.pk) == {first: "fits", second: "refused"}
    acted("desk", back.pk, "run")
    assert (urgency(first), urgency(second)) == (2, 3)


def test_all_of_a_list_are_taken_and_the_cap_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {opened(urgency=2).number for _turn in range(3)}
    closed = resolved()
    page = visitor("desk").get("/bulk/incident/?all=1&query=state%3Dnew&field=urgency").content.decode()
    assert 'name="urgency"' in page
    answer = visitor("desk").post(
        "/bulk/incident/", {"all": "1", "query": "state=new", "field": "urgency", "urgency": "3"}
    )
    assert answer.status_code == 303
    assert set(outcomes("desk", latest("desk").pk)) == numbers
    assert closed not in numbers
    monkeypatch.setattr(choosing, "MOST", 2)
    page = visitor("desk").get("/bulk/incident/?all=1&query=state%3Dnew&field=urgency").content.decode()
    assert "已选中 2 条记录" in page
    assert "<form" in visitor("desk").get("/incident/").content.decode()


def test_a_form_says_what_is_wrong_and_keeps_what_was_typed() -> None:
    number = opened().number
    refused = asked("desk", "incident", [number], owner="nobody-of-that-key", urgency="3")
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "nobody-of-that-key" in text
    assert 'name="pick" value="' + number in text
    assert asked("desk", "incident", [], urgency="3").status_code == 403
    assert visitor("desk").get("/bulk/no_such_kind/?pick=x").status_code == 404


def test_it_is_for_those_who_amend_the_kind_and_seen_by_its_account_alone() -> None:
    number = opened().number
    found = checked("desk", "incident", [number], urgency="3")
    for username in ("auditor", "customer-a", "nobody"):
        assert asked(username, "incident", [number], urgency="3").status_code == 403
        assert "/bulk/incident/" not in visitor(username).get("/incident/").content.decode()
    for username in ("engineer", "customer-a"):
        assert visitor(username).get(f"/bulk/{found.pk}/").status_code == 404
        assert visitor(username).post(f"/bulk/{found.pk}/", {"action": "run"}).status_code == 404
    assert urgency(number) == 1


def test_what_is_not_seen_is_not_chosen_and_a_right_withdrawn_ends_it() -> None:
    mine, other = opened().number, opened(project="beta-ops").number
    answer = asked("engineer", "incident", [mine, other], urgency="3")
    assert answer.status_code == 303
    assert set(outcomes("engineer", latest("engineer").pk)) == {mine}


def test_it_is_given_up_and_three_at_a_time_are_enough() -> None:
    number = opened(urgency=2).number
    found = checked("desk", "incident", [number], urgency="3")
    assert acted("desk", found.pk, "cancel").state == BulkChange.CANCELLED
    assert visitor("desk").post(f"/bulk/{found.pk}/", {"action": "run"}).status_code == 403
    for _turn in range(asking.MOST_UNFINISHED):
        assert asked("desk", "incident", [number], urgency="3").status_code == 303
    assert asked("desk", "incident", [number], urgency="3").status_code == 422
    assert urgency(number) == 2


def test_items_change_under_a_change_that_covers_them_and_go_back_under_it() -> None:
    covered, bare = ci("sh1-vm-01"), ci("sh1-vm-02")
    change = authorised(items=[{"ci": covered.number, "action": "alter"}])
    plan_in_force()
    numbers = [covered.number, bare.number]
    alone = checked("engineer", "ci", numbers, serial="SN-7")
    assert set(outcomes("engineer", alone.pk).values()) == {"refused"}
    found = checked("engineer", "ci", numbers, serial="SN-7", change=change.number)
    assert outcomes("engineer", found.pk) == {covered.number: "fits", bare.number: "refused"}
    acted("engineer", found.pk, "run")
    assert urgency(covered.number, "ci", "serial") == "SN-7"
    back = acted("engineer", found.pk, "undo")
    assert outcomes("engineer", back.pk) == {covered.number: "fits"}, page_of("engineer", back.pk)
    acted("engineer", back.pk, "run")
    assert urgency(covered.number, "ci", "serial") == ""
    assert urgency(covered.number, "ci", "change_id") == change.pk
