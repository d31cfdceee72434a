"""Nobody audits their own work: who took part in a drawn record does not look at it (manual 2.1.10, 3.4.1)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.kernel.models import TimelineEntry
from steward.oversight.audit import persons
from steward.oversight.audit.scope import covered_by

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

# What counts as work on a record; who looked, watched or linked it did nothing to it.
WORK = ("opened", "amended", "moved", "replied", "decided")


def nobody_looks_at_their_own_work(attempt: Attempt) -> Text | None:
    """Whoever audits the clause of a drawn record took no part in it; the refusal names who did, and where."""
    rows, plan = attempt.value("drawn"), attempt.value("plan")
    if not rows:
        return None
    auditors: dict[str, set[str]] = defaultdict(set)
    for row in plan:
        auditors[row["auditor"]].update(covered_by([row["clauses"]]))
    people = persons.ours(auditors, attempt.actor.own_party_id)
    clauses = {row["number"]: row["clause"] for row in rows}
    worked = TimelineEntry.objects.filter(
        record__number__in=list(clauses), verb__in=WORK, actor__person__in=[each.pk for each in people.values()]
    )
    found: dict[str, list[str]] = defaultdict(list)
    pairs = worked.order_by("record__number").values_list("actor__person__code", "record__number").distinct()
    for code, number in pairs:
        if clauses[number] in auditors[code]:
            found[code].append(number)
    sentences = [
        _("%(name)s has worked on %(numbers)s and can't audit that: name another auditor, or draw again.")
        % {"name": people[code].name, "numbers": _(", ").join(numbers)}
        for code, numbers in found.items()
    ]
    return " ".join(sentences) or None
