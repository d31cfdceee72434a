"""Rows of places: those that are not there yet are founded, the others left as they are (manual 8.1.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.kernel.intake import clean_text
from steward.registers.configuration.bulk.columns import PLACES
from steward.registers.configuration.bulk.reading import Fault, unknown_column
from steward.registers.configuration.models import MOST_UNITS, Place
from steward.registers.configuration.registers import PLACE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.people.actor import Actor
    from steward.registers.configuration.bulk.known import Known
    from steward.registers.configuration.bulk.reading import Table


@dataclass(slots=True)
class Founded:
    """A place that is not there yet, and the code of the one that it lies in."""

    place: Place
    inside: str


def read_places(tables: Iterable[Table], known: Known, actor: Actor) -> tuple[list[Founded], list[Fault]]:
    """Places to found, the outer before the inner; from now on items may name them."""
    founded: list[Founded] = []
    faults: list[Fault] = []
    for table in tables:
        for row in table.rows:
            cells = {key: clean_text(value).strip() for key, value in row.cells.items()}
            if cells.get("code") in known.places:
                continue
            sentence = unknown_column(cells, PLACES) or _fault(cells, known, actor)
            if sentence:
                faults.append(Fault(table.name, row.line, sentence))
                continue
            # An id below zero stands for the one that it will be given.
            place = _place(cells, known, -1 - len(founded))
            known.places[place.code] = place
            founded.append(Founded(place, cells.get("in", "")))
    return founded, faults


def _fault(cells: dict[str, str], known: Known, actor: Actor) -> str | None:
    if not actor.holds_anywhere(PLACE.kept_by):
        return _("Places are founded by those who keep their register; this one is not there.")
    if not re.fullmatch(r"[\w.-]{1,60}", cells.get("code", "")):
        return _("A code is of letters, digits, dots and hyphens.")
    if cells.get("kind") not in Place.Kind.values:
        return _("kind: choose from %(words)s.") % {"words": ", ".join(Place.Kind.values)}
    if cells.get("in") and cells["in"] not in known.places:
        return _("There is no place “%(code)s” that this one may lie in; name the outer before the inner.") % {
            "code": cells["in"][:60]
        }
    return _units_fault(cells)


def _units_fault(cells: dict[str, str]) -> str | None:
    units = cells.get("units", "")
    is_rack = cells["kind"] == Place.Kind.RACK
    if (is_rack or units) and not (units.isascii() and units.isdigit() and 1 <= int(units) <= MOST_UNITS):
        return _("A rack has 1 to %(most)d units.") % {"most": MOST_UNITS}
    return None


def _place(cells: dict[str, str], known: Known, pk: int) -> Place:
    code = cells["code"]
    names = {
        key: cells.get(key) or cells.get("name_zh") or cells.get("name_en") or code for key in ("name_zh", "name_en")
    }
    return Place(
        id=pk, code=code, kind=cells["kind"], units=int(cells["units"]) if cells.get("units") else None,
        party_id=known.project.customer_id, address=cells.get("address", "")[:300],
        **{key: name[:200] for key, name in names.items()},
    )  # fmt: skip
