"""What must be true of a nonconformity, and what follows from it (manual 3.4.2, 3.4.5)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.days import day_at
from steward.kernel.refusal import Invalid
from steward.oversight.audit import persons
from steward.oversight.audit.figures import days_for
from steward.oversight.audit.models import CORRECTIVE, PREVENTIVE, Grade, Source

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text


def _opened_on(attempt: Attempt) -> date:
    return day_at(attempt.record.opened_at, attempt.actor.zone) if attempt.record.pk else attempt.day


def what_came_about_is_contained_first(attempt: Attempt) -> Text | None:
    """Harm is stopped before its cause is looked for; what has not come about yet needs no containment."""
    if attempt.record.state != "open" or attempt.value("grade") == Grade.POTENTIAL:
        return None
    return _("Contain it first: write what was put right at once. Only an observation has nothing to contain.")


def a_source_in_the_manual_names_its_clause(attempt: Attempt) -> Text | None:
    """A finding against the manual says against which clause."""
    if attempt.value("found_by") not in (Source.AUDIT, Source.CLAUSE_BREACH) or attempt.value("clause"):
        return None
    return _("Name the clause: a finding of an audit or of a rule is always against one.")


def its_actions_name_people_and_days(attempt: Attempt) -> Text | None:
    """Each action is somebody's of ours, and its days follow one another. Raises Invalid with every fault."""
    persons.are_known(attempt, "actions", "who")
    if "actions" not in attempt.values:
        return None
    first, today = _opened_on(attempt), attempt.day
    faults = [fault for row in attempt.values["actions"] for fault in _contradictions(row, first, today)]
    if faults:
        raise Invalid({"actions": faults})
    return None


def _contradictions(row: dict[str, Any], first: date, today: date) -> list[str]:
    """What is wrong with the days of one action, in sentences."""
    found, named = [], {"action": row["what"], "day": first}
    if date.fromisoformat(row["until"]) < first:
        found.append(_("“%(action)s” is to be done before the nonconformity was found on %(day)s.") % named)
    done = date.fromisoformat(row["done_on"]) if row.get("done_on") else None
    if done and done > today:
        found.append(_("“%(action)s” is said to be done on a day to come.") % named)
    if done and done < first:
        found.append(_("“%(action)s” was done before the nonconformity was found on %(day)s.") % named)
    if done and not row.get("result"):
        found.append(_("Say what came of “%(action)s”.") % named)
    return found


def its_actions_are_of_the_kind_it_needs(attempt: Attempt) -> Text | None:
    """What came about is corrected, what may come about prevented (3.4.2)."""
    kinds = {row["kind"] for row in attempt.value("actions")}
    if attempt.value("grade") == Grade.POTENTIAL:
        return None if PREVENTIVE in kinds else _("An observation needs a preventive action, or its risk is accepted.")
    return None if CORRECTIVE in kinds else _("Name at least one corrective action: one that removes the cause.")


def the_effect_is_measured_after_the_actions(attempt: Attempt) -> Text | None:
    """An effect shows when the last action is done."""
    day, rows = attempt.value("measure_from"), attempt.value("actions")
    if day is None or not rows:
        return None
    last = max(max(row["until"], row.get("done_on", "")) for row in rows)
    if day >= date.fromisoformat(last):
        return None
    return _("The effect can't be measured from %(day)s: the last action is due or done on %(last)s.") % {
        "day": day,
        "last": last,
    }


def every_action_is_done(attempt: Attempt) -> Text | None:
    """Whoever reports says of each action when it was done and what came of it."""
    left = [row["what"] for row in attempt.value("actions") if not row.get("done_on")]
    return _("Not yet marked as done: %(steps)s.") % {"steps": "; ".join(left)} if left else None


def the_effect_is_measured_in_time(attempt: Attempt) -> Text | None:
    """No effect is measured before the agreed day, and none in the future."""
    day, agreed = attempt.value("measured_on"), attempt.value("measure_from")
    if day is None or agreed is None:
        return None
    today = attempt.day
    if today < agreed or day < agreed:
        return _("The effect is to be measured not before %(day)s: close it then, with what was measured.") % {
            "day": agreed
        }
    return _("The day of the measurement lies in the future.") if day > today else None


def it_is_verified_by_another(attempt: Attempt) -> Text | None:
    """Nobody judges the effect of their own work."""
    record: Any = attempt.record
    codes = {row["who"] for row in record.actions}
    theirs = {person.pk for person in persons.ours(codes, attempt.actor.own_party_id).values()}
    if attempt.actor.person_id is None or attempt.actor.person_id not in theirs | {record.owner_id}:
        return None
    return _("Nobody verifies the effect of what they carried out themselves: ask somebody who took no part.")


def an_extension_is_longer(attempt: Attempt) -> Text | None:
    """More time ends later than the time there is, and lies ahead."""
    until, due = attempt.value("extension_until"), attempt.value("due_on")
    if until is None:
        return None
    if due and until <= due:
        return _("It is due on %(day)s already: an extension ends later.") % {"day": due}
    return _("An extension ends on a day to come.") if until <= attempt.day else None


def it_is_decided_by_another(attempt: Attempt) -> Text | None:
    """Nobody decides on what they asked for."""
    record: Any = attempt.record
    if record.asked_by_id == attempt.actor.id:
        return _("Nobody decides on what they asked for themselves.")
    return None


def only_a_potential_one_is_accepted(attempt: Attempt) -> Text | None:
    """What has come about is corrected; only what may come about can be lived with."""
    if attempt.value("grade") == Grade.POTENTIAL:
        return None
    return _("Only the risk of an observation can be accepted; what has come about is corrected.")


def day_by_its_grade(attempt: Attempt) -> dict[str, Any]:
    """The grade grants so many days from the finding; an approved extension stands."""
    record: Any = attempt.record
    grade = attempt.values.get("grade")
    if record.pk is not None and (not grade or grade == record.grade):
        return {}
    first = _opened_on(attempt)
    return {"due_on": first + timedelta(days=days_for(grade or record.grade, first))}


def day_of_the_extension(attempt: Attempt) -> dict[str, Any]:
    """The day that was asked for."""
    return {"due_on": attempt.value("extension_until")}


def asker_of(attempt: Attempt) -> dict[str, Any]:
    """Who asks for a decision."""
    return {"asked_by_id": attempt.actor.id}


def verifier_of(attempt: Attempt) -> dict[str, Any]:
    """Who says that it worked."""
    return {"verified_by_id": attempt.actor.id}
