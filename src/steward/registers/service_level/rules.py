"""What must be true of a service or an agreement (manual 6.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text


def it_has_targets(attempt: Attempt) -> Text | None:
    """An agreement without a resolution target promises nothing."""
    if attempt.record.targets.get("resolution"):  # type: ignore[attr-defined]  # an agreement
        return None
    return _("Set a resolution target for at least one priority.")


def it_ends_after_it_starts(attempt: Attempt) -> Text | None:
    """The dates do not contradict each other."""
    starts, ends = attempt.value("starts_on"), attempt.value("ends_on")
    return _("It ends before it starts.") if starts and ends and ends < starts else None
