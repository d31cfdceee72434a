"""Rows of items against what is there: which item each means, and what it would alter (manual 8.1.2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.attributes import fitted
from steward.kernel.catalogue import process_of
from steward.kernel.days import today_of
from steward.kernel.intake import clean_text, read_values
from steward.kernel.refusal import Invalid
from steward.people.context import current_actor
from steward.registers.configuration import rules
from steward.registers.configuration.bulk.columns import ATTRIBUTE, ITEMS, NAMED, PLAIN
from steward.registers.configuration.bulk.known import GONE, WRITTEN
from steward.registers.configuration.media import checksum_fault

if TYPE_CHECKING:
    from steward.people.actor import Actor
    from steward.registers.configuration.bulk.known import Known
    from steward.registers.configuration.bulk.reading import Row

BLANK: dict[str, Any] = {
    "title": "", "title_en": "", "state": "ordered", "service_id": None, "owner_id": None, "team_id": None,
    "serial": "", "version_label": "", "criticality": 3, "place_id": None, "rack_unit": None, "rack_height": None,
    "rack_face": None, "warranty_until": None, "change_id": None, "accepted_on": None, "acceptance": "",
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """An item as it would be; `before` is empty for a new one."""

    table: str
    line: int
    values: dict[str, Any]
    before: dict[str, Any] = field(default_factory=dict)
    record_id: int | None = None

    @property
    def name(self) -> str:
        """How a reader knows it."""
        return f"{self.before.get('number', '')} {self.values['title']}".strip()

    @property
    def changes(self) -> dict[str, list[Any]]:
        """Old and new value of all that differs, but for the change that would allow it."""
        pairs = ((name, self.before.get(name), self.values[name]) for name in WRITTEN if name != "change_id")
        if not self.before:
            return {name: [None, new] for name, _old, new in pairs if new not in (None, "", [], {})}
        return {name: [old, new] for name, old, new in pairs if old != new}


def draft_of(row: Row, table: str, known: Known, actor: Actor) -> tuple[Draft | None, list[str]]:
    """The item that a row means, or every sentence why it can't be taken."""
    cells = {key: clean_text(value).strip() for key, value in row.cells.items()}
    faults = [
        _("There is no column “%(column)s”.") % {"column": key[:60]}
        for key in cells
        if key not in ITEMS and not key.startswith(ATTRIBUTE)
    ]
    sure = {key: value for key, value in cells.items() if key not in row.guessed}
    record_id = _identified(sure, known, faults)
    cells = sure if record_id else cells
    before = known.items[record_id] if record_id else {}
    draft = Draft(table, row.line, dict(before) or _blank(known), before, record_id)
    draft.values.pop("pk", None)
    draft.values.pop("number", None)
    if before and before["state"] in GONE:
        faults.append(_("%(number)s is disposed of or cancelled.") % {"number": before["number"]})
    if not faults:
        _fill_in(draft, cells, known, actor, faults)
    return (None, faults) if faults else (draft, [])


def _blank(known: Known) -> dict[str, Any]:
    return {**BLANK, "supplier_id": known.own_party_id, "ci_class_id": None, "attributes": {}, "relations": []}


def _identified(cells: dict[str, str], known: Known, faults: list[str]) -> int | None:
    """By number, else by serial number, else by name and class; None for a new one. They must not contradict."""
    number = cells.get("number", "").upper()
    if number and number not in known.by_number:
        text = _("There is no item “%(number)s” in this project; leave the number empty for a new one.")
        faults.append(text % {"number": number[:60]})
        return None
    by_number = {known.by_number[number]} if number else set()
    by_serial = set(known.by_serial.get(cells.get("serial", ""), ()))
    if by_number and len(by_number | by_serial) > 1:
        text = _("Number and serial number name different items: %(items)s.")
        faults.append(text % {"items": _numbers(by_number | by_serial, known)})
        return None
    meant = by_number or by_serial or _named_so(cells, known)
    if len(meant) > 1:
        faults.append(_("Several items fit: %(items)s. Give the number.") % {"items": _numbers(meant, known)})
        return None
    return next(iter(meant), None)


def _named_so(cells: dict[str, str], known: Known) -> set[int]:
    """Items of that name, and of that class where one is said."""
    chosen = known.classes.get(cells.get("class", ""))
    same = known.by_name.get(cells.get("name", ""), ())
    return {pk for pk in same if chosen is None or known.items[pk]["ci_class_id"] == chosen.pk}


def _numbers(found: set[int], known: Known) -> str:
    return ", ".join(sorted(known.items[pk]["number"] for pk in found))


def _fill_in(draft: Draft, cells: dict[str, str], known: Known, actor: Actor, faults: list[str]) -> None:
    values = draft.values
    plain = {PLAIN[key]: value for key, value in cells.items() if key in PLAIN}
    try:
        read, _found = read_values(process_of("ci"), plain, tuple(plain), actor)
        values.update(read)
    except Invalid as invalid:
        faults += [f"{name}: {text}" for name, texts in invalid.faults.items() for text in texts]
    for column in NAMED:
        if column in cells:
            _name(column, cells[column], values, known, faults)
    _check_state(draft, cells.get("state", ""), faults)
    if not values["title"] or values["ci_class_id"] is None:
        faults.append(_("A new item needs a class and a name."))
    if not faults:
        _hold_to_class(draft, cells, known, actor, faults)


def _hold_to_class(draft: Draft, cells: dict[str, str], known: Known, actor: Actor, faults: list[str]) -> None:
    """Pattern, version and attributes as the class states them; what the row does not touch stays as it is."""
    values = draft.values
    chosen = next(each for each in known.classes.values() if each.pk == values["ci_class_id"])
    if not draft.before or {"name", "class"} & cells.keys():
        faults += filter(None, [rules.name_fault(chosen, values["title"])])
    if not draft.before or {"version", "class"} & cells.keys():
        faults += filter(None, [rules.version_fault(chosen, values["version_label"])])
    given = {key.removeprefix(ATTRIBUTE): value for key, value in cells.items() if key.startswith(ATTRIBUTE)}
    if given or not draft.before or "class" in cells:
        values["attributes"] = fitted(
            known.attributes[chosen.pk], {**values["attributes"], **given}, actor.zone, faults
        )
        faults += filter(None, [checksum_fault(values["attributes"], chosen.path)])


def _name(column: str, key: str, values: dict[str, Any], known: Known, faults: list[str]) -> None:
    """A row that another noun's key names."""
    if column == "class":
        found = known.classes.get(key)
        pk = found.pk if found else None
    elif column == "place":
        place = known.places.get(key)
        if place and place.party_id not in (known.project.customer_id, known.own_party_id):
            faults.append(_("“%(place)s” belongs to another company.") % {"place": place.name})
        pk = place.pk if place else None
    else:
        pk = known.named[column].get(key)
    if pk is None:
        faults.append(_("%(column)s: there is no “%(key)s”.") % {"column": column, "key": key[:60]})
    values[NAMED[column]] = pk


def _check_state(draft: Draft, state: str, faults: list[str]) -> None:
    """A new item is taken over in the state that it is in; what is there is moved by moves alone."""
    if not state or state == draft.values["state"]:
        return
    words = {each.name: each for each in process_of("ci").states}
    if draft.before:
        faults.append(_("The state is changed by a move on the item's page, not by an import."))
    elif state not in words or words[state].final or state == "under_change":
        offered = [name for name, each in words.items() if not each.final and name != "under_change"]
        faults.append(_("state: choose from %(words)s.") % {"words": ", ".join(offered)})
    else:
        draft.values["state"] = state
        if state == "in_use":
            draft.values["accepted_on"] = today_of(current_actor())
            draft.values["acceptance"] = str(_("Taken over as in use by an import."))
