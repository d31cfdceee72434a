"""A scan taken elsewhere is held against the lines of an audit; what it can't take is named (8.1.2, 8.1.9)."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from steward.registers.configuration.bulk.reading import read_file
from steward.registers.configuration.models import Discrepancy
from tests.people import as_
from tests.registers.configuration.audits import begun, lines_of, on_hand
from tests.registers.configuration.items import amend, ci
from tests.registers.configuration.test_audit_checks import post, standing, told, visitor

pytestmark = pytest.mark.django_db


def host(name: str, serial: str = "NA", **more: Any) -> dict[str, Any]:
    """Facts as `ansible -m setup --tree` writes them, shortened."""
    facts = {
        "ansible_hostname": name, "ansible_product_serial": serial, "ansible_product_name": "R760",
        "ansible_system_vendor": "Dell Inc.", "ansible_processor_cores": 16, "ansible_processor_count": 2,
        "ansible_memtotal_mb": 257_611, "ansible_distribution": "Rocky", "ansible_distribution_version": "9.4",
        "ansible_virtualization_role": "host", **more,
    }  # fmt: skip
    return {"ansible_facts": facts, "changed": False}


def send(number: str, name: str, raw: bytes, username: str = "quality") -> Any:
    file = SimpleUploadedFile(name, raw)
    return visitor(username).post(f"/configuration_audit/{number}/scan/", {"files": file}, follow=True)


def test_facts_of_ansible_tell_what_was_built_in_and_no_serial_that_is_none() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        out.writestr("facts/a", json.dumps(host("sh1-srv-1", "SN1")))
        guest = {"ansible_virtualization_role": "guest", "ansible_processor_vcpus": 4, "ansible_memtotal_mb": 7_821}
        address = {"ansible_default_ipv4": {"address": "10.0.0.7"}}
        out.writestr("facts/b", json.dumps(host("sh1-vm-1", "VMware-56", **guest, **address)))
    (table,) = read_file("facts.zip", packed.getvalue())
    first, second = (row.cells for row in table.rows)
    assert (first["serial"], first["attributes.memory_gb"], first["attributes.cpu_cores"]) == ("SN1", "256", "32")
    assert "serial" not in second
    assert (second["class"], second["attributes.memory_gb"], second["attributes.ip_address"]) == (
        "virtual_machine", "8", "10.0.0.7",
    )  # fmt: skip


def test_a_scan_checks_the_lines_that_it_tells_of_and_names_the_rest() -> None:
    attributes = {"cpu_cores": 32, "memory_gb": 256, "manufacturer": "Dell Inc.", "model": "R760"}
    system = {**attributes, "operating_system": "Rocky 9.4"}
    right, other = on_hand("sh1-srv-1", "sh1-srv-2", ci_class="hypervisor", version_label="8", attributes=system)
    seen, moved, beside = on_hand("sh1-srv-3", "sh1-srv-4", "sh1-srv-5", attributes=system)
    number = begun()
    post(number, "missing", seen)
    amend(moved.number, serial="SN9")
    outside = ci("sh1-srv-6", "server", attributes=system)
    facts = [host(each.title) for each in (right, other, seen, moved, outside)]
    facts[1]["ansible_facts"]["ansible_memtotal_mb"] = 128_000
    facts += [host("sh1-strange", "SN77")]
    page = send(number, "facts.json", json.dumps(facts).encode()).content.decode()
    verdicts = {line.item.title: line.verdict for line in lines_of(number)}
    assert verdicts == {
        "sh1-srv-1": "as_recorded", "sh1-srv-2": "differs", "sh1-srv-3": "missing", "sh1-srv-4": "", "sh1-srv-5": "",
    }  # fmt: skip
    assert beside.number in page
    for told_of in (f"stands: {seen.number}", f"on site: {moved.number}", f"audit: {outside.number}", "sh1-strange"):
        assert told_of in page
    with as_("quality"):
        (found,) = Discrepancy.objects.filter(sort="differs")
        assert (found.attribute, found.recorded, found.found) == ("attributes.memory_gb", "256", "128")
    send(number, "facts.json", json.dumps(facts).encode())
    assert len(standing()) == 2


def test_a_table_of_any_encoding_with_a_line_twice() -> None:
    (item,) = on_hand("sh1-srv-1", serial="SN1")
    number = begun()
    table = "名称,序列号,attributes.model\nsh1-srv-1,SN1,浪潮 NF5280\nsh1-srv-1,SN1,x\n".encode("gb18030")
    assert "2" in send(number, "scan.csv", table).content.decode()
    (line,) = lines_of(number)
    assert (line.item_id, line.differences[0]["found"]) == (item.pk, "浪潮 NF5280")


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("x.json", b'{"hostname": 7}'), ("x.json", b"[1]"), ("x.json", b"{nothing"), ("x.csv", b"name\n\xff\xff"),
        ("x.csv", b"source,relation,target\na,b,c\n"),
    ],
)  # fmt: skip
def test_what_is_no_scan_is_refused_and_nothing_is_checked(name: str, raw: bytes) -> None:
    on_hand("sh1-srv-1")
    number = begun()
    assert send(number, name, raw).status_code == 422
    assert told(number) == [""]


def test_a_scan_is_for_those_who_check() -> None:
    on_hand("sh1-srv-1")
    number = begun()
    raw = json.dumps([host("sh1-srv-1")]).encode()
    assert [send(number, "x.json", raw, who).status_code for who in ("desk", "customer-a")] == [403, 404]
    assert told(number) == [""]
