"""What the generator gives: incidents with their timelines, parties and persons by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

# Who may read a record or an entry, as the kernel counts.
EVERYBODY, CUSTOMER, SUPPLIER, INTERNAL = range(4)
# Actors that are no persons.
MONITOR, SYSTEM = "monitor", "system"


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """One entry of a timeline; `actor` is a person's code, MONITOR or SYSTEM; changes: (field, old, new)."""

    verb: str  # opened, moved, commented or amended
    actor: str
    occurred_at: datetime
    reach: int
    body: str = ""
    move: str = ""
    from_state: str = ""
    to_state: str = ""
    minutes: int = 0
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class DemoIncident:
    """One incident as it stands at the moment of loading; an empty text means none."""

    reference: str  # "D-0001" in the order of opening: number at the source
    parent: str  # reference of the provider's parent incident
    title: str
    description: str
    language: str
    customer: str
    project: str
    supplier: str
    service: str
    category: str
    configuration_item: str
    site: str
    channel: str
    template: str
    requester: str
    author: str
    owner: str
    team: str
    audience: int
    state: str
    impact: int
    urgency: int
    priority: int
    opened_at: datetime
    restored_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    resolution: str
    closure_code: str
    confirmation: str  # user, monitor or timeout
    waits_for: str
    cancel_reason: str
    reopened: int
    reassigned: int
    tags: tuple[str, ...]
    entries: tuple[DemoEntry, ...]

    def state_at(self, moment: datetime) -> str:
        """Give the state in which it was at a time."""
        past = (entry for entry in self.entries if entry.to_state and entry.occurred_at <= moment)
        return [entry.to_state for entry in past][-1]

    @property
    def updated_at(self) -> datetime:
        """When the last entry was written."""
        return self.entries[-1].occurred_at

    @property
    def confirmed_at(self) -> datetime | None:
        """When it was confirmed that service is restored: on closing."""
        return self.closed_at if self.confirmation else None

    @property
    def effort_minutes(self) -> int:
        """The work told in the timeline, summed up."""
        return sum(entry.minutes for entry in self.entries)
