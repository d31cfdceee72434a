"""The account an import gives of itself: bad and odd rows by line and ticket, everything else by count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from steward.channel.ticket_log.sentences import FileRefused, Sentence
from steward.channel.ticket_log.sentences import sentence as _

# Warnings beyond these are counted but no longer kept by name: a wrong zone would warn on every row.
NAMED_WARNINGS = 1_000


@dataclass(frozen=True, slots=True)
class Remark:
    """A row of the file by line and ticket, and what is to be said of it."""

    line: int
    ticket: str
    reason: Sentence

    def told(self, translate: Callable[[str], str]) -> str:
        """Give the remark in the language of `translate`."""
        said = _(
            "Line {line}, ticket {ticket}: {reason}",
            line=self.line,
            ticket=self.ticket or "-",
            reason=self.reason,
        )
        return said.told(translate)

    def __str__(self) -> str:
        return self.told(str)


@dataclass(slots=True)
class Tally:
    """Counts of one import; refuses the file when more rows are bad than the mapping bears.

    `notes` counts what the mapping answered for the source: kept values, `other`, odd local times.
    """

    bad_rows_allowed: int = 1_000
    rows: int = 0
    quiet_rows: int = 0
    tickets: int = 0
    bad: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    warned: Counter[str] = field(default_factory=Counter)
    notes: Counter[Sentence] = field(default_factory=Counter)

    @property
    def oddities(self) -> int:
        """How many odd things were named, those beyond the bound too."""
        return sum(self.warned.values()) + sum(self.notes.values())

    def refuse(self, line: int, ticket: str, reason: Sentence) -> None:
        """Name a bad row; raises FileRefused when there are more than the mapping allows."""
        self.bad.append(Remark(line, ticket, reason))
        if len(self.bad) > self.bad_rows_allowed:
            raise FileRefused(
                _(
                    "More than {allowed} rows are bad, the last one at line {line}: {reason} Nothing was "
                    "imported. Most likely the mapping does not fit the file; if it does, raise "
                    "file.limits.bad_rows.",
                    allowed=self.bad_rows_allowed,
                    line=line,
                    reason=reason,
                ),
            )

    def warn(self, line: int, ticket: str, reason: Sentence) -> None:
        """Name a row that was taken but looks odd; `warned` counts each kind of oddity without bound."""
        self.warned[reason.msgid] += 1
        self._name(line, ticket, reason)

    def note(self, line: int, ticket: str, reasons: list[Sentence]) -> None:
        """Count, and name, what the mapping answered for the source on a row that was taken."""
        for reason in reasons:
            self.notes[reason] += 1
            self._name(line, ticket, reason)

    def _name(self, line: int, ticket: str, reason: Sentence) -> None:
        if len(self.warnings) < NAMED_WARNINGS:
            self.warnings.append(Remark(line, ticket, reason))
