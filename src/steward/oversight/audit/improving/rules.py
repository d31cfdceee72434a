"""What must be true of an improvement, and what follows from it (manual 3.4.4)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.days import day_at
from steward.kernel.refusal import Invalid
from steward.oversight.audit import persons

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text


def its_steps_name_people_and_days(attempt: Attempt) -> Text | None:
    """Each step is somebody's of ours; what is done was done by today, with its result. Raises Invalid."""
    persons.are_known(attempt, "steps", "who")
    today, faults = attempt.day, []
    for row in attempt.values.get("steps", []):
        done = date.fromisoformat(row["done_on"]) if row.get("done_on") else None
        if done and done > today:
            faults.append(_("“%(action)s” is said to be done on a day to come.") % {"action": row["what"]})
        if done and not row.get("result"):
            faults.append(_("Say what came of “%(action)s”.") % {"action": row["what"]})
    if faults:
        raise Invalid({"steps": faults})
    return None


def its_day_lies_ahead(attempt: Attempt) -> Text | None:
    """An improvement is begun for a day to come."""
    due = attempt.values.get("due_on")
    if due is None or due >= attempt.day:
        return None
    return _("It would be due on %(day)s already: choose a day to come.") % {"day": due}


def it_is_measured_after_it_began(attempt: Attempt) -> Text | None:
    """What came of it shows after it was opened, and by today."""
    day = attempt.value("measured_on")
    if day is None:
        return None
    if day > attempt.day:
        return _("The day of the measurement lies in the future.")
    first = day_at(attempt.record.opened_at, attempt.actor.zone)
    if day < first:
        return _("The measurement on %(day)s is older than the improvement of %(first)s: measure again.") % {
            "day": day,
            "first": first,
        }
    return None


def every_step_is_done(attempt: Attempt) -> Text | None:
    """A result is reported when what was to be done is done."""
    left = [row["what"] for row in attempt.value("steps") if not row.get("done_on")]
    return _("Not yet marked as done: %(steps)s.") % {"steps": "; ".join(left)} if left else None


def it_is_verified_by_another(attempt: Attempt) -> Text | None:
    """Nobody verifies what came of their own work."""
    record: Any = attempt.record
    known = persons.ours({row["who"] for row in record.steps}, attempt.actor.own_party_id)
    theirs = {person.pk for person in known.values()} | {record.owner_id}
    if attempt.actor.person_id is None or attempt.actor.person_id not in theirs:
        return None
    return _("Nobody verifies the effect of what they carried out themselves: ask somebody who took no part.")


def it_was_reported_after_it_was_measured(attempt: Attempt) -> Text | None:
    """What is told is what was measured."""
    day, measured = attempt.value("reported_on"), attempt.value("measured_on")
    if day is None:
        return None
    if day > attempt.day:
        return _("The day of the report lies in the future.")
    return _("It can't be reported before it was measured on %(day)s.") % {"day": measured} if day < measured else None


def verifier_of(attempt: Attempt) -> dict[str, Any]:
    """Who says that it got better."""
    return {"verified_by_id": attempt.actor.id}
