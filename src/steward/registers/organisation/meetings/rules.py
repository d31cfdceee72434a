"""What must be true of a meeting (manual 2.1.8)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from steward.kernel.refusal import Invalid
from steward.people.models import Person

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.process import Attempt, Text


def its_actions_are_for_people_of_ours(attempt: Attempt) -> Text | None:
    """Whoever carries an action out is of our own company. Raises Invalid with every fault."""
    if "actions" not in attempt.values:
        return None
    codes = {row["who"] for row in attempt.values["actions"]}
    known = _ours(codes) if codes else set()
    faults = [_("There is no person “%(code)s” of ours.") % {"code": code} for code in sorted(codes - known)]
    if faults:
        raise Invalid({"actions": faults})
    return None


def its_actions_follow_it(attempt: Attempt) -> Text | None:
    """An action is due and done on or after the day of the meeting. Raises Invalid with every fault."""
    begun = attempt.value("starts_at")
    if "actions" not in attempt.values or begun is None:
        return None
    zone = ZoneInfo(attempt.actor.zone)
    held, today = begun.astimezone(zone).date(), attempt.at.astimezone(zone).date()
    faults = [fault for row in attempt.values["actions"] for fault in _faults(row, held, today)]
    if faults:
        raise Invalid({"actions": faults})
    return None


def _faults(row: dict[str, Any], held: date, today: date) -> Iterable[str]:
    named = {"action": row["what"], "day": held}
    if date.fromisoformat(row["until"]) < held:
        yield _("“%(action)s” is due before the meeting of %(day)s.") % named
    done = date.fromisoformat(row["done_on"]) if row.get("done_on") else None
    if done and not held <= done <= today:
        yield _("“%(action)s” can't have been done before the meeting of %(day)s, or on a day to come.") % named
    if done and not row.get("result"):
        yield _("Say what came of “%(action)s”.") % named


def it_has_begun(attempt: Attempt) -> Text | None:
    """Minutes are written of what has taken place."""
    begins = attempt.value("starts_at")
    if begins is not None and begins > attempt.at:
        return _("The meeting has not begun yet: write its minutes afterwards, or put its time right.")
    return None


def somebody_attended(attempt: Attempt) -> Text | None:
    """One person alone is no meeting."""
    there = [row for row in attempt.value("members") if not row.get("excused")]
    if len(there) < 2:  # noqa: PLR2004  two make a meeting
        return _("Name at least two who attended: one person alone is no meeting.")
    return None


def every_action_is_done(attempt: Attempt) -> Text | None:
    """A meeting is closed when what it decided is done."""
    meeting: Any = attempt.record
    left = [row["what"] for row in meeting.actions if not row.get("done_on")]
    return _("Not yet marked as done: %(steps)s.") % {"steps": "; ".join(left)} if left else None


def _ours(codes: Iterable[str]) -> set[str]:
    found = Person.objects.filter(code__any_of=frozenset(codes), party__is_own=True)
    return set(found.values_list("code", flat=True))
