"""An Ansible inventory as three CSV files: hosts, groups, and what ties them (manual 8.1.2)."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.channel.inventory.telling import Inventory
from steward.kernel.refusal import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CLASSES = {"virtual server": "virtual_machine", "hypervisor": "hypervisor"}
RELATIONS = {"runs_on": "runs_on", "member_of": "member_of", "child_of": "member_of"}
MEGABYTES = 1024
# Columns that say which file it is.
HOSTS, GROUPS, TIES = "ci_class", "group", "relation"


def read(files: Mapping[str, bytes]) -> Inventory:
    """The inventory of the files. Raises Invalid for one that is none of the three."""
    found = Inventory()
    for name, raw in files.items():
        rows = list(_rows(raw))
        columns = rows[0][1] if rows else {}
        if HOSTS in columns:
            _hosts(name, rows, found)
        elif GROUPS in columns:
            for line, row in rows:
                found.add("items", name, line, **{"class": "group"}, name=row["group"], state="in_use",
                          attributes__group_kind="host group")  # fmt: skip
        elif TIES in columns:
            for line, row in rows:
                relation = RELATIONS.get(row["relation"], row["relation"])
                found.add("relations", name, line, source=row["source"], relation=relation, target=row["target"])
        else:
            text = _("“%(file)s” holds neither hosts (ci_class), nor groups (group), nor relations (relation).")
            raise Invalid({"files": [text % {"file": name}]})
    return found


def _rows(raw: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""))
    for row in reader:
        yield reader.line_num, {key: value or "" for key, value in row.items() if key}


def _hosts(name: str, rows: list[tuple[int, dict[str, str]]], found: Inventory) -> None:
    sites = dict.fromkeys(row["datacenter"] for _line, row in rows if row["datacenter"])
    for place, site in enumerate(sites, 1):
        found.add("places", f"{name} · datacenter", place, code=site, kind="site", name_en=site, name_zh=site)
    for line, row in rows:
        ci_class = CLASSES.get(row["ci_class"], "server")
        cpus = "vcpus" if ci_class == "virtual_machine" else "cpu_cores"
        memory = str(int(row["mem_mb"]) // MEGABYTES) if row["mem_mb"].isdigit() else ""
        disk = str(int(row["disk_mb"]) // MEGABYTES) if row["disk_mb"].isdigit() else ""
        given = {f"attributes__{cpus}": row["cpus"], "attributes__memory_gb": memory, "attributes__disk_gb": disk}
        version = "unknown" if ci_class == "hypervisor" else ""
        found.add("items", name, line, **{"class": ci_class}, name=row["name"], state="in_use", place=row["datacenter"],
                  version=version, **given)  # fmt: skip
