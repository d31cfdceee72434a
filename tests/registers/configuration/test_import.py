"""Items in bulk: identified by their keys, every row at fault named, all written or nothing (8.1.2)."""

from __future__ import annotations

from typing import Any

import pytest

from steward.kernel.refusal import Invalid
from steward.people.models import ServiceProject
from steward.registers.configuration.bulk.exporting import as_xlsx, as_zip, tables_of
from steward.registers.configuration.bulk.planning import Plan, plan_of
from steward.registers.configuration.bulk.reading import Table, read_file, rows_given
from steward.registers.configuration.bulk.writing import carry_out
from steward.registers.configuration.models import ConfigurationItem, Relation, Revision
from tests.people import as_
from tests.registers.configuration.items import ci, needs, plan_in_force, rack, settle

pytestmark = pytest.mark.django_db
ITEMS = (
    {"class": "server", "name": "sh1-srv-1", "serial": "SN1", "state": "in_use", "attributes.cpu_cores": "32"},
    {"class": "virtual_machine", "name": "sh1-vm-1"},
)
RELATIONS = ({"source": "sh1-vm-1", "relation": "runs_on", "target": "sh1-srv-1"},)


def tables(items: Any = ITEMS, relations: Any = RELATIONS) -> list[Table]:
    return [rows_given("items", items), rows_given("relations", relations)]


def plan(given: list[Table], who: str = "engineer", **more: Any) -> Plan:
    with as_(who) as actor:
        return plan_of(given, "alpha-ops", "", actor, **more)


def bring_in(given: list[Table], who: str = "engineer", **more: Any) -> Plan:
    with as_(who) as actor:
        made = plan_of(given, "alpha-ops", "", actor, lock=True, **more)
        assert not made.faults, made.faults
        carry_out(made, actor)
        settle()
        return made


def sentences(*items: dict[str, str], relations: Any = ()) -> str:
    made = plan(tables(items, relations))
    assert made.faults
    return " ".join(f"{fault.line}: {fault.sentence}" for fault in made.faults)


def test_what_is_new_is_written_with_its_relations_and_again_nothing() -> None:
    bring_in(tables())
    with as_("engineer"):
        server = ConfigurationItem.objects.get(title="sh1-srv-1")
        assert (server.state, server.attributes, server.serial) == ("in_use", {"cpu_cores": 32}, "SN1")
        assert server.accepted_on is not None
        tie = Relation.objects.get(target=server.pk)
        assert (tie.relation, tie.source.title) == ("runs_on", "sh1-vm-1")
        assert Revision.objects.filter(record=tie.source_id).count() == 2
    again = plan(tables())
    assert (again.is_empty, again.equal) == (True, 2)


def test_rows_find_their_item_by_number_by_serial_and_by_name_and_class() -> None:
    item = ci("sh1-srv-1", "server", serial="SN1")
    vm = ci("sh1-vm-1")
    for row in ({"number": item.number, "serial": "SN2"}, {"serial": "SN1", "name": "sh1-srv-9"}):
        assert [draft.record_id for draft in plan(tables([row], ())).changed] == [item.pk]
    found = plan(tables([{"class": "virtual_machine", "name": "sh1-vm-1", "criticality": "1"}], ()))
    assert [(draft.record_id, draft.changes) for draft in found.changed] == [(vm.pk, {"criticality": [3, 1]})]


def test_what_contradicts_is_named_with_its_line() -> None:
    first, _second = ci("sh1-srv-1", "server", serial="SN1"), ci("sh1-srv-2", "server", serial="SN2")
    assert "1:" in sentences({"number": first.number, "serial": "SN2"})
    assert "CI-999999" in sentences({"number": "CI-999999", "serial": "x"})
    assert "第 1 行" in sentences({"number": first.number, "version": "2"}, {"serial": "SN1", "version": "3"})
    assert "no_such" in sentences({"class": "no_such", "name": "x"})
    assert "sh1-srv-012" in sentences({"class": "server", "name": "a b"})
    assert "整数" in sentences({"class": "server", "name": "sh1-srv-3", "attributes.cpu_cores": "many"})
    assert "slots" in sentences({"class": "server", "name": "sh1-srv-3", "attributes.slots": "1"})
    assert "colour" in sentences({"class": "server", "name": "sh1-srv-3", "colour": "red"})
    assert "状态" in sentences({"number": first.number, "state": "in_use"})
    assert "disposed" not in sentences({"class": "server", "name": "sh1-srv-3", "state": "disposed"})


def test_relations_that_dangle_double_or_lead_back_are_named_with_their_line() -> None:
    told = sentences(
        *ITEMS,
        relations=[
            *RELATIONS,
            {"source": "sh1-vm-1", "relation": "runs_on", "target": "nowhere"},
            *RELATIONS,
            {"source": "sh1-srv-1", "relation": "runs_on", "target": "sh1-vm-1"},
            {"source": "sh1-vm-1", "relation": "loves", "target": "sh1-srv-1"},
            {"source": "sh1-vm-1", "relation": "uses", "target": "sh1-vm-1"},
        ],
    )
    assert all(word in told for word in ("2: ", "nowhere", "3: ", "第 1 行", "4: ", "循环", "5: ", "6: "))


def test_units_of_a_rack_are_taken_once_in_the_file_too() -> None:
    place = rack(units=10)
    ci("sh1-a", "server", place=place.code, rack_unit=3, rack_height=2, rack_face="both")
    row = {"class": "server", "place": place.code, "rack_height": "1", "rack_face": "front"}
    given = [{**row, "name": f"sh1-{unit}-{n}", "rack_unit": unit} for n, unit in enumerate(("4", "7", "7", "11"))]
    told = sentences(*given)
    assert [word for word in ("1: ", "2: ", "3: ", "4: ") if word in told] == ["1: ", "3: ", "4: "]


def test_rows_at_fault_are_left_out_on_demand_with_what_hangs_on_them() -> None:
    bad = [*ITEMS, {"class": "server", "name": "not a name"}]
    ties = [*RELATIONS, {"source": "sh1-vm-1", "relation": "uses", "target": "not a name"}]
    made = bring_in(tables(bad, ties), leave_out=True)
    assert {(fault.table, fault.line) for fault in made.left_out} == {("items", 3), ("relations", 2)}
    with as_("engineer"):
        assert ConfigurationItem.objects.count() == 2


def test_a_project_under_control_takes_no_import_without_a_change() -> None:
    item = ci("sh1-vm-1")
    plan_in_force()
    told = sentences({"number": item.number, "serial": "x"}, {"class": "server", "name": "sh1-srv-1"})
    assert told.count("配置控制") == 2
    assert plan(tables([{"number": item.number}], ())).is_empty


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_files_are_read_in_the_encoding_they_are_in(encoding: str) -> None:
    text = '类别,名称,责任人\r\nserver,"核心,服务器",\r\n'
    (table,) = read_file("a.csv", text.encode(encoding))
    assert (table.kind, table.rows[0].line) == ("items", 2)
    assert table.rows[0].cells == {"class": "server", "name": "核心,服务器"}


def test_files_that_can_t_be_read_say_why() -> None:
    mixed = "name,class\n核心交换机一号机柜,server\n".encode() + "汇聚交换机二号\n".encode("gb18030")
    for raw, word in (
        (mixed, "第 3 行"), (b"\x81", "GB18030"), (b'name,class\n"x', "第 2 行"), (b"colour,size\n", "首行"),
        (b"name,name\n", "name"), (b"PK\x03\x04xx", "Excel"),
    ):  # fmt: skip
        with pytest.raises(Invalid, match=word):
            read_file("x.csv", raw)
    (table,) = read_file("x.csv", b"name,class\na,b,c\n")
    assert table.faults[0].line == 2


def test_an_export_imports_again_with_equal_content() -> None:
    place = rack(units=10)
    host = ci("sh1-a", "server", place=place.code, rack_unit=3, rack_height=2, rack_face="both", serial="-1+2",
              attributes={"cpu_cores": 8})  # fmt: skip
    ci("sh1-vm", relations=needs(host, relation="runs_on"))
    with as_("engineer") as actor:
        told = tables_of(ServiceProject.objects.get(code="alpha-ops"), actor)
    import io
    import zipfile

    archive = zipfile.ZipFile(io.BytesIO(as_zip(told)))
    packed = [table for name in archive.namelist() for table in read_file(name, archive.read(name))]
    for given in (packed, read_file("all.xlsx", as_xlsx(told))):
        made = plan(given)
        assert (made.faults, made.is_empty, made.equal) == ([], True, 2)
