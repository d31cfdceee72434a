"""Cables of a NetBox dump as relations between what they join: power feeds one way, data joins both (manual 8.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.channel.inventory.telling import Inventory

End: TypeAlias = tuple[str, str]
Nouns: TypeAlias = "Mapping[str, Mapping[int, Mapping[str, Any]]]"
# Cables that join the same two things once more, or a thing with itself, add no relation.
SAME, ITSELF = "dcim.cable (joins the same two again)", "dcim.cable (joins a thing with itself)"


def tie_cables(
    nouns: Mapping[str, Mapping[int, Mapping[str, Any]]], names: Mapping[int, str], found: Inventory
) -> None:
    """A relation for each pair that cables join; what adds none is counted."""
    ends: dict[int, dict[str, End]] = {}
    for row in nouns["dcim.cabletermination"].values():
        kind, owner = _owner(".".join(row["termination_type"]), row["termination_id"], nouns, names)
        ends.setdefault(row["cable"], {})[row["cable_end"]] = (kind, owner)
    joined: set[frozenset[str]] = set()
    for cable, both in sorted(ends.items()):
        (kind, first), (other, second) = both["A"], both["B"]
        if first == second:
            found.left[ITSELF] += 1
        elif frozenset((first, second)) in joined:
            found.left[SAME] += 1
        else:
            joined.add(frozenset((first, second)))
            relation = "powered_by" if {kind, other} & {"dcim.powerport", "dcim.powerfeed"} else "connected_to"
            is_turned = relation == "powered_by" and other == "dcim.powerport"
            source, target = (second, first) if is_turned else (first, second)
            found.add("relations", "dcim.cable", cable, source=source, relation=relation, target=target)


def _owner(kind: str, pk: int, nouns: Nouns, names: Mapping[int, str]) -> End:
    """What an end is plugged into: a circuit, a power feed, or the device of a port."""
    row = nouns[kind][pk]
    if kind == "circuits.circuittermination":
        return kind, str(nouns["circuits.circuit"][row["circuit"]]["cid"])
    return kind, str(row["name"]) if kind == "dcim.powerfeed" else names[row["device"]]
