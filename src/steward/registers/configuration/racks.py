"""A rack from both sides, unit by unit, with what is free (manual 8.1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from steward.registers.configuration.models import Face
from steward.registers.configuration.queries import units_taken

if TYPE_CHECKING:
    from steward.registers.configuration.models import Place
    from steward.registers.configuration.queries import Taken

SIDES = (Face.FRONT, Face.REAR)


@dataclass(frozen=True, slots=True)
class Cell:
    """One side of a unit: what begins here and over how many rows; `covered` by what began above."""

    taken: Taken | None = None
    rows: int = 1
    covered: bool = False


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of a rack with its sides, front first."""

    number: int
    sides: tuple[Cell, Cell]


def units_of(rack: Place) -> list[Unit]:
    """The units from the top; one statement."""
    height, found = rack.units or 0, units_taken(rack.pk)
    by_side = {str(side): _side(side, height, found) for side in SIDES}
    return [Unit(number, (by_side["front"][number], by_side["rear"][number])) for number in range(height, 0, -1)]


def _side(side: str, height: int, found: list[Taken]) -> dict[int, Cell]:
    cells = {number: Cell() for number in range(1, height + 1)}
    for taken in found:
        if taken.face not in (side, Face.BOTH):
            continue
        for number in range(taken.low, min(taken.high, height) + 1):
            cells[number] = Cell(covered=True)
        if taken.high <= height:
            cells[taken.high] = Cell(taken, taken.high - taken.low + 1)
    return cells


def free_units(units: list[Unit]) -> int:
    """How many units are free on both sides."""
    return sum(all(cell.taken is None and not cell.covered for cell in unit.sides) for unit in units)
