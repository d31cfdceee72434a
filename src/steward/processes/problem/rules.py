"""What must be true of a problem, and what follows from it (manual 7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.days import day_at

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text


def it_has_a_team_or_an_owner(attempt: Attempt) -> Text | None:
    """An assignment names somebody."""
    if attempt.value("team_id") or attempt.value("owner_id"):
        return None
    return _("Name the team or the person that it is assigned to.")


def a_known_error_has_a_workaround_or_a_reason_for_none(attempt: Attempt) -> Text | None:
    """The desk is told what to do until the solution comes (7.3.1)."""
    if attempt.value("workaround") or attempt.value("no_workaround"):
        return None
    return _("Write the workaround, or why there is none.")


def it_was_reviewed_between_opening_and_today(attempt: Attempt) -> Text | None:
    """The review has taken place."""
    day = attempt.value("reviewed_on")
    if day is None:
        return None
    if day > attempt.day:
        return _("The day of the review lies in the future.")
    return (
        _("The review can't be earlier than the problem.")
        if day < day_at(attempt.record.opened_at, attempt.actor.zone)
        else None
    )


def the_next_review_lies_ahead(attempt: Attempt) -> Text | None:
    """A review is agreed on for a day to come."""
    day = attempt.values.get("next_review_on")
    was = getattr(attempt.record, "next_review_on", None) if attempt.record.pk else None
    return _("The next review lies in the past.") if day and day != was and day < attempt.day else None


def the_risk_is_accepted_by_another(attempt: Attempt) -> Text | None:
    """Nobody decides on the acceptance that they proposed."""
    if attempt.record.proposed_by_id == attempt.actor.id:  # type: ignore[attr-defined]  # a problem
        return _("Nobody accepts a risk whose acceptance they proposed themselves.")
    return None


def taker_of(attempt: Attempt) -> dict[str, Any]:
    """Who starts to investigate a problem that nobody owns takes it."""
    return {} if attempt.record.owner_id else {"owner_id": attempt.actor.person_id}


def time_of_solution(attempt: Attempt) -> dict[str, Any]:
    """The moment of the move."""
    return {"solved_at": attempt.at}


def proposer_of(attempt: Attempt) -> dict[str, Any]:
    """Who proposes the acceptance of the risk."""
    return {"proposed_by_id": attempt.actor.id}


def solution_is_void(attempt: Attempt) -> dict[str, Any]:  # noqa: ARG001  every derivation is asked so
    """What the solution had claimed no longer holds."""
    return {"solved_at": None, "verification": ""}
