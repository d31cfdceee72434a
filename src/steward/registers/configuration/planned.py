"""Values that a change plans for an item, read as the item's own form and the import read them (manual 8.1.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel import placing
from steward.kernel.attributes import fitted
from steward.kernel.catalogue import process_of
from steward.kernel.intake import read_values
from steward.kernel.refusal import Invalid
from steward.registers.configuration.models import CiClass
from steward.registers.configuration.relation_types import TYPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steward.kernel.models import Record
    from steward.people.actor import Actor

CI, ATTRIBUTE = "ci", "attribute:"
# Each is planned by rows of its own kind, or is the change itself.
_APART = frozenset({"attributes", "relations", "change"})
_MOST_DIGITS = 5


@dataclass(frozen=True, slots=True)
class Tie:
    """A relation to another item by its number, in a redundancy group where one is named."""

    relation: str
    target: str
    group: str = ""
    needed: int | None = None

    def stands_in(self, relations: Iterable[Mapping[str, Any]]) -> bool:
        """Whether a sheet of relations states it; without a group any group will do."""
        return any(
            self.is_stated_by(row) and (not self.group or self.row() == {k: v for k, v in row.items() if v})
            for row in relations
        )

    def is_stated_by(self, row: Mapping[str, Any]) -> bool:
        """Whether a row ties the same items the same way."""
        return (row["relation"], row["target"]) == (self.relation, self.target)

    def row(self) -> dict[str, Any]:
        """As a sheet of relations keeps it."""
        more = {"group": self.group, "needed": self.needed}
        return {"relation": self.relation, "target": self.target, **{key: each for key, each in more.items() if each}}


def fields() -> tuple[str, ...]:
    """Every field of an item whose value may be planned, attributes of its class apart."""
    return tuple(name for name in process_of(CI).fields if name not in _APART)


def is_plannable(field: str) -> bool:
    """Whether a value may be planned for what is named so."""
    return field in fields() or field.removeprefix(ATTRIBUTE) not in ("", field)


def tie_of(relation: str, value: str) -> Tie:
    """A relation as a row plans it: `CI-000007`, or `CI-000007; group; how many needed`. Raises Invalid."""
    if relation not in TYPES:
        text = _("“%(relation)s” is no relation. Choose from %(words)s.")
        raise Invalid({"field": [text % {"relation": relation, "words": ", ".join(TYPES)}]})
    target, group, needed, *more = [*(part.strip() for part in re.split("[;；]", value)), "", ""]
    is_number = needed.isascii() and needed.isdigit() and len(needed) <= _MOST_DIGITS
    if not target or any(more) or bool(group) != bool(needed) or (needed and not is_number):
        text = _(
            "Name the other item by its number; of a redundancy group also its name and how many are needed:"
            " %(example)s."
        )
        raise Invalid({"value": [text % {"example": "CI-000007; A; 1"}]})
    return Tie(relation, target.upper(), group, int(needed) if needed else None)


def faults_of(
    planned: Mapping[str, str], stands: Mapping[str, Any], change: Record, actor: Actor
) -> dict[str, list[str]]:
    """What is wrong with the values planned for one item, by field; `stands` is empty for a new one."""
    plain = {field: value for field, value in planned.items() if not field.startswith(ATTRIBUTE)}
    found: dict[str, list[str]] = {}
    try:
        values, named = read_values(process_of(CI), plain, fields(), actor)
        placing.check_relations(process_of(CI), change, named, actor)
    except Invalid as invalid:
        return {name: list(map(str, said)) for name, said in invalid.faults.items()}
    emptied = [field for field, value in plain.items() if not value and field in process_of(CI).required]
    found |= {field: [_("This is needed.")] for field in emptied}
    place = named.get("place")
    if place and place.party_id not in (change.customer_id, actor.own_party_id):
        found["place"] = [_("“%(place)s” belongs to another company.") % {"place": place.key}]
    columns = {each.key: each for each in CiClass.columns_of(values.get("ci_class_id", stands.get("ci_class_id")))}
    for field in planned.keys() - plain.keys():
        key = field.removeprefix(ATTRIBUTE)
        said: list[str] = []
        fitted((columns[key],) if key in columns else (), {key: planned[field]}, actor.zone, said)
        if said:
            found[field] = said
    return found


def raw_of(planned: Mapping[str, str], stands: Mapping[str, Any]) -> dict[str, Any]:
    """What an act is given, so that the planned values stand and all others stay."""
    raw: dict[str, Any] = {name: value for name, value in planned.items() if not name.startswith(ATTRIBUTE)}
    own = {name.removeprefix(ATTRIBUTE): value for name, value in planned.items() if name.startswith(ATTRIBUTE)}
    return {**raw, "attributes": {**(stands.get("attributes") or {}), **own}} if own else raw


def stands_as_planned(field: str, value: str, stands: Mapping[str, Any], actor: Actor) -> bool:
    """Whether an item's record says what was planned, or nothing where that was; nouns are told by their keys."""
    recorded = recorded_of(field, stands)
    if not value:
        return recorded in (None, "")
    if recorded is None or str(recorded) == value:
        return recorded is not None
    if field.startswith(ATTRIBUTE):
        key = field.removeprefix(ATTRIBUTE)
        columns = [each for each in CiClass.columns_of(stands["ci_class_id"]) if each.key == key]
        return bool(fitted(tuple(columns), {key: value}, actor.zone, []).get(key) == recorded)
    if f"{field}_id" in stands:
        return str(stands[f"{field}_id"]) == value
    try:
        read = read_values(process_of(CI), {field: value}, fields(), actor)[0].get(field)
    except Invalid:
        return False
    return bool((read.isoformat() if isinstance(read, date) else read) == recorded)


def recorded_of(field: str, stands: Mapping[str, Any]) -> Any:
    """What the record says; None where it says nothing."""
    if field.startswith(ATTRIBUTE):
        return stands["attributes"].get(field.removeprefix(ATTRIBUTE))
    return stands.get(field)
