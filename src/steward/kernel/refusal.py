"""Refusals: every 'no' is one or more sentences, the same on every surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from steward.kernel.process import Text


class Refused(Exception):
    """An act that may not be: `reasons` are sentences for the reader."""

    def __init__(self, reasons: Sequence[Text]) -> None:
        """Keeps the reasons in order."""
        self.reasons = list(reasons)
        super().__init__("; ".join(map(str, self.reasons)))


class Invalid(Refused):
    """Values that can't be taken: `faults` are sentences by field name."""

    def __init__(self, faults: Mapping[str, Sequence[Text]]) -> None:
        """Keeps the sentences by field."""
        self.faults = {name: list(sentences) for name, sentences in faults.items()}
        super().__init__([sentence for sentences in self.faults.values() for sentence in sentences])


class Stale(Refused):
    """The record has moved on since the writer saw it."""

    def __init__(self, reasons: Sequence[Text], current: int) -> None:
        """Keeps the version that is current."""
        self.current = current
        super().__init__(reasons)


class Unknown(Refused):
    """There is no such record for this actor, whether it exists or not."""
