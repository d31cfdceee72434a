"""What must be true of a management review (manual 2.1.11, 3.3.3, 3.4.3)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from steward.kernel.refusal import Invalid
from steward.oversight.audit import persons
from steward.people.models import Duty

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

TOP = ("general_manager", "top_management")


def its_people_are_known(attempt: Attempt) -> Text | None:
    """Attendees, and who carries a decision out, are people of ours. Raises Invalid with every fault."""
    persons.are_known(attempt, "attendees", "person")
    persons.are_known(attempt, "resolutions", "who")
    return None


def its_decisions_follow_it(attempt: Attempt) -> Text | None:
    """A decision is due and done on or after the day of the review. Raises Invalid with every fault."""
    held = attempt.value("held_on")
    if "resolutions" not in attempt.values or held is None:
        return None
    today = attempt.day
    faults = []
    for row in attempt.values["resolutions"]:
        named = {"decision": row["what"], "day": held}
        if date.fromisoformat(row["until"]) < held:
            faults.append(_("“%(decision)s” is due before the review on %(day)s.") % named)
        done = date.fromisoformat(row["done_on"]) if row.get("done_on") else None
        if done and not held <= done <= today:
            faults.append(
                _("“%(decision)s” is said to be done before the review on %(day)s or on a day to come.") % named
            )
        if done and not row.get("result"):
            faults.append(_("Say what came of “%(action)s”.") % {"action": row["what"]})
    if faults:
        raise Invalid({"resolutions": faults})
    return None


def top_management_attended(attempt: Attempt) -> Text | None:
    """At least one of those who attended held the office on that day (2.1.11)."""
    held = attempt.value("held_on")
    people = persons.ours((row["person"] for row in attempt.value("attendees")), attempt.actor.own_party_id)
    current = Q(starts_on__lte=held) & (Q(ends_on=None) | Q(ends_on__gte=held))
    if Duty.objects.filter(current, role__in=TOP, person__in=people.values()).exists():
        return None
    return _("None of those who attended was of top management on %(day)s: a review is theirs.") % {"day": held}


def it_has_taken_place(attempt: Attempt) -> Text | None:
    """What was concluded is written down after the meeting, not before."""
    held = attempt.value("held_on")
    if held is not None and held > attempt.day:
        return _("The review is to be held on %(day)s: conclude it then, or put the day right.") % {"day": held}
    return None


def every_decision_is_done(attempt: Attempt) -> Text | None:
    """A review is closed when what it decided is done."""
    record: Any = attempt.record
    left = [row["what"] for row in record.resolutions if not row.get("done_on")]
    return _("Not yet marked as done: %(steps)s.") % {"steps": "; ".join(left)} if left else None
