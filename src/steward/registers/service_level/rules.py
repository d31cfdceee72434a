"""What must be true of a service or an agreement (manual 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

CLOCKS = ("response", "resolution", "update")
PRIORITIES = ("1", "2", "3", "4")


def targets_are_seconds_by_clock_and_priority(attempt: Attempt) -> Text | None:
    """Targets read {"response": {"1": 900, …}, …}, each a whole number of seconds above zero."""
    targets = attempt.value("targets")
    if not isinstance(targets, dict) or not set(targets) <= set(CLOCKS):
        return _("Targets are written by clock: response, resolution, update.")
    for clock, by_priority in targets.items():
        if not isinstance(by_priority, dict) or not set(by_priority) <= set(PRIORITIES):
            return _("The targets of “%(clock)s” are written by priority, 1 to 4.") % {"clock": clock}
        if not all(isinstance(s, int) and not isinstance(s, bool) and s > 0 for s in by_priority.values()):
            return _("The targets of “%(clock)s” are whole seconds above zero.") % {"clock": clock}
    return None


def it_has_targets(attempt: Attempt) -> Text | None:
    """An agreement without a resolution target promises nothing."""
    if attempt.record.targets.get("resolution"):  # type: ignore[attr-defined]  # an agreement
        return None
    return _("Set a resolution target for at least one priority.")


def it_ends_after_it_starts(attempt: Attempt) -> Text | None:
    """The dates do not contradict each other."""
    starts, ends = attempt.value("starts_on"), attempt.value("ends_on")
    return _("It ends before it starts.") if starts and ends and ends < starts else None
