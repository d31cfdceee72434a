"""Two real inventories come in, are told again with equal content, and come in again unchanged (8.1.2)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from steward.channel.inventory.importing import FORMS, Wanted, bring_in
from steward.kernel.refusal import Invalid
from steward.people.models import ServiceProject
from steward.registers.configuration.bulk.exporting import as_xlsx, tables_of
from steward.registers.configuration.models import CiClass
from tests.people import as_
from tests.registers.configuration.items import settle

if TYPE_CHECKING:
    from steward.registers.configuration.bulk.planning import Plan

DATA = Path(__file__).parents[4] / "shared/data/cmdb"
SOURCES = {
    "netbox": ("netbox-demo-v3.6.json.xz",),
    "fedora": ("fedora-infra_hosts.csv", "fedora-infra_groups.csv", "fedora-infra_relations.csv"),
}
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.exists(), reason="the real inventories are not beside the checkout (../shared/data)"),
]


def files(form: str) -> dict[str, bytes]:
    return {name: (DATA / name).read_bytes() for name in SOURCES[form]}


def taken(form: str, given: dict[str, bytes] | None = None) -> Plan:
    with as_("service-head") as actor:
        plan, _told = bring_in(given or files(form), form, Wanted("alpha-ops", leave_out=True), actor)
        settle()
        return plan


def told() -> dict[str, list[dict[str, str]]]:
    """What the project holds now, row by row, without the empty cells."""
    with as_("service-head") as actor:
        tables = tables_of(ServiceProject.objects.get(code="alpha-ops"), actor, with_numbers=False)
    return {
        name: [{key: str(cell) for key, cell in zip(head, row, strict=True) if cell != ""} for row in rows]
        for name, (head, rows) in tables.items()
    }


def source(form: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {"places": [], "items": [], "relations": []}
    for table in FORMS[form](files(form)).in_order():
        found[table.kind] += [row.cells for row in table.rows]
    return found


def as_bag(rows: list[dict[str, str]], *, without: tuple[str, ...] = ()) -> Counter[Any]:
    return Counter(frozenset((key, value) for key, value in row.items() if key not in without) for row in rows)


@pytest.mark.parametrize("form", SOURCES)
def test_an_inventory_is_told_again_with_equal_content(form: str) -> None:
    plan = taken(form)
    given, kept = source(form), told()
    # What every item has, and no source states.
    own = ("criticality", "supplier")
    assert as_bag(kept["items"], without=own) == as_bag(given["items"])
    dropped = {(fault.table, fault.line) for fault in plan.left_out}
    assert sum(as_bag(kept["relations"]).values()) == len(given["relations"]) - len(dropped)
    assert not as_bag(kept["relations"]) - as_bag(given["relations"])
    used = {row.get("place") for row in given["items"]}
    assert {row["code"] for row in kept["places"]} >= used - {None}


@pytest.mark.parametrize("form", SOURCES)
def test_it_comes_in_again_unchanged_from_its_source_and_from_our_export(form: str) -> None:
    first = taken(form)
    again = taken(form)
    assert again.is_empty
    assert again.equal == len(first.new)
    with as_("service-head") as actor:
        book = as_xlsx(tables_of(ServiceProject.objects.get(code="alpha-ops"), actor))
    plan = taken("tables", {"all.xlsx": book})
    assert (plan.is_empty, plan.left_out, plan.equal) == (True, [], len(first.new))


def test_dangling_relations_are_named_with_their_line() -> None:
    plan = taken("fedora")
    named = [fault.sentence for fault in plan.left_out]
    assert len([word for word in named if "virthost-os0" in word]) == 2
    assert all(fault.table == SOURCES["fedora"][2] and fault.line for fault in plan.left_out)
    with as_("service-head") as actor:
        plan, _told = bring_in(files("fedora"), "fedora", Wanted("alpha-ops", dry_run=True), actor)
        assert len(plan.faults) == len(named)


def test_what_a_dump_holds_besides_is_counted() -> None:
    with as_("service-head"):
        found = FORMS["netbox"](files("netbox"))
        assert found.left["ipam.prefix"] == 90
        assert {row["class"] for row in source("netbox")["items"]} <= set(
            CiClass.objects.values_list("code", flat=True)
        )
        with pytest.raises(Invalid):
            FORMS["netbox"]({"x.json": b"[1]"})
