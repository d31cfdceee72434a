"""What must be true of an external audit, and what follows from it (manual 1.2.2, A2.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.refusal import Invalid
from steward.oversight.audit.following import unfollowed
from steward.oversight.audit.models import Grade
from steward.oversight.audit.scope import named_by

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text


def its_period_ends_after_it_begins(attempt: Attempt) -> Text | None:
    """From, then until."""
    first, last = attempt.value("planned_from"), attempt.value("planned_until")
    if first and last and last < first:
        return _("The period ends on %(last)s, before it begins on %(first)s.") % {"last": last, "first": first}
    return None


def its_findings_name_clauses(attempt: Attempt) -> Text | None:
    """A finding is against a clause of the manual. Raises Invalid with every unknown one."""
    rows = attempt.values.get("findings", [])
    known = [row["clause"] for row in rows if row["clause"] in named_by(row["clause"])]
    faults = [
        _("The manual has no clause “%(number)s”.") % {"number": row["clause"]}
        for row in rows
        if row["clause"] not in known
    ]
    if faults:
        raise Invalid({"findings": list(dict.fromkeys(faults))})
    return None


def it_was_reported_in_its_time(attempt: Attempt) -> Text | None:
    """A report is dated after the audit began, and by today."""
    day, begun = attempt.value("reported_on"), attempt.value("held_from")
    if day is None:
        return None
    if day > attempt.day:
        return _("The day of the report lies in the future.")
    if begun is not None and day < begun:
        return _("It can't be reported on %(day)s, before it began on %(begun)s.") % {"day": day, "begun": begun}
    return None


def its_outcome_fits_its_findings(attempt: Attempt) -> Text | None:
    """What is passed with findings has some to answer."""
    if attempt.value("outcome") != "conditions" or any(_is_to_be_answered(row) for row in attempt.value("findings")):
        return None
    return _("Write down the findings that are to be answered, or choose another outcome.")


def every_finding_has_its_answer(attempt: Attempt) -> Text | None:
    """What others found against us has its nonconformity, raised here; an observation may stand alone."""
    wanted = [row["clause"] for row in attempt.value("findings") if _is_to_be_answered(row)]
    left = unfollowed(attempt.record, wanted)
    return _("Raise a nonconformity from this audit for: %(clauses)s.") % {"clauses": ", ".join(left)} if left else None


def _is_to_be_answered(row: dict[str, Any]) -> bool:
    return bool(row["grade"] != Grade.POTENTIAL)


def day_it_begins(attempt: Attempt) -> dict[str, Any]:
    """Today."""
    return {"held_from": attempt.day}
