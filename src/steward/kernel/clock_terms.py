"""What a clock is told: its rule, the terms of the agreement, and the facts of the timeline (manual 6.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from steward.kernel.calendars import Calendar


class FactKind(StrEnum):
    """What of a timeline a clock takes notice of."""

    OPENED = "opened"
    MOVED = "moved"
    PRIORITISED = "prioritised"
    AGREED = "agreed"
    PUBLIC_REPLY = "public_reply"
    ASSIGNED = "assigned"


@dataclass(frozen=True, slots=True)
class ClockRule:
    """Where a clock runs, pauses and stops; a state named nowhere ends it without a verdict."""

    name: str
    runs_in: frozenset[str]
    pauses_in: Mapping[str, str] = field(default_factory=dict)  # state -> user, supplier or change
    stops_in: frozenset[str] = frozenset()
    stops_on: frozenset[FactKind] = frozenset()  # of these, the ones that the terms accept
    repeating: bool = False  # each fact of `stops_on` begins a new period instead

    def __post_init__(self) -> None:
        """Refuse a state that would both run and stop the clock."""
        named = [*self.runs_in, *self.pauses_in, *self.stops_in]
        if len(named) != len(set(named)):
            message = f"clock {self.name} names a state twice among {sorted(named)}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class Terms:
    """What one edition of an agreement asks of one clock; targets are working seconds by priority."""

    targets: Mapping[int, int]
    calendar: Calendar
    pauses_for: frozenset[str] = frozenset()
    warn_at: tuple[int, ...] = ()  # percentages of the target
    response_met_by: frozenset[FactKind] = frozenset({FactKind.PUBLIC_REPLY, FactKind.ASSIGNED})

    def __post_init__(self) -> None:
        """Refuse targets without time."""
        if any(seconds <= 0 for seconds in self.targets.values()):
            message = f"a target needs at least one second, unlike {dict(self.targets)}"
            raise ValueError(message)

    def target(self, priority: int | None) -> int | None:
        """Give the target of a priority; None where none is agreed."""
        return None if priority is None else self.targets.get(priority)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a timeline. `assigned` means to a person; facts stand in the order of the timeline."""

    at: datetime
    kind: FactKind
    state: str = ""  # opened, moved: the state it is in from now on
    priority: int | None = None  # opened, prioritised
    terms: Terms | None = None  # agreed: the terms from now on
