"""What the source of an imported record states of it, beside what our own timeline derives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Subquery

from steward.kernel.models import Stated, TimelineEntry

if TYPE_CHECKING:
    from steward.kernel.models import Record

# What the source may count for itself and we count too, from the moves that it told.
COUNTED = ("reopened", "reassigned")


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact as its source states it; `derived` is None where nothing here tells of it."""

    name: str
    stated: Any
    derived: Any = None

    @property
    def differs(self) -> bool:
        """Whether both speak, and say different things."""
        return self.stated is not None and self.derived is not None and self.stated != self.derived

    def as_json(self) -> dict[str, Any]:
        """The statement as REST shows it."""
        return {"stated": self.stated, "derived": self.derived, "differs": self.differs}


def statements_of(record: Record) -> list[Statement]:
    """What is stated of a record, in one statement of SQL; none is asked for records that were born here."""
    if not record.source:
        return []
    kept = Stated.objects.filter(pk=record.pk).annotate(ended_at=Subquery(_last_reached())).first()
    if kept is None:
        return []
    facts = dict(kept.facts)
    closed_at = facts.pop("closed_at", None)
    compared = [
        Statement("resolved_at", kept.resolved_at, getattr(record, "resolved_at", None)),
        Statement("closed_at", datetime.fromisoformat(closed_at) if closed_at else None, _ended(record, kept)),
        *(Statement(name, getattr(kept, name), getattr(record, name, None)) for name in COUNTED),
        Statement("sla_met", kept.sla_met),
        *(Statement(name, value) for name, value in facts.items()),
    ]
    return [one for one in compared if (one.stated, one.derived) != (None, None)]


def _last_reached() -> Any:
    """When the timeline last came into the state that the record is in."""
    came = TimelineEntry.objects.filter(record_id=OuterRef("pk"), to_state=OuterRef("record__state"))
    return came.exclude(from_state=F("to_state")).order_by("-occurred_at").values("occurred_at")[:1]


def _ended(record: Record, kept: Any) -> datetime | None:
    # No time of closing is known where the source states none for it.
    return kept.ended_at if record.closed_at else None
