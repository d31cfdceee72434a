"""The draft of an audit's report, from what was planned, looked at and found (manual 2.1.10)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.models import Record
from steward.oversight.audit import persons
from steward.oversight.audit.auditing.units import within
from steward.oversight.audit.models import NONCONFORM, OBSERVATION, RESULTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.kernel.process import Attempt


def report_drafted(attempt: Attempt) -> dict[str, Any]:
    """The text that the lead auditor goes on from; one that stands already is kept."""
    return {} if attempt.value("report") else {"report": "\n".join(_lines(attempt))}


def _lines(attempt: Attempt) -> Iterator[str]:
    record: Any = attempt.record
    yield _("Audit %(number)s, %(first)s to %(last)s.") % {
        "number": record.number,
        "first": record.planned_from,
        "last": record.planned_until,
    }
    people = persons.ours((row["auditor"] for row in record.plan), attempt.actor.own_party_id)
    units = within(attempt.actor.own_party_id)
    for row in record.plan:
        yield _("%(day)s: %(unit)s, by %(name)s: %(clauses)s") % {
            "day": row["day"],
            "unit": units[row["unit"]].name if row["unit"] in units else row["unit"],
            "name": people[row["auditor"]].name if row["auditor"] in people else row["auditor"],
            "clauses": row["clauses"],
        }
    yield ""
    counted = Counter(row.get("result", "") for row in record.checks)
    labels = [f"{label}: {counted[key]}" for key, label in RESULTS if counted[key]]
    yield _("Questions: %(count)d. %(results)s.") % {"count": len(record.checks), "results": _("; ").join(labels)}
    if record.drawn:
        yield _("Sample: %(count)d of %(all)d records, seed %(seed)s.") % {
            "count": len(record.drawn),
            "all": record.drawn_from,
            "seed": record.seed,
        }
    yield from _found(attempt)


def _found(attempt: Attempt) -> Iterator[str]:
    """The findings in the words of the check list, then the nonconformities raised."""
    record: Any = attempt.record
    for row in (row for row in record.checks if row.get("result") in (NONCONFORM, OBSERVATION)):
        yield f"- {row['clause']} {dict(RESULTS)[row['result']]}: {row.get('note', '')}"
    raised = Record.objects.filter(
        policy.visible_to(attempt.actor),
        links_in__source_id=record.pk,
        links_in__relation="found",
    ).order_by("pk")
    for each in raised:
        yield f"- {each.number} {each.title}"
