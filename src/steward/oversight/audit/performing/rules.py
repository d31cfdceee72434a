"""What must be true of a performance report, and what follows from it (manual 0.3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from steward.kernel.refusal import Invalid
from steward.oversight.audit.performing.figures import ISSUED_IN, READ_IN, days_of
from steward.oversight.audit.performing.models import PARTS, PerformanceReport
from steward.people.models import Duty

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

TOP = ("general_manager", "top_management")
LONGEST = timedelta(days=400)


def its_period_makes_sense(attempt: Attempt) -> Text | None:
    """From, then until, a year and a month at most; no two reports on the same days. Raises Invalid."""
    if not {"period_from", "period_until"} & set(attempt.values):
        return None
    first, last = attempt.value("period_from"), attempt.value("period_until")
    if first is None or last is None:
        return None
    if last < first:
        text = _("The period ends on %(last)s, before it begins on %(first)s.")
        raise Invalid({"period_until": [text % {"last": last, "first": first}]})
    if last - first > LONGEST:
        text = _("A report is on %(most)d days at most: divide the period.")
        raise Invalid({"period_until": [text % {"most": LONGEST.days}]})
    others = PerformanceReport.objects.exclude(pk=attempt.record.pk).exclude(state="cancelled")
    met = others.filter(project_id=attempt.value("project_id"), period_from__lte=last, period_until__gte=first).first()
    if met is not None:
        text = _("%(number)s reports on %(first)s to %(last)s already: choose days that no report covers.")
        told = {"number": met.number, "first": met.period_from, "last": met.period_until}
        raise Invalid({"period_from": [text % told]})
    return None


def its_parts_are_assessed_once(attempt: Attempt) -> Text | None:
    """One assessment a part. Raises Invalid with every part that has two."""
    if "assessments" not in attempt.values:
        return None
    keys = [row["part"] for row in attempt.values["assessments"]]
    twice = [label for part, label in PARTS if keys.count(part) > 1]
    if twice:
        named = _(", ").join(str(label) for label in twice)
        raise Invalid({"assessments": [_("Assess each part once: %(parts)s stand here twice.") % {"parts": named}]})
    return None


def its_period_is_over(attempt: Attempt) -> Text | None:
    """What is not over can't be reported on."""
    last = attempt.value("period_until")
    if last < attempt.day:
        return None
    return _("The period ends on %(day)s: gather the figures when it is over.") % {"day": last}


def every_part_is_assessed(attempt: Attempt) -> Text | None:
    """Figures alone are no report: the representative says what each part means."""
    told = {row["part"] for row in attempt.value("assessments") if row.get("assessment")}
    left = [str(label) for part, label in PARTS if part not in told]
    return _("Not yet assessed: %(parts)s.") % {"parts": _(", ").join(left)} if left else None


def top_management_reads_it(attempt: Attempt) -> Text | None:
    """At least one reader holds the office today (0.3)."""
    day = attempt.day
    current = Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))
    codes = [row["person"] for row in attempt.value("members")]
    if Duty.objects.filter(current, role__in=TOP, person__code__in=codes).exists():
        return None
    return _("None of its readers is of top management: the report is made for them.")


def day_it_is_due(attempt: Attempt) -> dict[str, Any]:
    """Until it is issued: so many days after its period."""
    last = attempt.value("period_until")
    if attempt.record.state not in ("drafted", "gathered") or last is None:
        return {}
    return {"due_on": last + days_of(ISSUED_IN, attempt.day)}


def day_of_issue(attempt: Attempt) -> dict[str, Any]:
    """Today; from now on it is due to be read."""
    return {"issued_on": attempt.day, "due_on": attempt.day + days_of(READ_IN, attempt.day)}
