"""The second factor of an account: since when there is one, what became of it, and its end (manual 6.6)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator

from steward.people.models import RowHistory

if TYPE_CHECKING:
    from steward.people.actor import Actor

log = logging.getLogger(__name__)
_TABLE, _KIND = "mfa_authenticator", "totp"


def is_staff(actor: Actor) -> bool:
    """Whether this is one of the provider's people: somebody of our own company, or with a duty that no contact has."""
    return actor.is_provider or (actor.party_id is not None and actor.party_id == actor.own_party_id)


def has_factor(user_id: int) -> bool:
    """Whether the account's log-in asks for a code."""
    return bool(Authenticator.objects.filter(user_id=user_id, type=_KIND).exists())


def reset(user_id: int, *, actor: Actor) -> None:
    """Takes factor and recovery codes from an account; the row's history keeps who did it, and so does the log."""
    Authenticator.objects.filter(user_id=user_id).delete()
    log.warning("%s has reset the second factor of account %d", actor.username, user_id)


def history_of_factor(user_id: int) -> list[RowHistory]:
    """When the account's factor was set up and taken away, and by whom, newest first."""
    told = RowHistory.objects.filter(table=_TABLE, action__in=("insert", "delete"), changes__user_id__contains=user_id)
    return [entry for entry in told.order_by("-id") if _KIND in entry.changes["type"]]
