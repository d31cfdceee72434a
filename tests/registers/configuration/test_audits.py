"""Audits: drawn by a seed that is kept, frozen as recorded, by nobody who owns what is checked (8.1.9)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, connection, transaction

from steward.kernel.refusal import Invalid, Refused
from steward.registers.configuration.models import AuditLine, ConfigurationAudit
from tests.people import as_
from tests.registers.configuration.audits import begun, go, lines_of, on_hand, planned
from tests.registers.configuration.items import amend, ci

pytestmark = pytest.mark.django_db


def draw(number: str) -> list[int]:
    """The same draw, made again."""
    with as_("quality"), connection.cursor() as cursor:
        cursor.execute(
            "select d.item_id from kernel_record r, steward.draw_of_audit(r.id) d where r.number = %s order by d.place",
            [number],
        )
        return [row[0] for row in cursor.fetchall()]


def test_a_sample_is_drawn_by_a_seed_that_draws_it_again() -> None:
    on_hand(*(f"sh1-srv-{turn}" for turn in range(6)))
    ci("sh1-srv-9", "server")
    number = begun(extent="sample", sample_size=3)
    drawn = [line.item_id for line in lines_of(number)]
    assert (len(set(drawn)), draw(number)) == (3, drawn)
    with as_("quality"):
        audit = ConfigurationAudit.objects.get(number=number)
        assert (audit.population, len(audit.seed)) == (6, 16)


def test_what_was_recorded_at_the_draw_stays_in_the_line() -> None:
    (item,) = on_hand("sh1-srv-1", serial="SN1")
    number = begun()
    amend(item.number, serial="SN2")
    (line,) = lines_of(number)
    assert (line.snapshot["serial"], line.revision, draw(number)) == ("SN1", 2, [item.pk])


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ({"extent": "sample", "sample_size": 9}, "9"),
        ({"narrowed": [{"part": "class", "code": "licence"}]}, "在库在用"),
        ({"auditor": "p-engineer"}, "CI-"),
    ],
)
def test_what_an_audit_can_t_begin_with(raw: dict[str, Any], sentence: str) -> None:
    on_hand("sh1-srv-1", "sh1-srv-2", owner="p-engineer")
    number = planned(**raw)
    with pytest.raises(Refused, match=sentence):
        go(number, "begin", "manager")
    assert not lines_of(number)


def test_a_sample_says_how_many_and_its_scope_what_there_is() -> None:
    with pytest.raises(Refused):
        planned(extent="sample")
    with pytest.raises(Invalid):
        planned(narrowed=[{"part": "place", "code": "nowhere"}])
    with pytest.raises(Refused):
        planned(auditor="p-customer-a")


def test_nobody_ends_it_with_lines_unanswered_or_writes_what_was_drawn() -> None:
    on_hand("sh1-srv-1")
    number = begun()
    with pytest.raises(Refused, match="1"):
        go(number, "complete_check", conclusion="x", resources="x")
    for column, value in (("place", 7), ("snapshot", {}), ("revision", 9)):
        with pytest.raises(Error), as_("quality"), transaction.atomic():
            AuditLine.objects.filter(record__number=number).update(**{column: value})
    with pytest.raises(Error), as_("quality"), transaction.atomic():
        ConfigurationAudit.objects.filter(number=number).update(seed="mine")
