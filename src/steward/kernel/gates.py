"""Gates: which line of a gate a decision counts for, and whether every line is complete (manual 1.4.1, 8.2.1)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.kernel import effects
from steward.kernel.models import Decision

if TYPE_CHECKING:
    from steward.kernel.models import Record
    from steward.kernel.process import Line, Move, Text
    from steward.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Standing:
    """How a record stands before a gate in this round: its lines, who has decided, approvals by line."""

    project_id: int
    round: int
    lines: tuple[Line, ...]
    decided: frozenset[int]
    approvals: Counter[str]

    @property
    def open_lines(self) -> tuple[Line, ...]:
        """The lines that still lack approvals."""
        return tuple(line for line in self.lines if self.approvals[line.name] < line.quorum)

    def _lines_for(self, actor: Actor) -> list[Line]:
        return [line for line in self.open_lines if actor.holds(line.by, self.project_id)]

    def why_not(self, actor: Actor) -> list[Text]:
        """The reason why `actor` may not decide in this round; whether a role is held at all, policy says."""
        if actor.person_id in self.decided:
            return [_("You have decided on this already.")]
        is_asked = any(actor.holds(line.by, self.project_id) for line in self.lines)
        return [_("What your role decides here is decided already.")] if is_asked and not self._lines_for(actor) else []

    def line_for(self, actor: Actor) -> Line:
        """The first open line for which `actor`, who was asked `why_not`, decides; one person is one voice."""
        return self._lines_for(actor)[0]

    def is_complete_with(self, line: Line) -> bool:
        """Whether one more approval for this line opens the gate."""
        counted = self.approvals + Counter([line.name])
        return all(counted[each.name] >= each.quorum for each in self.lines)


def standing(record: Record, move: Move) -> Standing:
    """How the record stands before the gate of this move, in two statements."""
    assert move.gate is not None  # noqa: S101  the caller looked
    lines = move.gate.lines_of(record)
    turn = effects.round_of(record, move)
    made = Decision.objects.filter(record_id=record.pk, gate__in=[line.name for line in lines], round=turn)
    rows = list(made.values_list("gate", "person_id", "verdict"))
    approvals = Counter(gate for gate, _person, verdict in rows if verdict == Decision.Verdict.APPROVED)
    return Standing(record.project_id, turn, lines, frozenset(person for _gate, person, _verdict in rows), approvals)
