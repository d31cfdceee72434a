"""What must be true of an audit, and what follows from it (manual 2.1.10, 3.4.1)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.clauses import clause
from steward.kernel.refusal import Invalid
from steward.oversight.audit import persons
from steward.oversight.audit.auditing.units import within
from steward.oversight.audit.following import unfollowed
from steward.oversight.audit.models import NONCONFORM, OBSERVATION
from steward.oversight.audit.scope import covered_by, named_by, words_of
from steward.people.models import Duty

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

ROLE = "internal_auditor"


def its_period_ends_after_it_begins(attempt: Attempt) -> Text | None:
    """From, then until."""
    first, last = attempt.value("planned_from"), attempt.value("planned_until")
    if first and last and last < first:
        return _("The period ends on %(last)s, before it begins on %(first)s.") % {"last": last, "first": first}
    first, last = attempt.value("sample_from"), attempt.value("sample_until")
    if first and last and last < first:
        return _("The sample's period ends on %(last)s, before it begins on %(first)s.") % {
            "last": last,
            "first": first,
        }
    return None


def its_plan_names_what_there_is(attempt: Attempt) -> Text | None:
    """People, units and clauses are known, and days lie in the period. Raises Invalid with every fault."""
    if not {"plan", "planned_from", "planned_until"} & set(attempt.values):
        return None
    persons.are_known(attempt, "plan", "auditor")
    rows = attempt.value("plan")
    units = within(attempt.actor.own_party_id)
    faults = [
        _("There is no unit “%(code)s” of ours.") % {"code": row["unit"]} for row in rows if row["unit"] not in units
    ]
    faults += [
        _("The manual has no clause “%(number)s”.") % {"number": word}
        for row in rows
        for word in words_of(row["clauses"])
        if not named_by(word)
    ]
    first, last = attempt.value("planned_from"), attempt.value("planned_until")
    faults += [
        _("%(day)s lies outside the planned period, %(first)s to %(last)s.")
        % {"day": row["day"], "first": first, "last": last}
        for row in rows
        if not first <= date.fromisoformat(row["day"]) <= last
    ]
    if faults:
        raise Invalid({"plan": list(dict.fromkeys(faults))})
    return None


def it_has_a_plan(attempt: Attempt) -> Text | None:
    """Who audits what, where and when is agreed before anybody is told."""
    return None if attempt.value("plan") else _("Write the plan first: who audits which unit against what, and when.")


def its_auditors_are_auditors(attempt: Attempt) -> Text | None:
    """Each holds the role of an internal auditor on the day they audit; the refusal names who does not."""
    rows = attempt.value("plan")
    people = persons.ours((row["auditor"] for row in rows), attempt.actor.own_party_id)
    duties = list(Duty.objects.filter(role=ROLE, person__in=people.values()))
    faults = [
        _("%(name)s is no internal auditor on %(day)s: appoint them, or name somebody else.")
        % {"name": person.name, "day": row["day"]}
        for row in rows
        if (person := people.get(row["auditor"])) and not _held(duties, person.pk, date.fromisoformat(row["day"]))
    ]
    return " ".join(dict.fromkeys(faults)) or None


def _held(duties: list[Duty], person_id: int, day: date) -> bool:
    mine = (duty for duty in duties if duty.person_id == person_id)
    return any(duty.starts_on <= day and (duty.ends_on is None or duty.ends_on >= day) for duty in mine)


def nobody_audits_their_own_unit(attempt: Attempt) -> Text | None:
    """An auditor belongs neither to the unit audited nor to one below it; the refusal names who does."""
    rows = attempt.value("plan")
    people = persons.ours((row["auditor"] for row in rows), attempt.actor.own_party_id)
    units = within(attempt.actor.own_party_id)
    faults = [
        _("%(name)s belongs to %(unit)s and can't audit it: name somebody from elsewhere.")
        % {"name": person.name, "unit": units[row["unit"]].name}
        for row in rows
        if (person := people.get(row["auditor"])) and person.unit_id in units[row["unit"]].members
    ]
    return " ".join(dict.fromkeys(faults)) or None


def every_question_has_its_result(attempt: Attempt) -> Text | None:
    """What was not looked at is said too."""
    left = [row["clause"] for row in attempt.value("checks") if not row.get("result")]
    if left:
        return _("Not yet answered: %(clauses)s.") % {"clauses": ", ".join(dict.fromkeys(left))}
    return None if attempt.value("checks") else _("The check list is empty.")


def every_drawn_record_was_looked_at(attempt: Attempt) -> Text | None:
    """A sample says something only as a whole."""
    left = [row["number"] for row in attempt.value("drawn") if not row.get("seen")]
    return _("Not yet looked at: %(numbers)s.") % {"numbers": ", ".join(left)} if left else None


def nothing_drawn_was_looked_at_yet(attempt: Attempt) -> Text | None:
    """Another draw would drop what was seen of the first."""
    record: Any = attempt.record
    if not any(row.get("seen") or row.get("note") for row in record.drawn):
        return None
    return _("The sample is being looked at: another draw would drop what was noted of it.")


def every_finding_is_followed(attempt: Attempt) -> Text | None:
    """What does not conform has its nonconformity, raised here; an observation has one, or its reason."""
    rows = attempt.value("checks")
    bare = [row["clause"] for row in rows if row.get("result") == OBSERVATION and not row.get("note")]
    against = [row["clause"] for row in rows if row.get("result") == NONCONFORM]
    open_ones = unfollowed(attempt.record, [*against, *bare])
    if left := [number for number in open_ones if number in against]:
        return _("Raise a nonconformity from this audit for: %(clauses)s.") % {"clauses": ", ".join(left)}
    bare = [number for number in open_ones if number in bare]
    return _("Say why these are observations only: %(clauses)s.") % {"clauses": ", ".join(bare)} if bare else None


def check_list_of_its_clauses(attempt: Attempt) -> dict[str, Any]:
    """A question for each clause of the plan that has none yet: by what its rule asks."""
    rows = attempt.value("checks")
    asked = {row["clause"] for row in rows}
    numbers = covered_by(row["clauses"] for row in attempt.value("plan"))
    fresh = [{"clause": number, "question": clause(number).rule} for number in numbers if number not in asked]
    return {"checks": [*rows, *fresh]}


def day_it_begins(attempt: Attempt) -> dict[str, Any]:
    """Today."""
    return {"held_from": attempt.day}


def day_of_the_report(attempt: Attempt) -> dict[str, Any]:
    """Today."""
    return {"reported_on": attempt.day}
