"""Figures in a reader's words: one function for each kind of column (manual 5.2.5: clear and short)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.kernel.catalogue import process_of
from steward.oversight.audit.models import Grade
from steward.people.bilingual import in_chinese
from steward.processes.change.words import ChangeType
from steward.processes.change.words import Outcome as OutcomeOfChange
from steward.processes.incident.models import Channel, Confirmation
from steward.surface import times
from steward.surface.cells import priority_label

if TYPE_CHECKING:
    from steward.oversight.service_reporting.sections import Column, Row

NOTHING = "–"
# Kinds whose cells are set to the right.
NUMBERS = frozenset({"count", "share", "minutes", "seconds", "span"})
_CHOICES: dict[str, Any] = {
    "channel": Channel,
    "change_type": ChangeType,
    "outcome": OutcomeOfChange,
    "grade": Grade,
    "confirmation": Confirmation,
}


def share_of(met: int, breached: int) -> str:
    """`98.2 %`; a dash where nothing was judged."""
    return f"{100 * met / (met + breached):.1f} %" if met + breached else NOTHING


def in_words(column: Column, row: Row, zone: str) -> str:
    """What a cell says; '' never, a dash where there is nothing."""
    if column.kind == "share":
        return share_of(row["met"], row["breached"])
    if column.kind == "state":
        return pgettext("state", str(row["state"]).replace("_", " ").capitalize())
    if column.kind == "span":
        return _span(row)
    value = row.get(column.key)
    if column.kind == "priority":
        return priority_label(value) or _("no priority")
    if value in (None, ""):
        return NOTHING
    return str(_WORDS.get(column.kind, _plain)(value, column, zone))


def _plain(value: Any, _column: Column, _zone: str) -> str:
    return str(value)


def _named(value: Any, _column: Column, _zone: str) -> str:
    _key, zh, en = value
    return str((zh if in_chinese() else en) or zh or en)


def _choice(value: Any, column: Column, _zone: str) -> str:
    return str(dict(_CHOICES[column.kind].choices).get(value, value))


def _span(row: Row) -> str:
    """The time that was agreed on; where it was altered within the period, the shortest and the longest."""
    shortest, longest = row.get("target"), row.get("longest")
    if not shortest:
        return NOTHING
    if longest and longest != shortest:
        return f"{times.worked(shortest)} – {times.worked(longest)}"
    return times.worked(shortest)


_WORDS: dict[str, Any] = {
    "named": _named,
    "clock": lambda value, _column, _zone: pgettext("clock", value.capitalize()),
    "kind": lambda value, _column, _zone: str(process_of(value).label_plural),
    "moment": lambda value, _column, zone: times.short(datetime.fromisoformat(value), zone),
    "seconds": lambda value, _column, _zone: times.worked(value),
    "minutes": lambda value, _column, _zone: times.worked(value * times.MINUTE),
    **dict.fromkeys(_CHOICES, _choice),
}
