"""What must be true of a discrepancy (manual 8.1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.registers.configuration import discovering
from steward.registers.configuration.models import Discrepancy

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text


def what_is_recorded_is_what_was_found(attempt: Attempt) -> Text | None:
    """It is settled once the record says what was found: the field, the item as such, or its end."""
    item = attempt.value("item_id")
    if item is None:
        return _("Name the configuration item that now records what was found.")
    told = discovering.told_of(item, attempt.value("attribute"))
    if told is None:
        return _("The configuration item can't be read.")
    state, value = told
    sort = attempt.value("sort")
    if sort == Discrepancy.Sort.MISSING and state in discovering.IN_PLACE and not attempt.value("found"):
        return _("The configuration item is still recorded as in place: dismantle it, or let it be found.")
    if sort == Discrepancy.Sort.DIFFERS and value != attempt.value("found"):
        text = _("Recorded is “%(recorded)s”, found was “%(found)s”: alter the item under a change, or reject this.")
        return text % {"recorded": value, "found": attempt.value("found")}
    return None
