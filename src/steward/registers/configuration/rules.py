"""What must be true of a configuration item or a plan, and what follows from it (manual 8.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.attributes import fitted
from steward.kernel.intake.values import field_of
from steward.kernel.refusal import Invalid
from steward.registers.configuration import queries
from steward.registers.configuration.control import why_no_write
from steward.registers.configuration.models import CiClass, Face, Place
from steward.registers.configuration.relation_types import TYPES

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text


def attributes_as_the_class_states(attempt: Attempt) -> dict[str, Any]:
    """The attributes by the kinds of their class. Raises Invalid with every fault."""
    if not {"attributes", "ci_class_id"} & attempt.values.keys():
        return {}
    columns = CiClass.columns_of(attempt.value("ci_class_id"))
    faults: list[str] = []
    values = fitted(columns, attempt.value("attributes"), attempt.actor.zone, faults)
    if faults:
        raise Invalid({"attributes": faults})
    return {"attributes": values}


def relations_to_items_seen(attempt: Attempt) -> dict[str, Any]:
    """The relations with the numbers as they are written. Raises Invalid for what they can't name."""
    if "relations" not in attempt.values:
        return {}
    rows = [{**row, "target": row["target"].upper()} for row in attempt.values["relations"]]
    known = queries.items_numbered({row["target"] for row in rows}, attempt.actor, attempt.record.customer_id)
    faults = [
        _("There is no configuration item “%(number)s” that this one may name.") % {"number": row["target"]}
        for row in rows
        if row["target"] not in known or known[row["target"]] == attempt.record.pk
    ]
    pairs = [(row["relation"], row["target"]) for row in rows]
    faults += [
        _("“%(relation)s %(number)s” stands twice.") % {"relation": TYPES[relation].label, "number": number}
        for relation, number in dict.fromkeys(pair for pair in pairs if pairs.count(pair) > 1)
    ]
    faults += group_faults(rows)
    if faults:
        raise Invalid({"relations": faults})
    return {"relations": rows}


def group_faults(rows: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the redundancy groups: each needs a number that its members can reach."""
    found = []
    for group in dict.fromkeys(row["group"] for row in rows if row.get("group")):
        members = [row for row in rows if row.get("group") == group]
        needed = {row.get("needed") for row in members}
        if len(needed) != 1 or not 1 <= (needed.pop() or 0) <= len(members):
            text = _("Group “%(group)s”: state for each member how many are needed, the same, 1 to %(count)d.")
            found.append(text % {"group": group, "count": len(members)})
    if any(row.get("needed") and not row.get("group") for row in rows):
        found.append(_("How many are needed is said of a redundancy group: name the group."))
    return found


def a_changed_item_is_a_revision(attempt: Attempt) -> dict[str, Any]:
    """One more where something but a tag is altered."""
    is_new = attempt.record.pk is None
    values = {name: value for name, value in attempt.values.items() if name != "tags"}
    is_altered = any(getattr(attempt.record, name) != value for name, value in values.items())
    return next_revision(attempt) if is_altered and not is_new else {}


def next_revision(attempt: Attempt) -> dict[str, Any]:
    """A move is a revision, whatever it asks."""
    return {"revision": attempt.record.revision + 1}  # type: ignore[attr-defined]  # a configuration item


def its_name_fits_its_class(attempt: Attempt) -> Text | None:
    """The name is as the pattern of its class demands."""
    if not {"title", "ci_class_id"} & attempt.values.keys():
        return None
    return name_fault(CiClass.objects.get(pk=attempt.value("ci_class_id")), attempt.value("title"))


def name_fault(chosen: CiClass, name: str) -> str | None:
    """Why an item of this class may not have this name; None where it may."""
    if not chosen.name_pattern or re.fullmatch(chosen.name_pattern, name):
        return None
    text = _("A name of the class “%(class)s” looks like “%(example)s”; “%(name)s” does not.")
    return text % {"class": chosen.name, "example": chosen.name_example or chosen.name_pattern, "name": name}


def it_has_the_version_its_class_asks(attempt: Attempt) -> Text | None:
    """Where the class asks for a version there is one."""
    if not {"version_label", "ci_class_id"} & attempt.values.keys() or attempt.value("version_label"):
        return None
    return version_fault(CiClass.objects.get(pk=attempt.value("ci_class_id")), "")


def version_fault(chosen: CiClass, version: str) -> str | None:
    """Why an item of this class may not have this version; None where it may."""
    if version or not chosen.needs_version:
        return None
    return _("An item of the class “%(class)s” has a version. State it.") % {"class": chosen.name}


def its_place_is_the_customers_or_ours(attempt: Attempt) -> Text | None:
    """An item of one customer does not stand at another's."""
    if attempt.values.get("place_id") is None:
        return None
    place = Place.objects.get(pk=attempt.values["place_id"])
    if place.party_id in (attempt.record.customer_id, attempt.actor.own_party_id):
        return None
    return _("“%(place)s” belongs to another company.") % {"place": place.name}


_RACK = frozenset({"place_id", "rack_unit", "rack_height", "rack_face"})


def its_rack_units_are_free(attempt: Attempt) -> Text | None:
    """Within the rack, and not where something stands already; the rack is locked until the write is done."""
    if not _RACK & attempt.values.keys() or attempt.value("rack_unit") is None:
        return None
    height, face = attempt.value("rack_height"), attempt.value("rack_face")
    if not height or not face or attempt.value("place_id") is None:
        return _("A rack unit needs the rack, the height in units and the side.")
    rack = Place.objects.select_for_update().get(pk=attempt.value("place_id"))
    if rack.kind != Place.Kind.RACK or not rack.units:
        return _("“%(place)s” is no rack; only a rack has units.") % {"place": rack.name}
    low = attempt.value("rack_unit")
    high = low + height - 1
    if high > rack.units:
        text = _("“%(rack)s” has %(units)d units; this would reach unit %(high)d.")
        return text % {"rack": rack.name, "units": rack.units, "high": high}
    for taken in queries.units_taken(rack.pk, attempt.record.pk):
        if taken.low <= high and low <= taken.high and (face == taken.face or Face.BOTH in (face, taken.face)):
            text = _("Units %(low)d to %(high)d of “%(rack)s” are taken by %(what)s.")
            what = taken.title or _("something that you do not see")
            return text % {"low": taken.low, "high": taken.high, "rack": rack.name, "what": what}
    return None


def a_tree_does_not_lead_back(attempt: Attempt) -> Text | None:
    """What runs on, stands in or is part of something does not carry that thing itself."""
    is_new = attempt.record.pk is None
    if is_new or "relations" not in attempt.values:
        return None
    for relation in (key for key, each in TYPES.items() if each.is_tree):
        numbers = [row["target"] for row in attempt.values["relations"] if row["relation"] == relation]
        if numbers and (back := queries.leads_back(attempt.record.pk, numbers, relation)):
            text = _("“%(relation)s %(number)s” would lead in a circle back to this item.")
            return text % {"relation": TYPES[relation].label, "number": back}
    return None


def a_change_allows_the_write(attempt: Attempt) -> Text | None:
    """Under control nothing is added, changed, replaced or removed without an authorised change (8.1.4)."""
    if set(attempt.values) == {"tags"}:
        return None
    return why_no_write(attempt.values.get("change_id"), attempt.record.pk, attempt.record.project_id, attempt.at)


def nothing_in_use_hangs_on_it(attempt: Attempt) -> Text | None:
    """What others in use need is not taken away."""
    hanging = queries.in_use_hanging_on(attempt.record.pk)
    if not hanging:
        return None
    return _("Still in use and in need of it: %(items)s. End their relations first.") % {"items": ", ".join(hanging)}


def it_was_accepted_by_today(attempt: Attempt) -> Text | None:
    """An acceptance does not lie in the future."""
    on = attempt.value("accepted_on")
    today = attempt.day
    return _("The day of acceptance lies in the future.") if on and on > today else None


def room_made_in_the_rack(attempt: Attempt) -> dict[str, Any]:  # noqa: ARG001  every derivation is asked alike
    """What is taken out leaves its units free."""
    return {"place_id": None, "rack_unit": None, "rack_height": None, "rack_face": None}


def relations_ended(attempt: Attempt) -> dict[str, Any]:  # noqa: ARG001  every derivation is asked alike
    """What is gone hangs on nothing."""
    return {"relations": []}


def it_has_every_part(attempt: Attempt) -> Text | None:
    """A plan goes to review with every part that the manual names (8.1.3)."""
    from steward.registers.configuration.process import PARTS

    missing = [str(field_of(attempt.process, name).verbose_name) for name in PARTS if not attempt.value(name)]
    return _("The plan still lacks: %(parts)s.") % {"parts": _(", ").join(missing)} if missing else None
