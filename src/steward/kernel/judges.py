"""Judges: what must be true of the records for a clause to be met, stated by the chapter that owns it (manual 3.3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    from steward.kernel.process import Text

Unit: TypeAlias = Literal["days", "hours", "percent", "count"]


class Verdict(TextChoices):
    """What the records say of a clause; nobody types it."""

    BREACHED = "breached", pgettext_lazy("verdict", "Breached")
    DUE = "due", pgettext_lazy("verdict", "Due")
    MET = "met", pgettext_lazy("verdict", "Met")
    NO_DATA = "no_data", pgettext_lazy("verdict", "No data")
    NOT_BUILT = "not_built", pgettext_lazy("verdict", "Not yet in the product")


@dataclass(frozen=True, slots=True)
class Target:
    """A figure of the company's own that a rule asks for: days, hours, a number, or a share in percent.

    `value` holds until the company has set another; each setting has its first day.
    """

    name: str
    label: Text
    value: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Asked:
    """The moment a judge is asked about, with the company's figures of that day."""

    at: datetime
    figures: Mapping[str, int]

    def figure(self, target: Target) -> int:
        """The company's figure of that day."""
        return self.figures.get(target.name, target.value)

    def ago(self, target: Target) -> datetime:
        """The moment so many days or hours back. Raises ValueError for a share or a number."""
        return self.at - self.span(target)

    def span(self, target: Target) -> timedelta:
        """So many days or hours. Raises ValueError for a share or a number."""
        if target.unit not in ("days", "hours"):
            message = f"{target.name} is no time"
            raise ValueError(message)
        return timedelta(**{target.unit: self.figure(target)})


# Rows of what is judged, each annotated with `wrong` (is it, at that moment, not as the rule says) and `until` (by when
# it has to be right; null where it had to be at once).
Cases: TypeAlias = "Callable[[Asked], QuerySet[Any]]"


@dataclass(frozen=True, slots=True)
class Judge:
    """One rule of a clause, judged case by case from the tables it `reads`.

    A case that is wrong is breached, or due while the day until which it has to be right has not come. `least` or
    `most` make it a share: so many per cent of the cases have to be right, or may at most be wrong. `project` leads
    from a case to its service project; '' where a rule is about the company. A service project whose tailoring leaves
    the clause's process out is not judged.
    """

    name: str
    clause: str
    rule: Text
    cases: Cases
    reads: tuple[type[Model], ...]
    least: Target | None = None
    most: Target | None = None
    targets: tuple[Target, ...] = ()
    # Clauses that ask for the same beside its own.
    serves: tuple[str, ...] = ()
    project: str = "project_id"
    # Kinds of records beside those that it reads whose entries change what it reads: a table that hangs on others.
    watches: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[Target, ...]:
        """Every figure of the company's that the rule asks for."""
        share = self.least or self.most
        return (*self.targets, share) if share else self.targets

    def verdict(self, judged: int, breached: int, due: int, asked: Asked) -> Verdict:
        """What so many cases come to."""
        if not judged:
            return Verdict.NO_DATA
        if self._fails(judged, breached, asked):
            return Verdict.BREACHED
        return Verdict.DUE if due else Verdict.MET

    def _fails(self, judged: int, breached: int, asked: Asked) -> bool:
        if self.least:
            return 100 * (judged - breached) < asked.figure(self.least) * judged
        if self.most:
            return 100 * breached > asked.figure(self.most) * judged
        return breached > 0


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A part of a clause that no judge sees yet, in a sentence: the map says so instead of calling the clause met."""

    clause: str
    part: Text
