"""What must be true of an issue of the configuration report (manual 8.1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text


def it_tells_of_what_has_been(attempt: Attempt) -> Text | None:
    """Nobody knows the configuration of a moment to come."""
    at = attempt.value("as_of")
    if at is not None and at > attempt.at:
        return _("The report can't tell of a moment to come: leave it empty for now.")
    return None
