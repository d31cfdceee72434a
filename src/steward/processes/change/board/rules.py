"""What must be true of a meeting of the board, and what it is proposed to hold (manual 8.2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.refusal import Invalid
from steward.processes.change.board import agenda
from steward.processes.change.models import BoardConclusion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.process import Attempt, Text


def agenda_and_members_proposed(attempt: Attempt) -> dict[str, Any]:
    """A new meeting has what awaits approval on its agenda, and as members whoever decides on that."""
    if attempt.record.pk is not None:
        return {}
    rows = attempt.value("agenda")
    if not rows:
        waiting = agenda.waiting(attempt.record, attempt.actor, emergencies=attempt.value("is_emergency"))
        rows = [{"change": each.number} for each in waiting]
    people = attempt.value("members") or agenda.members_for(rows, attempt.record, attempt.actor)
    return {"agenda": rows, "members": people}


def its_agenda_names_changes(attempt: Attempt) -> Text | None:
    """Every line is a change that the reader sees, and stands once. Raises Invalid with every fault."""
    if "agenda" not in attempt.values:
        return None
    numbers = [row["change"] for row in attempt.values["agenda"]]
    known = agenda.changes_numbered(numbers, attempt.actor)
    faults = [_("There is no change “%(number)s”.") % {"number": number} for number in numbers if number not in known]
    faults += [_("“%(number)s” stands twice.") % {"number": number} for number in _twice(numbers)]
    if faults:
        raise Invalid({"agenda": faults})
    return None


def its_people_are_known(attempt: Attempt) -> Text | None:
    """Members, and who is to do something, are people of ours or of the customer. Raises Invalid with every fault."""
    for field, column in (("members", "person"), ("actions", "who")):
        if field not in attempt.values:
            continue
        codes = [row[column] for row in attempt.values[field]]
        known = agenda.people_keyed(codes, attempt.record.customer_id, attempt.actor)
        faults = [_("There is no person “%(code)s”.") % {"code": code} for code in codes if code not in known]
        if field == "members":
            faults += [_("“%(number)s” stands twice.") % {"number": code} for code in _twice(codes)]
        if faults:
            raise Invalid({field: faults})
    return None


def _twice(words: list[str]) -> Iterable[str]:
    return dict.fromkeys(word for word in words if words.count(word) > 1)


def it_can_be_held(attempt: Attempt) -> Text | None:
    """A board meets on something, at a time, with members and one who takes the chair."""
    record: Any = attempt.record
    if not record.agenda:
        return _("Nothing stands on the agenda.")
    if len([row for row in record.members if row["part"] == "chair"]) != 1:
        return _("Say who takes the chair: one of the members.")
    return None if record.starts_at else _("Say when it begins.")


def only_an_emergency_board_meets_unannounced(attempt: Attempt) -> Text | None:
    """Members of an ordinary board have read the agenda before."""
    record: Any = attempt.record
    if record.is_emergency or record.state == "announced":
        return None
    return _("Announce the meeting first; only an emergency board meets at once.")


def every_change_is_concluded(attempt: Attempt) -> Text | None:
    """A meeting ends when it has said of each change what becomes of it."""
    made = BoardConclusion.objects.filter(record_id=attempt.record.pk).values_list("change__number", flat=True)
    concluded = set(made)
    left = [row["change"] for row in attempt.value("agenda") if row["change"] not in concluded]
    return _("Not yet concluded: %(changes)s.") % {"changes": ", ".join(left)} if left else None


def every_action_is_done(attempt: Attempt) -> Text | None:
    """A meeting closes when what it decided to do is done."""
    left = [row["what"] for row in attempt.value("actions") if not row.get("done")]
    return _("Not yet marked as done: %(steps)s.") % {"steps": "; ".join(left)} if left else None
