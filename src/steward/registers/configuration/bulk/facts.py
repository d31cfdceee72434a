"""Facts of hosts as Ansible gathers them (`ansible all -m setup --tree`), as rows of items (manual 8.1.9).

One file a host, a list of them, or a zip of the whole folder. Left out is what a machine does not truly tell.
"""

from __future__ import annotations

import io
import json
import math
import re
import zipfile
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# What makers write where there is no serial number.
_NO_SERIAL = frozenset(
    {"", "na", "n/a", "none", "0", "not specified", "system serial number", "to be filled by o.e.m."}
)
_JSON = re.compile(rb"(\xef\xbb\xbf)?\s*(\{\s*[\"}]|\[\s*[{\]])")
MOST_UNPACKED = 200 * 1024 * 1024
_MB = 1024
# A machine does not know as what it is recorded.
GUESSED = frozenset({"class"})


class Unreadable(ValueError):
    """A file, or one in a zip, that holds no facts."""

    def __init__(self, part: str) -> None:
        """Keeps its name."""
        self.part = part[:100]
        super().__init__(part)


def is_facts(raw: bytes) -> bool:
    """Whether this looks like JSON, or like a zip that is no Excel book."""
    if raw[:4] != b"PK\x03\x04":
        return _JSON.match(raw) is not None
    try:
        return "[Content_Types].xml" not in zipfile.ZipFile(io.BytesIO(raw)).namelist()
    except zipfile.BadZipFile:
        return False


def hosts_in(name: str, raw: bytes) -> list[dict[str, str]]:
    """A row of cells for each host. Raises Unreadable."""
    return [_cells(part, told) for part, content in _files(name, raw) for told in _told(part, content)]


def _files(name: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    if raw[:4] != b"PK\x03\x04":
        yield name, raw
        return
    packed = zipfile.ZipFile(io.BytesIO(raw))
    inside = [each for each in packed.infolist() if not each.is_dir()]
    if sum(each.file_size for each in inside) > MOST_UNPACKED:
        raise Unreadable(name)
    for each in inside:
        try:
            yield each.filename, packed.read(each)
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError):
            raise Unreadable(each.filename) from None


def _told(part: str, content: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Unreadable(part) from None
    return found if isinstance(found, list) else [found]


def _cells(part: str, told: Any) -> dict[str, str]:
    facts = told.get("ansible_facts", told) if isinstance(told, dict) else None
    if not isinstance(facts, dict) or not _text(facts, "hostname"):
        raise Unreadable(part)
    is_guest = _text(facts, "virtualization_role") == "guest"
    found = {
        "name": _text(facts, "hostname"),
        "class": "virtual_machine" if is_guest else "server",
        "serial": "" if is_guest else _serial(facts),
        "attributes.operating_system": f"{_text(facts, 'distribution')} {_text(facts, 'distribution_version')}".strip(),
        "attributes.memory_gb": _memory(facts),
        **(_of_guest(facts) if is_guest else _of_machine(facts)),
    }
    return {column: value for column, value in found.items() if value}


def _fact(facts: dict[str, Any], name: str) -> Any:
    return facts.get(f"ansible_{name}", facts.get(name))


def _text(facts: dict[str, Any], name: str) -> str:
    found = _fact(facts, name)
    return found.strip() if isinstance(found, str) else ""


def _number(facts: dict[str, Any], name: str) -> int:
    found = _fact(facts, name)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 < found < 10**9 else 0


def _serial(facts: dict[str, Any]) -> str:
    serial = _text(facts, "product_serial")
    return "" if serial.lower() in _NO_SERIAL else serial


def _memory(facts: dict[str, Any]) -> str:
    """Memory as it is built in: the system tells some percent less, which it keeps to itself."""
    usable = _number(facts, "memtotal_mb") / _MB
    if not usable:
        return ""
    step = 2 ** math.floor(math.log2(usable)) / 16
    return str(math.ceil(math.ceil(usable / step) * step))


def _of_guest(facts: dict[str, Any]) -> dict[str, str]:
    address = _fact(facts, "default_ipv4")
    told = address.get("address") if isinstance(address, dict) else ""
    cores = _number(facts, "processor_vcpus")
    return {
        "attributes.vcpus": str(cores or ""), "attributes.ip_address": told if isinstance(told, str) else "",
    }  # fmt: skip


def _of_machine(facts: dict[str, Any]) -> dict[str, str]:
    cores = _number(facts, "processor_cores") * _number(facts, "processor_count")
    return {
        "attributes.manufacturer": _text(facts, "system_vendor"),
        "attributes.model": _text(facts, "product_name"),
        "attributes.cpu_cores": str(cores or ""),
    }
