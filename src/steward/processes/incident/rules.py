"""What must be true of an incident, and what follows from it (manual 7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.clockwork import is_late
from steward.processes.incident.models import Confirmation

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text


def it_has_a_team_or_an_owner(attempt: Attempt) -> Text | None:
    """An assignment names somebody."""
    if attempt.value("team_id") or attempt.value("owner_id"):
        return None
    return _("Name the team or the person that it is assigned to.")


def restoration_lies_between_opening_and_now(attempt: Attempt) -> Text | None:
    """Service can't have been restored before the incident or in the future."""
    restored = attempt.value("restored_at")
    if restored is None:
        return None
    opened = attempt.record.opened_at
    if restored < opened.replace(second=0, microsecond=0):
        return _("Service can't have been restored before the incident was opened.")
    return _("The restoration time lies in the future.") if restored > attempt.at else None


def a_missed_target_has_its_reason(attempt: Attempt) -> Text | None:
    """Whoever resolves an incident after its agreed time says why it took longer (6.1.5)."""
    if attempt.value("breach_reason") or not is_late(attempt.record, "resolution", attempt.at):
        return None
    return _("The agreed resolution time has passed. Say why it took longer.")


def confirmation_follows_restoration(attempt: Attempt) -> Text | None:
    """Closing needs service restored first (7.2.4)."""
    if attempt.value("restored_at") is None:
        return _("State when service was restored before you close the incident.")
    return None


def contact_belongs_to_the_customer(attempt: Attempt) -> Text | None:
    """A contact confirms or reopens the incidents of the own company alone."""
    if attempt.actor.is_provider or attempt.actor.party_id == attempt.record.customer_id:
        return None
    return _("Only the customer's own contacts may do this.")


def reporter_of(attempt: Attempt) -> dict[str, Any]:
    """A contact who opens an incident reports it."""
    if attempt.record.pk is None and not attempt.actor.is_provider:
        return {"requester_id": attempt.actor.person_id, "channel": "portal"}
    return {}


def taker_of(attempt: Attempt) -> dict[str, Any]:
    """Who starts work on an incident that nobody owns takes it."""
    return {} if attempt.record.owner_id else {"owner_id": attempt.actor.person_id}


def count_of_reassignments(attempt: Attempt) -> dict[str, Any]:
    """A change of team after the first assignment counts."""
    team = attempt.value("team_id")
    if attempt.record.team_id and team != attempt.record.team_id:
        return {"reassigned": attempt.record.reassigned + 1}  # type: ignore[attr-defined]  # an incident
    return {}


def owner_of_the_new_team(attempt: Attempt) -> dict[str, Any]:
    """Another team without a person named means that the former person is out."""
    if "team_id" in attempt.values and attempt.values.get("owner_id") is None:
        return {"owner_id": None}
    return {}


def time_of_resolution(attempt: Attempt) -> dict[str, Any]:
    """The moment of the move."""
    return {"resolved_at": attempt.at}


def time_of_confirmation(attempt: Attempt) -> dict[str, Any]:
    """The moment of the move."""
    return {"confirmed_at": attempt.at}


def confirmation_by_the_user(attempt: Attempt) -> dict[str, Any]:
    """A contact's own word is the user's confirmation."""
    return {"confirmation": Confirmation.USER, "confirmed_at": attempt.at}


def count_of_reopenings(attempt: Attempt) -> dict[str, Any]:
    """One more, and what the resolution had claimed no longer holds."""
    reopened = attempt.record.reopened + 1  # type: ignore[attr-defined]  # an incident
    return {"reopened": reopened, "resolved_at": None, "restored_at": None, "confirmation": None}
