"""Verdicts, times and figures as the pages of conformity say them (manual 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import ngettext

from steward.kernel.judges import Verdict
from steward.surface.times import short

if TYPE_CHECKING:
    from datetime import datetime

    from steward.kernel.judges import Unit

TONES = {
    Verdict.MET: "good",
    Verdict.DUE: "warn",
    Verdict.BREACHED: "bad",
    Verdict.NO_DATA: "neutral",
    Verdict.NOT_BUILT: "dropped",
}
ICONS = {
    Verdict.MET: "good",
    Verdict.DUE: "clock",
    Verdict.BREACHED: "bad",
    Verdict.NO_DATA: "new",
    Verdict.NOT_BUILT: "active",
}


def marks() -> dict[Verdict, dict[str, Any]]:
    """Label, tone and icon of each verdict."""
    return {each: {"label": each.label, "tone": TONES[each], "icon": ICONS[each]} for each in Verdict}


def measure(value: int, unit: Unit) -> str:
    """A figure of the company's with its unit."""
    if unit == "percent":
        return f"{value} %"
    if unit == "days":
        return ngettext("%(num)d day", "%(num)d days", value) % {"num": value}
    if unit == "hours":
        return ngettext("%(num)d hour", "%(num)d hours", value) % {"num": value}
    return str(value)


def words(zone: str) -> dict[str, Any]:
    """What every page of conformity says alike, for a reader of this zone."""

    def moment(at: datetime) -> str:
        return short(at, zone)

    return {"marks": marks(), "measure": measure, "moment": moment}
