"""What must be true of an article, and what follows from it (manual 7.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.models import Audience
from steward.registers.knowledge.models import Readers

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

_AUDIENCE = {
    Readers.INTERNAL: Audience.INTERNAL,
    Readers.CUSTOMER: Audience.CUSTOMER,
    Readers.EVERYBODY: Audience.EVERYBODY,
}


def it_says_what_helps(attempt: Attempt) -> Text | None:
    """Whoever meets the symptom is told what to do, or what to check."""
    told = attempt.value("symptom") and (attempt.value("solution") or attempt.value("checks"))
    return None if told else _("Write the symptom, and a solution or a check list, before others read it.")


def it_is_valid_for_a_time_to_come(attempt: Attempt) -> Text | None:
    """An article is looked at again on a day that lies ahead (7.2.2)."""
    until = attempt.value("valid_until")
    if until is None or until > attempt.day:
        return None
    return _("Say until when it is valid: a day to come.")


def readers_of_a_draft(attempt: Attempt) -> dict[str, Any]:
    """What is not published is for the provider's people, whoever shall read it later."""
    is_new = attempt.record.pk is None
    return {"audience": int(Audience.INTERNAL)} if is_new else {}


def readers_as_chosen(attempt: Attempt) -> dict[str, Any]:
    """A published article reaches those that it was written for."""
    return {"audience": int(_AUDIENCE[Readers(attempt.value("readers"))]), "published_at": attempt.at}


def readers_inside_again(attempt: Attempt) -> dict[str, Any]:  # noqa: ARG001  every derivation is asked so
    """What is being revised, or is retired, is no longer for others."""
    return {"audience": int(Audience.INTERNAL)}


def next_edition(attempt: Attempt) -> dict[str, Any]:
    """A revision is the next edition."""
    return {"edition": attempt.record.edition + 1}  # type: ignore[attr-defined]  # an article
