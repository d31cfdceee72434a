"""What shows that changes are under control: judged from the records alone (manual 8.2, 8.1.10, 5.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import QUARTER, YEAR, has_row, judged, lacks, own
from steward.kernel.judges import Judge, Target, Unjudged
from steward.kernel.models import Decision, Stated, TimelineEntry
from steward.processes.change.models import Change, ChangeItem, ChangeTemplate
from steward.processes.change.words import ChangeType, Outcome
from steward.registers.configuration.models import Revision

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

REVIEWED_IN = Target("change_reviewed_days", _("An emergency or failed change is reviewed within"), 14, "days")
SUCCEEDS = Target("change_success_share", _("Changes that end successfully"), 90, "percent")
EMERGENCIES = Target("change_emergency_share", _("Changes that are emergencies"), 10, "percent")

# From its authorisation on a change is what others have decided on.
AUTHORISED = ("authorised", "implementing", "implemented", "backed_out", "reviewed", "closed")
STANDARD, EMERGENCY = Q(change_type=ChangeType.STANDARD), Q(change_type=ChangeType.EMERGENCY)


def _approvals() -> QuerySet[Decision]:
    return Decision.objects.filter(record=OuterRef("pk"), verdict=Decision.Verdict.APPROVED)


def started(asked: Asked) -> QuerySet[Change]:
    """Those begun in the last year: authorised before, by others or by a template that was in force."""
    begun = OuterRef("actual_start")
    entered = TimelineEntry.objects.filter(record=OuterRef("pk"), to_state="authorised", occurred_at__lte=begun)
    approved = Exists(_approvals().filter(decided_at__lte=begun))
    template = Exists(ChangeTemplate.objects.filter(pk=OuterRef("template_id"), approved_at__lte=begun))
    wrong = ~Exists(entered) | (STANDARD & ~template) | (~STANDARD & ~approved)
    return judged(own(Change, actual_start__gte=asked.at - YEAR), wrong)


def planned(_asked: Asked) -> QuerySet[Change]:
    """Authorised ones and what came after: risk assessed, or by its template, with a plan and a way back."""
    unassessed = Q(risk=None) & (~STANDARD | Q(template=None))
    wrong = lacks(Change, ("origin", "implementation_plan", "backout_plan")) | unassessed
    return judged(own(Change, state__in=AUTHORISED), wrong)


def reviewed(asked: Asked) -> QuerySet[Change]:
    """Emergencies and failures that ended in the last year: looked at again soon after."""
    grave = own(Change, EMERGENCY | Q(outcome=Outcome.BACKED_OUT), actual_end__gte=asked.at - YEAR)
    until = F("actual_end") + asked.span(REVIEWED_IN)
    return judged(grave, Q(reviewed_at=None) | Q(reviewed_at__gt=until), until)


def _ended(asked: Asked) -> QuerySet[Change]:
    return own(Change, outcome__isnull=False, actual_end__gte=asked.at - QUARTER)


def successful(asked: Asked) -> QuerySet[Change]:
    """Those that ended in the last quarter: whether without fault."""
    return judged(_ended(asked), Q(outcome__in=(Outcome.WITH_PROBLEMS, Outcome.BACKED_OUT)))


def emergencies(asked: Asked) -> QuerySet[Change]:
    """The same: whether as an emergency."""
    return judged(_ended(asked), EMERGENCY)


def estimated(_asked: Asked) -> QuerySet[Change]:
    """Authorised ones and what came after: others have decided on the cost that is stated."""
    last = _approvals().order_by("-decided_at").values("decided_at")[:1]
    after = TimelineEntry.objects.filter(
        record=OuterRef("pk"), changes__has_key="cost_estimate", occurred_at__gt=OuterRef("decided_at")
    )
    decided = own(Change, state__in=AUTHORISED).annotate(decided_at=Subquery(last))
    return judged(decided, Q(cost_estimate=None) | Exists(after))


def accounted(_asked: Asked) -> QuerySet[Change]:
    """Reviewed ones: what it has cost."""
    return judged(own(Change, reviewed_at__isnull=False), Q(cost_actual=None))


def verified(asked: Asked) -> QuerySet[Change]:
    """Those carried out and closed in the last year: every test passed, every planned value written under it."""
    written = Revision.objects.filter(record=OuterRef("ci"), change_id=OuterRef("record_id"))
    unwritten = ChangeItem.objects.filter(~Q(planned={}), ~Exists(written), record=OuterRef("pk"), ci__isnull=False)
    untested = Q(test_plan=[]) | Q(has_row("test_plan", "!(@.passed == true)"))
    done = (Outcome.SUCCESSFUL, Outcome.WITH_PROBLEMS)
    closed = own(Change, state="closed", outcome__in=done, closed_at__gte=asked.at - YEAR)
    return judged(closed, untested | Exists(unwritten))


JUDGES = (
    Judge(
        "change_cost_estimated", "5.4.3",
        _("Every authorised change has its cost estimate, dated before the last approval."),
        estimated, (Change, Decision, TimelineEntry, Stated),
    ),
    Judge(
        "change_cost_accounted", "5.4.3",
        _("Every reviewed change states what it has cost."),
        accounted, (Change, Stated),
    ),
    Judge(
        "change_closed_verified", "8.1.10",
        _("Every change closed in the last year has passed its tests, and what it planned for items is recorded."),
        verified, (Change, ChangeItem, Revision, Stated), watches=("ci",),
    ),
    Judge(
        "change_is_authorised", "8.2.1",
        _("No change of the last year was carried out before others, or its template in force, had authorised it."),
        started, (Change, ChangeTemplate, Decision, TimelineEntry, Stated),
    ),
    Judge(
        "change_is_planned", "8.2.1",
        _("Every authorised change has its origin, its assessment of risk, its plan and its back-out plan."),
        planned, (Change, Stated),
    ),
    Judge(
        "change_is_reviewed", "8.2.1",
        _("Every emergency and every failed change of the last year was reviewed within the set days."),
        reviewed, (Change, Stated), targets=(REVIEWED_IN,),
    ),
    Judge(
        "change_succeeds", "8.2.1",
        _("Of the changes that ended in the last quarter, at least the set share was successful."),
        successful, (Change, Stated), least=SUCCEEDS,
    ),
    Judge(
        "change_is_no_emergency", "8.2.1",
        _("Of the changes that ended in the last quarter, at most the set share were emergencies."),
        emergencies, (Change, Stated), most=EMERGENCIES,
    ),
)  # fmt: skip

UNJUDGED = (
    Unjudged(
        "8.2.1", _("Whether a change's origin fits its author is checked as it is written, not judged afterwards.")
    ),
)
