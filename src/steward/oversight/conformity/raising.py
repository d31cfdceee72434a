"""From a clause to its nonconformity: the address of the form, filled in with figures and the first records (3.4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.catalogue import all_processes
from steward.kernel.judges import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from steward.oversight.conformity.choosing import Choice
    from steward.oversight.conformity.naming import NamedCase
    from steward.oversight.conformity.standing import ClauseStanding
    from steward.people.actor import Actor

KIND, FOUND_BY = "nonconformity", "clause_breach"
FIRST = 10


def address(stands: ClauseStanding, cases: Sequence[NamedCase], choice: Choice, actor: Actor) -> str:
    """Where a reader raises it; '' where the clause is not breached, or the reader may open none."""
    process = next((each for each in all_processes() if each.kind == KIND), None)
    if process is None or stands.verdict != Verdict.BREACHED or policy.why_not_open(process, actor, None):
        return ""
    given = {
        "title": title_of(stands),
        "clause": stands.clause.id,
        "found_by": FOUND_BY,
        "description": told_of(stands.judged, stands.breached, [c.record.number for c in cases if c.record]),
        "project": choice.project.code if choice.project else "",
    }
    return f"/{KIND}/new/?{urlencode({name: value for name, value in given.items() if value})}"


def title_of(stands: ClauseStanding) -> str:
    """What a nonconformity against the clause is called."""
    return f"{stands.clause.id} {stands.clause.title}"[:300]


def told_of(judged: int, breached: int, numbers: Sequence[str]) -> str:
    """The figures, and the first records by number."""
    text = _("Cases: %(judged)d, breached: %(breached)d.") % {"judged": judged, "breached": breached}
    if not numbers:
        return text
    return f"{text}\n" + _("The first of them: %(numbers)s") % {"numbers": _(", ").join(numbers[:FIRST])}
