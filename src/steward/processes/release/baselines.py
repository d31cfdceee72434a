"""What is installed against what was planned: two baselines of the CMDB, and why they differ (manual 9.1.3, 9.1.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from steward.kernel.models import Record
from steward.kernel.refusal import Invalid
from steward.processes.release.words import Outcome, ReleaseType
from steward.registers.configuration import queries
from steward.registers.configuration.sides import side

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text

APPROVED = ("approved", "superseded")
NAMES = ("planned_baseline", "installed_baseline")


def its_baselines_are_approved_ones_of_its_project(attempt: Attempt) -> Text | None:
    """A baseline that counts is approved, and of the service project. Raises Invalid."""
    named = {name: attempt.values[key] for name in NAMES if attempt.values.get(key := f"{name}_id")}
    if not named:
        return None
    there = Record.objects.filter(pk__in=named.values(), project_id=attempt.record.project_id, state__in=APPROVED)
    known = set(there.values_list("pk", flat=True))
    faults = {
        name: [_("Name an approved baseline of this service project.")] for name, pk in named.items() if pk not in known
    }
    if faults:
        raise Invalid(faults)
    return None


def what_is_installed_is_as_planned(attempt: Attempt) -> Text | None:
    """What differs has its explanation; a major release without both baselines too (9.1.3)."""
    record: Any = attempt.record
    planned, installed = record.planned_baseline, record.installed_baseline
    if record.outcome == Outcome.FAILED or record.difference_reason:
        return None
    if planned is None and record.release_type != ReleaseType.MAJOR:
        return None
    if planned is None or installed is None:
        return _("Name the planned and the installed baseline, or write why there is none.")
    left, right = (side(each.number, None, attempt.actor) for each in (planned, installed))
    found = queries.compare(left, right, attempt.actor)
    if found.is_equal:
        return None
    text = _("%(installed)s differs from %(planned)s in %(count)d points: write why, or install what was planned.")
    told = {"installed": installed.number, "planned": planned.number, "count": sum(found.counts.values())}
    return text % told


def comparison_of(record: Any) -> str:
    """The address at which both baselines are compared; nothing while one is missing."""
    planned, installed = record.planned_baseline, record.installed_baseline
    if planned is None or installed is None:
        return ""
    return "/ci/compare/?" + urlencode({"left": planned.number, "right": installed.number})
