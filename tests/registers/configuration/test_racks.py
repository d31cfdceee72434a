"""Racks: units are taken once on each side, by a sentence first and by the database at last (8.1.5)."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import IntegrityError, connection, transaction

from steward.kernel.refusal import Refused
from tests.people import as_
from tests.registers.configuration.items import ci, move, rack

pytestmark = pytest.mark.django_db


def put(title: str, place: str, low: int, height: int = 1, face: str = "both"):
    return ci(title, "server", place=place, rack_unit=low, rack_height=height, rack_face=face)


def why(*args) -> str:
    with pytest.raises(Refused) as refused:
        put(*args)
    return " ".join(map(str, refused.value.reasons))


def test_units_are_taken_once() -> None:
    a = rack(units=10).code
    put("sh1-a", a, 3, 2)
    assert "sh1-a" in why("sh1-b", a, 4, 1)
    assert "sh1-a" in why("sh1-b", a, 4, 1, "front")
    put("sh1-c", a, 5, 1, "front")
    put("sh1-d", a, 5, 1, "rear")
    assert "10 U" in why("sh1-e", a, 10, 2)


def test_units_need_a_rack_and_its_side() -> None:
    rack()
    assert "安装面" in why("sh1-a", "SH1-R01-A01", 3, 1, "")


def test_what_is_dismantled_leaves_its_units() -> None:
    a = rack().code
    first = put("sh1-a", a, 3, 2)
    move(first.number, "receive")
    move(first.number, "dismantle")
    put("sh1-b", a, 3, 2)


def test_a_place_of_another_customer_is_not_there() -> None:
    rack("B-RACK", party="beta")
    with pytest.raises(Refused):
        put("sh1-a", "B-RACK", 1)


SPANS = list(product((1, 2, 3), (1, 2), ("front", "rear", "both")))


def cells(low: int, height: int, face: str) -> set[tuple[int, str]]:
    """The oracle's view: unit by unit, side by side."""
    return {(unit, side) for unit in range(low, low + height) for side in ("front", "rear") if face in (side, "both")}


def test_the_database_refuses_exactly_what_overlaps() -> None:
    """Every pair of small spans, past the rule."""
    where = rack(units=10).pk
    items = [ci(f"sh1-{name}", "server").pk for name in "ab"]
    with as_("engineer"), connection.cursor() as cursor:

        def take(pk: int, span: tuple[int, int, str]) -> None:
            sql = "update configuration_configurationitem set place_id = %s, rack_unit = %s, rack_height = %s,"
            cursor.execute(f"{sql} rack_face = %s where record_id = %s", [where, *span, pk])

        for first, second in product(SPANS, SPANS):
            with transaction.atomic():
                take(items[0], first)
                try:
                    with transaction.atomic():
                        take(items[1], second)
                except IntegrityError:
                    free = False
                else:
                    free = True
                transaction.set_rollback(True)
            assert free is not bool(cells(*first) & cells(*second)), (first, second)
