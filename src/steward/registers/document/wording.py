"""How the status of an edition is told on screen and paper (manual 1.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.surface.paper.content import Stamp

if TYPE_CHECKING:
    from steward.registers.document.queries import Text


def stamp_of(text: Text) -> Stamp:
    """What stands framed beside its title: in force, retained, or what it still is."""
    if text.state == "in_force":
        return Stamp(pgettext("stamp", "In force"), "good")
    if text.state == "retained":
        return Stamp(pgettext("stamp", "Retained"), "warn")
    if text.state in ("obsolete", "withdrawn"):
        return Stamp(pgettext("stamp", "Obsolete"), "bad")
    if text.state == "approved":
        return Stamp(_("Approved, in force from %(day)s") % {"day": text.effective_on}, "info")
    return Stamp(pgettext("stamp", "Draft"), "neutral")


def step_label(step: str) -> str:
    """Drawn up, reviewed, approved."""
    return {
        "drawn_up": pgettext("sign-off", "Drawn up"),
        "review": pgettext("sign-off", "Reviewed"),
        "approval": pgettext("sign-off", "Approved"),
    }[step]
