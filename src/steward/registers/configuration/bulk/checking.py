"""What holds between rows: units of racks, trees, and the change that allows it all (manual 8.1.4, 8.1.5)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from steward.people.context import now
from steward.registers.configuration import queries
from steward.registers.configuration.bulk.reading import Fault
from steward.registers.configuration.control import SENTENCES, why_no_write
from steward.registers.configuration.models import Face, Place
from steward.registers.configuration.relation_types import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from steward.registers.configuration.bulk.items import Draft
    from steward.registers.configuration.bulk.known import Known
    from steward.registers.configuration.bulk.relations import Stated

_RACK = ("place_id", "rack_unit", "rack_height", "rack_face")


def racks_taken_twice(drafts: Sequence[Draft]) -> list[Fault]:
    """Units without their rack, past its top, or where something stands already."""
    placed = [draft for draft in drafts if draft.values["rack_unit"] and set(_RACK) & draft.changes.keys()]
    racks = {each.pk: each for each in Place.objects.filter(pk__in={draft.values["place_id"] for draft in placed})}
    moved = {draft.before["number"] for draft in placed if draft.before}
    taken: dict[tuple[int, str, int], str] = {}
    for rack in racks:
        for each in queries.units_taken(rack):
            if each.number not in moved:
                _take(taken, rack, range(each.low, each.high + 1), each.face, each.title or "?")
    return [
        Fault(draft.table, draft.line, sentence)
        for draft in placed
        if (sentence := _put(taken, racks.get(draft.values["place_id"]), draft))
    ]


def _take(taken: dict[tuple[int, str, int], str], rack: int, units: Iterable[int], face: str, name: str) -> str | None:
    """Marks units as taken; answers who took one of them before."""
    sides = ("front", "rear") if face == Face.BOTH else (face,)
    cells = [(rack, side, unit) for unit in units for side in sides]
    before = next((taken[cell] for cell in cells if cell in taken), None)
    taken |= dict.fromkeys(cells, name)
    return before


def _put(taken: dict[tuple[int, str, int], str], rack: Place | None, draft: Draft) -> str | None:
    place, low, height, face = (draft.values[name] for name in _RACK)
    if not place or not height or not face:
        return _("A rack unit needs the rack, the height in units and the side.")
    if rack and (rack.kind != Place.Kind.RACK or not rack.units):
        return _("“%(place)s” is no rack; only a rack has units.") % {"place": rack.name}
    if rack and low + height - 1 > (rack.units or 0):
        text = _("“%(rack)s” has %(units)d units; this would reach unit %(high)d.")
        return text % {"rack": rack.name, "units": rack.units, "high": low + height - 1}
    other = _take(taken, place, range(low, low + height), face, draft.values["title"])
    if other is None:
        return None
    text = _("Units %(low)d to %(high)d of “%(rack)s” are taken by %(what)s.")
    return text % {"low": low, "high": low + height - 1, "rack": rack.name if rack else place, "what": other}


def trees_leading_back(stated: Sequence[Stated], known: Known) -> list[Fault]:
    """Relations that would make something carry itself."""
    return [fault for key, each in TYPES.items() if each.is_tree for fault in _leading_back(key, stated, known)]


def _leading_back(relation: str, stated: Sequence[Stated], known: Known) -> list[Fault]:
    above: dict[object, set[object]] = defaultdict(set)
    for row in known.items.values():
        above[row["number"]] |= {each["target"] for each in row["relations"] if each["relation"] == relation}
    mine = [each for each in stated if each.relation == relation]
    ends = [(each.source.before.get("number") or id(each.source), each.target.key) for each in mine]
    for source, target in ends:
        above[source].add(target)
    text = _("“%(relation)s” would lead in a circle back to this item.") % {"relation": TYPES[relation].label}
    bad = _in_circles(above)
    return [
        Fault(each.table, each.line, text)
        for each, (source, target) in zip(mine, ends, strict=True)
        if source in bad and target in bad
    ]


def _in_circles(above: Mapping[object, set[object]]) -> set[object]:
    """What is left when whatever leads nowhere is taken away, and then whatever nothing leads to."""
    left = _shorn(above)
    below: dict[object, set[object]] = defaultdict(set)
    for source in left:
        for target in above.get(source, set()) & left:
            below[target].add(source)
    return _shorn({node: below[node] for node in left})


def _shorn(leads: Mapping[object, set[object]]) -> set[object]:
    """The nodes from which one can go on for ever."""
    open_ends = {node: len(targets) for node, targets in leads.items()}
    into: dict[object, list[object]] = defaultdict(list)
    for node, targets in leads.items():
        for target in targets:
            into[target].append(node)
    queue = [node for node in {*into, *leads} if not open_ends.get(node)]
    gone = set(queue)
    while queue:
        for node in into[queue.pop()]:
            open_ends[node] -= 1
            if not open_ends[node]:
                gone.add(node)
                queue.append(node)
    return set(leads) - gone


_ASKED = """select ci, steward.why_no_ci_write(%s::bigint, ci, %s::bigint) from unnest(%s::bigint[]) as asked(ci)"""


def what_control_refuses(
    new: Sequence[Draft], changed: Sequence[Draft], change: int | None, project: int
) -> list[Fault]:
    """Under control nothing is written without an authorised change that covers it; asked of the database itself."""
    if not new and not changed:
        return []
    faults = []
    if new and (reason := why_no_write(change, None, project, now())):
        faults = [Fault(draft.table, draft.line, str(reason)) for draft in new]
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [change, project, [draft.record_id for draft in changed]])
        words = dict(cursor.fetchall())
    return faults + [
        Fault(draft.table, draft.line, f"{draft.name}: {SENTENCES[word]}")
        for draft in changed
        if (word := words[draft.record_id])
    ]
