"""Labels: the code on them names the number alone, and only of items that the reader sees (8.1.9)."""

from __future__ import annotations

import pytest

from steward.registers.configuration.labels import code_of
from tests.registers.configuration.items import ci, rack
from tests.registers.configuration.test_audit_checks import visitor

pytestmark = pytest.mark.django_db


def test_labels_of_what_was_ticked_and_of_all_that_stands_in_a_place() -> None:
    place = rack(party="own")
    first, second = (ci(f"sh1-srv-{turn}", "server") for turn in range(2))
    inside = ci("sh1-srv-9", "server", place=place.code)
    page = visitor("engineer").get(f"/ci/labels/?pick={first.number}&pick=CI-999999&size=single").content.decode()
    assert (page.count('class="sticker"'), "CI-999999" in page, f"<strong>{second.number}" in page) == (1, True, False)
    assert str(code_of(first.number)) in page
    whole = visitor("engineer").get(f"/ci/labels/?place={place.code}&numbers={second.number}").content.decode()
    assert [number for number in (first.number, second.number, inside.number) if f"<strong>{number}" in whole] == [
        second.number, inside.number,
    ]  # fmt: skip


def test_who_sees_no_items_gets_no_labels_and_a_place_must_be_there() -> None:
    item = ci("sh1-srv-1", "server")
    assert visitor("customer-a").get(f"/ci/labels/?numbers={item.number}").status_code == 404
    for asked in ("place=nowhere", "size=huge"):
        assert visitor("engineer").get(f"/ci/labels/?{asked}").status_code == 422
