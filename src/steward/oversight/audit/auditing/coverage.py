"""How far a year's programme reaches: every process of the standard, and every unit of ours (manual 2.1.10, 3.4.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from steward.people.models import Unit
from steward.people.processes import SERVICE_PROCESSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from steward.kernel.process import Text
    from steward.oversight.audit.auditing.programme import Row
    from steward.oversight.audit.models import Audit


@dataclass(frozen=True, slots=True)
class Reach:
    """What of one process or unit the year's audits have looked at, and are still to look at."""

    name: Text
    total: int
    held: int
    planned: int
    is_site: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether no audit of the year reaches it."""
        return not self.held and not self.planned


def by_process(rows: Sequence[Row]) -> list[Reach]:
    """Clauses of each process: audited, planned and in no audit yet."""
    found = []
    for process in SERVICE_PROCESSES.values():
        mine = [row for row in rows if row.clause.process == process.key]
        held = sum(row.is_held for row in mine)
        planned = sum(row.is_planned and not row.is_held for row in mine)
        if mine:
            found.append(Reach(process.label, len(mine), held, planned))
    return found


def by_unit(audits: Iterable[Audit], year: int, held_in: Sequence[str], own_party_id: int | None) -> list[Reach]:
    """Days of audits at each unit of ours, sites first; one statement."""
    counted: dict[str, list[int]] = {}
    for audit in audits:
        for row in audit.plan:
            if date.fromisoformat(row["day"]).year == year:
                days = counted.setdefault(row["unit"], [0, 0])
                days[audit.state not in held_in] += 1
    units = Unit.objects.filter(party_id=own_party_id or 0).order_by("-is_branch", "code")
    return [_of_unit(unit, counted.get(unit.code, [0, 0])) for unit in units]


def _of_unit(unit: Unit, days: Sequence[int]) -> Reach:
    held, planned = days
    return Reach(unit.name, held + planned, held, planned, is_site=unit.is_branch)
