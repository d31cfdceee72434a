"""Templates of standard changes: how often they succeed, and when that withdraws them (manual 8.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from steward.processes.change.models import Change
from steward.processes.change.words import Outcome

if TYPE_CHECKING:
    from steward.kernel.process import Attempt, Text
    from steward.processes.change.models import ChangeTemplate

# Fewer say nothing.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Success:
    """Changes by a template that ended since it was authorised, and how many went well."""

    ended: int
    went_well: int

    @property
    def rate(self) -> int | None:
        """Percent; None while too few have ended."""
        return self.went_well * 100 // self.ended if self.ended >= FEWEST else None


def success_of(template: ChangeTemplate) -> Success:
    """How a template has done since it was last authorised."""
    well = Count("pk", filter=Q(outcome=Outcome.SUCCESSFUL))
    ended = Change.objects.filter(template_id=template.pk, outcome__isnull=False)
    if template.approved_at:
        ended = ended.filter(actual_end__gte=template.approved_at)
    found = ended.aggregate(ended=Count("pk"), well=well)
    return Success(found["ended"], found["well"])


def why_withdrawn(template: ChangeTemplate) -> Text | None:
    """Why a template authorises nothing any more: too many of its changes failed. None while it serves."""
    found = success_of(template)
    if found.rate is None or found.rate >= template.least_success:
        return None
    text = _("Its template is withdrawn: %(rate)d %% of %(count)d changes succeeded, %(least)d %% are needed.")
    return text % {"rate": found.rate, "count": found.ended, "least": template.least_success}


def it_can_be_taken_back(attempt: Attempt) -> Text | None:
    """A template without a back-out plan authorises nothing."""
    return None if attempt.value("backout_plan") else _("Write the back-out plan first; an emergency needs one too.")
