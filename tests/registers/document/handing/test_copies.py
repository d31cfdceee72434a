"""Copies in people's hands: handed out, acknowledged, handed on and called back with the next edition (1.4.2-1.4.5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from steward.channel.notices import telling
from steward.kernel.models import NoticeRow, TimelineEntry
from steward.people.context import clock_set_to
from steward.people.models import Person
from steward.registers.document.handing import copies, queries
from steward.registers.document.handing.models import Copy
from steward.registers.document.handing.reminding import tell_holders
from tests.people import as_
from tests.registers.document.test_pages import page
from tests.registers.document.told import DAY, MONDAY, PROCEDURE, approved, fetched, in_force, moved

if TYPE_CHECKING:
    from datetime import datetime

pytestmark = pytest.mark.django_db
MINE = "/copies/mine/"


def handed_out(number: str, *, who: str = "quality", sort: str = "electronic", **to: str | list[str]) -> int:
    """The status of an answer to the form of the page."""
    return int(page(who, f"/edition/{number}/copies/", sort=sort, **to).status_code)


def copies_of(number: str) -> list[Copy]:
    with as_("service-head"):
        return list(Copy.objects.filter(edition__number=number).select_related("holder").order_by("number"))


def test_a_role_and_persons_are_handed_numbered_copies_and_each_acknowledges_the_own() -> None:
    number = in_force()
    assert handed_out(number, role="support_engineer", person=["p-manager"]) == 303
    engineers, managers = copies_of(number)
    assert (engineers.number, engineers.holder.code, managers.holder.code) == (1, "p-engineer", "p-manager")
    seen = page("engineer", MINE).content.decode()
    assert "签收 ITSM-B-14" in seen
    assert "妥善保管" in seen
    refused = page("engineer", MINE, copy=managers.pk)
    assert (refused.status_code, "只能由持有者本人签收" in refused.content.decode()) == (403, True)
    assert page("engineer", MINE, copy=engineers.pk).status_code == 303
    assert copies_of(number)[0].acknowledged_at is not None
    again = page("engineer", MINE, copy=engineers.pk)
    assert (again.status_code, "您已签收" in again.content.decode()) == (403, True)
    owed = page("quality", MINE).content.decode()
    assert "Mona Manager" in owed
    assert "Eric Engineer" not in owed


def test_what_can_not_be_handed_out_says_why() -> None:
    waiting = approved()
    assert handed_out(waiting, person="p-manager") == 403
    moved(waiting, "take_effect", "quality", MONDAY + DAY)
    assert handed_out(waiting) == 422
    assert handed_out(waiting, person="p-customer-a") == 422
    assert handed_out(waiting, sort="external", person="p-manager") == 422
    assert handed_out(waiting, sort="paper", person="p-manager", place="x" * 201) == 422
    assert handed_out(waiting, who="manager", person="p-manager") in (403, 404)
    assert handed_out(waiting, person="p-manager") == 303
    assert handed_out(waiting, person="p-manager") == 403
    assert handed_out(waiting, person="p-manager", sort="paper", place="Room 3") == 303
    assert [(copy.number, copy.place) for copy in copies_of(waiting)] == [(1, ""), (2, "Room 3")]


def test_the_next_edition_goes_to_the_same_holders_and_old_prints_are_called_back() -> None:
    first = in_force()
    assert handed_out(first, sort="paper", person="p-manager", place="Room 3") == 303
    assert handed_out(first, person="p-engineer") == 303
    page("engineer", MINE, copy=copies_of(first)[1].pk)
    second = in_force(MONDAY + 10 * DAY, reason="Wider.")
    assert [(copy.number, copy.sort, copy.place, copy.acknowledged_at) for copy in copies_of(second)] == [
        (3, "paper", "Room 3", None), (4, "electronic", "", None),
    ]  # fmt: skip
    paper, electronic = copies_of(first)
    assert "请交回该纸质件" in page("manager", MINE).content.decode()
    url = f"/edition/{second}/copies/"
    assert "to come back" in page("quality", url).content.decode()
    assert page("quality", url, copy=electronic.pk, ending="destroyed").status_code == 403
    assert page("quality", url, copy=paper.pk, ending="eaten").status_code == 422
    assert page("quality", url, copy=paper.pk, ending="destroyed").status_code == 303
    gone = page("quality", url, copy=paper.pk, ending="returned")
    assert (gone.status_code, "Nobody holds copy no. 1" in gone.content.decode()) == (403, True)
    assert "to come back" not in page("quality", url).content.decode()
    assert page("quality", url, copy=999999, ending="returned").status_code == 403


def test_copies_are_told_on_the_page_of_the_edition_and_to_no_contact() -> None:
    number = in_force()
    handed_out(number, person="p-manager")
    assert "1 copy · 0 receipts" in page("quality", f"/edition/{number}/").content.decode()
    assert page("customer-a", MINE).status_code == 404
    for who, seen in (("engineer", 1), ("customer-a", 0), ("supplier-a", 0), ("nobody", 0)):
        with as_(who):
            assert Copy.objects.count() == seen, who
    assert PROCEDURE in page("manager", MINE).content.decode()


def _counted(who: str) -> int:
    """The number beside the place in the menu; 0 where there is none."""
    item = page(who, "/documents/").content.decode().partition(f'href="{MINE}"')[2].partition("</li>")[0]
    found = re.search(r'class="count">(\d+)<', item)
    return int(found[1]) if found else 0


def test_the_menu_counts_what_the_list_says_is_owed() -> None:
    first = in_force()
    handed_out(first, sort="paper", person=["p-engineer", "p-manager"])
    handed_out(first, person="p-engineer")
    in_force(MONDAY + 10 * DAY, reason="Wider.")
    for who, owed in (("engineer", 3), ("manager", 2), ("desk", 0)):
        with as_(who) as actor:
            assert sum(bool(held.waits_for) for held in queries.of_holder(actor)) == owed
        assert _counted(who) == owed, who


def test_holders_are_told_once_of_a_copy_of_a_late_receipt_and_of_a_print_called_back() -> None:
    def told(at: datetime) -> list[tuple[str, str, str]]:
        with clock_set_to(at):
            tell_holders()
            tell_holders()
        with as_("service-head"):
            entries = list(TimelineEntry.objects.filter(verb="told").order_by("pk").values_list("pk", flat=True))
        for entry in entries:
            telling.tell(entry)
        with as_("service-head"):
            rows = NoticeRow.objects.order_by("pk")
            return [(each.template, each.record.number, each.user.username) for each in rows]

    first = in_force()
    with as_("quality", MONDAY + DAY) as actor:
        people = list(Person.objects.filter(code__in=("p-engineer", "p-desk")).order_by("code"))
        copies.hand_out(fetched(first), people, "paper", "", actor=actor)
    handed = [("copy_handed", first, "desk"), ("copy_handed", first, "engineer")]
    assert sorted(told(MONDAY + 2 * DAY)) == handed
    page("desk", MINE, copy=copies_of(first)[0].pk)
    assert sorted(told(MONDAY + 9 * DAY)) == [*handed, ("copy_late", first, "engineer")]
    second = in_force(MONDAY + 10 * DAY, reason="Wider.")
    now_told = told(MONDAY + 12 * DAY)
    recalled = [each for each in now_told if each[0] == "copy_recalled"]
    assert sorted(recalled) == [("copy_recalled", first, "desk"), ("copy_recalled", first, "engineer")]
    assert [each for each in now_told if each[1] == second] != []
