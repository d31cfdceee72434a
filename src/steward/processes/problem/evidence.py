"""What shows that problems are managed: judged from the records alone (manual 7.1.2, 7.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import end_of, judged, own, today
from steward.kernel.judges import Judge, Target, Unjudged
from steward.kernel.models import Decision, Stated
from steward.processes.problem.models import Problem

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

TAKEN_IN = Target("problem_taken_hours", _("A problem has its owner within"), 24, "hours")
REVIEW_SET_IN = Target("problem_review_set_days", _("The next review of a problem is set within"), 14, "days")

# Since when a problem is known to have a cause that is not removed yet.
KNOWN = ("known_error", "waiting_for_change", "awaiting_acceptance")


def taken(asked: Asked) -> QuerySet[Problem]:
    """Open ones: somebody answers for it, and it is known how much it matters."""
    wrong = Q(owner=None) | Q(priority=None)
    return judged(own(Problem, is_open=True), wrong, F("opened_at") + asked.span(TAKEN_IN))


def looked_at(asked: Asked) -> QuerySet[Problem]:
    """Open ones: the day of the next review is set soon after the opening, and is not past."""
    wrong = Q(next_review_on=None) | Q(next_review_on__lt=today(asked))
    until = Coalesce(end_of("next_review_on"), F("opened_at") + asked.span(REVIEW_SET_IN))
    return own(Problem, is_open=True).annotate(wrong=wrong, until=until)


def known(_asked: Asked) -> QuerySet[Problem]:
    """Known errors: the desk reads what helps until the solution, or why nothing does."""
    told = own(Problem, ~Q(known_error=""), state__in=KNOWN)
    return judged(told, Q(workaround="", no_workaround=""))


def closed(_asked: Asked) -> QuerySet[Problem]:
    """Closed ones: cause, solution and its verification; else others have accepted the risk."""
    accepted = Decision.objects.filter(record=OuterRef("pk"), gate="acceptance", verdict=Decision.Verdict.APPROVED)
    unproved = Q(root_cause="") | Q(solution="") | Q(verification="")
    return judged(own(Problem, state="closed"), unproved & (Q(accepted_risk="") | ~Exists(accepted)))


JUDGES = (
    Judge(
        "problem_is_taken", "7.1.2",
        _("Every open problem has a priority, and an owner within the set hours."),
        taken, (Problem, Stated), targets=(TAKEN_IN,),
    ),
    Judge(
        "problem_is_reviewed", "7.3.1",
        _("Every open problem has the day of its next review within the set days, and no such day is past."),
        looked_at, (Problem, Stated), targets=(REVIEW_SET_IN,),
    ),
    Judge(
        "problem_known_error_helps", "7.3.1",
        _("Every known error tells the desk its workaround, or why there is none."),
        known, (Problem, Stated),
    ),
    Judge(
        "problem_closed_proved", "7.3.1",
        _("Every closed problem has its cause and a verified solution, or a risk that others have accepted."),
        closed, (Problem, Decision, Stated),
    ),
)  # fmt: skip

UNJUDGED = (
    Unjudged(
        "7.1.2", _("The solution of a problem does not state its effect, cost, resources and time as fields yet.")
    ),
)
