"""A NetBox dump: sites and racks as places; devices, power, circuits, machines; cables as relations (8.1.2)."""

from __future__ import annotations

import json
import lzma
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.channel.inventory.cables import tie_cables
from steward.channel.inventory.telling import Inventory
from steward.kernel.refusal import Invalid

if TYPE_CHECKING:
    from collections.abc import Mapping

Nouns = dict[str, dict[int, dict[str, Any]]]
ROLES = {
    "router": ("network_device", "router"), "core switch": ("network_device", "core"),
    "distribution switch": ("network_device", "aggregation"), "access switch": ("network_device", "access"),
    "tor switch": ("network_device", "access"), "application server": ("server", ""),
    "database server": ("server", ""),
}  # fmt: skip
STATES = {"active": "in_use", "planned": "ordered", "staged": "in_test"}
# What our items are made of; everything else is counted and left where it is.
TAKEN = (
    "dcim.site", "dcim.location", "dcim.rack", "dcim.device", "dcim.powerpanel", "dcim.powerfeed", "dcim.cable",
    "circuits.circuit", "virtualization.cluster", "virtualization.virtualmachine", "tenancy.tenant",
)  # fmt: skip


def read(files: Mapping[str, bytes]) -> Inventory:
    """The inventory of one dump (JSON, also packed as xz). Raises Invalid where it is none."""
    nouns = _nouns(next(iter(files.items())))
    found = Inventory()
    found.left = Counter({model: len(rows) for model, rows in nouns.items() if model not in TAKEN})
    places = _places(nouns, found)
    names = _device_names(nouns)
    _tenants(nouns, found)
    _devices(nouns, names, places, found)
    _power(nouns, places, found)
    _circuits(nouns, found)
    _machines(nouns, found)
    tie_cables(nouns, names, found)
    return found


def _nouns(file: tuple[str, bytes]) -> Nouns:
    name, raw = file
    try:
        told = json.loads(lzma.decompress(raw) if raw[:6] == b"\xfd7zXZ\x00" else raw)
        nouns: Nouns = defaultdict(dict)
        for row in told:
            nouns[row["model"]][row["pk"]] = row["fields"]
    except (ValueError, KeyError, TypeError, lzma.LZMAError):
        raise Invalid({"files": [_("“%(file)s” is no NetBox dump.") % {"file": name}]}) from None
    return nouns


def _code(text: str) -> str:
    return re.sub(r"[^\w.-]+", "-", text).strip("-")[:60]


def _places(nouns: Nouns, found: Inventory) -> dict[tuple[str, int], str]:
    """Codes of places by sort and number in NetBox."""
    codes: dict[tuple[str, int], str] = {}
    for pk, row in nouns["dcim.site"].items():
        codes["site", pk] = _code(row["slug"])
        found.add("places", "dcim.site", pk, code=codes["site", pk], kind="site", name_en=row["name"],
                  address=row["physical_address"])  # fmt: skip
    for pk, row in nouns["dcim.location"].items():
        codes["location", pk] = _code(f"{codes['site', row['site']]}.{row['slug']}")
        found.add("places", "dcim.location", pk, code=codes["location", pk], kind="row", name_en=row["name"],
                  **{"in": codes["site", row["site"]]})  # fmt: skip
    for pk, row in nouns["dcim.rack"].items():
        inside = codes["location", row["location"]] if row["location"] else codes["site", row["site"]]
        codes["rack", pk] = _code(f"{inside}.{row['name']}")
        found.add("places", "dcim.rack", pk, code=codes["rack", pk], kind="rack", name_en=row["name"],
                  units=row["u_height"], **{"in": inside})  # fmt: skip
    return codes


def _device_names(nouns: Nouns) -> dict[int, str]:
    """Names that are each used once: with their site where several share one, by number where there is none."""
    rows = nouns["dcim.device"]
    often = Counter(row["name"] for row in rows.values())
    sites = nouns["dcim.site"]
    return {
        pk: (
            f"device-{pk}" if not row["name"]
            else row["name"] if often[row["name"]] == 1
            else f"{row['name']} {sites[row['site']]['slug']}"
        )
        for pk, row in rows.items()
    }  # fmt: skip


def _tenants(nouns: Nouns, found: Inventory) -> None:
    for pk, row in nouns["tenancy.tenant"].items():
        found.add("items", "tenancy.tenant", pk, **{"class": "group"}, name=row["name"], state="in_use",
                  attributes__group_kind="tenant")  # fmt: skip


def _of_tenant(nouns: Nouns, found: Inventory, model: str, pk: int, name: str) -> None:
    tenant = nouns[model][pk].get("tenant")
    if tenant:
        found.add("relations", f"{model} · tenant", pk, source=name, relation="member_of",
                  target=nouns["tenancy.tenant"][tenant]["name"])  # fmt: skip


def _devices(nouns: Nouns, names: Mapping[int, str], places: Mapping[tuple[str, int], str], found: Inventory) -> None:
    for pk, row in nouns["dcim.device"].items():
        kind = nouns["dcim.devicetype"][row["device_type"]]
        role = nouns["dcim.devicerole"][row["role"]]["name"].lower()
        ci_class, sort = ROLES.get(role, ("end_device", ""))
        platform = nouns["dcim.platform"].get(row["platform"], {}).get("name", "unknown")
        rack: dict[str, Any] = {"place": places["site", row["site"]]}
        if row["rack"]:
            rack["place"] = places["rack", row["rack"]]
        if row["rack"] and row["position"]:
            height = max(1, int(float(kind["u_height"])))
            face = "both" if kind["is_full_depth"] else row["face"]
            rack |= {"rack_unit": int(float(row["position"])), "rack_height": height, "rack_face": face}
        found.add(
            "items", "dcim.device", pk, **{"class": ci_class}, name=names[pk], serial=row["serial"],
            state=STATES.get(row["status"], "received"), version=platform if ci_class == "network_device" else "",
            attributes__manufacturer=nouns["dcim.manufacturer"][kind["manufacturer"]]["name"],
            attributes__model=kind["model"], attributes__role=sort, attributes__asset_number=row["asset_tag"], **rack,
        )  # fmt: skip
        _of_tenant(nouns, found, "dcim.device", pk, names[pk])


def _power(nouns: Nouns, places: Mapping[tuple[str, int], str], found: Inventory) -> None:
    for pk, row in nouns["dcim.powerpanel"].items():
        found.add("items", "dcim.powerpanel", pk, **{"class": "power_feed"}, name=row["name"], state="in_use",
                  place=places["site", row["site"]])  # fmt: skip
    for pk, row in nouns["dcim.powerfeed"].items():
        rack = {"place": places["rack", row["rack"]]} if row["rack"] else {}
        found.add(
            "items", "dcim.powerfeed", pk, **{"class": "power_feed"}, name=row["name"],
            state=STATES.get(row["status"], "received"), attributes__current_a=row["amperage"],
            attributes__voltage_v=row["voltage"], attributes__side="A" if row["type"] == "primary" else "B", **rack,
        )  # fmt: skip
        found.add("relations", "dcim.powerfeed", pk, source=row["name"], relation="powered_by",
                  target=nouns["dcim.powerpanel"][row["power_panel"]]["name"])  # fmt: skip


def _circuits(nouns: Nouns, found: Inventory) -> None:
    for pk, row in nouns["circuits.circuit"].items():
        rate = row["commit_rate"]
        found.add(
            "items", "circuits.circuit", pk, **{"class": "circuit"}, name=row["cid"],
            state=STATES.get(row["status"], "received"), attributes__circuit_number=row["cid"],
            attributes__carrier=nouns["circuits.provider"][row["provider"]]["name"],
            attributes__bandwidth_mbps=rate // 1000 if rate else "",
        )  # fmt: skip
        _of_tenant(nouns, found, "circuits.circuit", pk, row["cid"])


def _machines(nouns: Nouns, found: Inventory) -> None:
    clusters = nouns["virtualization.cluster"]
    for pk, row in clusters.items():
        found.add("items", "virtualization.cluster", pk, **{"class": "cluster"}, name=row["name"],
                  state=STATES.get(row["status"], "received"))  # fmt: skip
    for pk, row in nouns["virtualization.virtualmachine"].items():
        platform = nouns["dcim.platform"].get(row["platform"], {}).get("name", "")
        found.add("items", "virtualization.virtualmachine", pk, **{"class": "virtual_machine"}, name=row["name"],
                  state=STATES.get(row["status"], "received"), attributes__operating_system=platform)  # fmt: skip
        if row["cluster"]:
            found.add("relations", "virtualization.virtualmachine", pk, source=row["name"], relation="runs_on",
                      target=clusters[row["cluster"]]["name"])  # fmt: skip
        _of_tenant(nouns, found, "virtualization.virtualmachine", pk, row["name"])
