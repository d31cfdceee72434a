"""What each account wants to be told of, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from steward.people.models import User

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.kernel.process import Text

WAYS = ("page", "mail")
TEMPLATES: Mapping[str, Text] = {
    "opened": _("A record I reported was opened"),
    "assigned": _("Work was assigned to me or my team"),
    "replied": _("Somebody replied"),
    "warning": _("A deadline comes near"),
    "breach": _("A deadline has passed"),
    "solution": _("A solution waits for confirmation"),
    "approval": _("A decision is asked of me"),
    "reopened": _("A record was reopened"),
    "cancelled": _("A record was cancelled"),
    "outcome": _("A release, a roll-out or a request of mine has ended"),
    "last_incident": _("The last incident of a problem was closed"),
    "review_due": _("The review of a problem is due"),
    "conflict": _("Something came in the way of a change of mine"),
    "agenda": _("A board meets to which I belong"),
    "invited": _("I am invited to a meeting"),
    "minutes": _("A board to which I belong has held its meeting"),
    "actions_late": _("An action of a meeting of mine is past its day"),
    "falls_due": _("A nonconformity, an improvement or a report of mine falls due"),
    "overdue": _("A nonconformity, an improvement or a report is past its day"),
    "to_read": _("A report was issued to me"),
    "copy_handed": _("A controlled copy of a document was handed to me"),
    "copy_late": _("My receipt of a document is late"),
    "copy_recalled": _("A print that I hold is called back"),
    "answered": _("What I offered or submitted was answered"),
    "tied": _("What my work is tied to has moved on"),
}


def wants(preferences: Mapping[str, Mapping[str, bool]], template: str, way: str, clock: str = "") -> bool:
    """Whether an account is told in this way; of update warnings it gets mails on request alone."""
    unasked = not (template == "warning" and clock == "update" and way == "mail")
    return bool(preferences.get(template, {}).get(way, unasked))


def keep(user_id: int, chosen: Mapping[str, Mapping[str, bool]]) -> None:
    """Writes the preferences of an account; the row's history tells of it."""
    known = {name: {way: bool(chosen.get(name, {}).get(way)) for way in WAYS} for name in TEMPLATES}
    User.objects.filter(pk=user_id).update(notice_preferences=known)
