"""The terms under which a record's clocks run, fixed when they start (manual 6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from steward.kernel import calendar_store
from steward.kernel.clock_terms import FactKind, Terms

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Agreed:
    """What an edition of an agreement asks; targets are working seconds by clock, then by priority.

    `number` is the agreement's, empty where the targets are our own and nothing was agreed.
    """

    number: str
    calendar_id: int
    calendar_edition: int
    targets: Mapping[str, Mapping[str, int]]
    pauses_for: tuple[str, ...] = ("user",)
    warn_at: tuple[int, ...] = (50, 75, 90)
    response_met_by: tuple[str, ...] = (FactKind.PUBLIC_REPLY,)

    def as_json(self, clock: str) -> dict[str, Any]:
        """What a clock keeps of it."""
        return {
            "agreement": self.number,
            "calendar": self.calendar_id,
            "targets": dict(self.targets.get(clock, {})),
            "pauses_for": list(self.pauses_for),
            "warn_at": list(self.warn_at),
            "response_met_by": [str(kind) for kind in self.response_met_by],
        }


def terms_of(kept: Mapping[str, Any], calendar_edition: int) -> Terms:
    """The terms that a clock kept, with its calendar in the newest issued edition."""
    return Terms(
        targets={int(priority): seconds for priority, seconds in kept["targets"].items()},
        calendar=calendar_store.calendar(kept["calendar"], calendar_edition),
        pauses_for=frozenset(kept["pauses_for"]),
        warn_at=tuple(kept["warn_at"]),
        response_met_by=frozenset(FactKind(kind) for kind in kept["response_met_by"]),
    )
