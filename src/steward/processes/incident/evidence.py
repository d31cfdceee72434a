"""What shows that incidents are managed: judged from the records alone (manual 7.1, 7.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import QUARTER, YEAR, judged, own
from steward.kernel.judges import Judge, Target, Unjudged
from steward.kernel.models import ClockRun, Link, Stated
from steward.processes.incident.models import Confirmation, Incident

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

ASSIGNED_IN = Target("incident_assigned_hours", _("An incident has its owner within"), 1, "hours")
IN_TIME = Target("incident_in_time_share", _("Incidents answered and solved in time"), 95, "percent")
BY_TIMEOUT = Target("incident_timeout_share", _("Incidents closed by time-out"), 20, "percent")
PROBLEM_IN = Target("incident_problem_days", _("An incident of priority 1 has its problem within"), 14, "days")


def closed(_asked: Asked) -> QuerySet[Incident]:
    """Every closed incident: restored first, confirmed after."""
    unproved = Q(restored_at=None) | Q(confirmation=None) | Q(confirmed_at=None)
    return judged(own(Incident, state="closed"), unproved | Q(confirmed_at__lt=F("restored_at")))


def closed_by_timeout(asked: Asked) -> QuerySet[Incident]:
    """Those closed in the last quarter: whether nobody had answered."""
    recent = own(Incident, state="closed", closed_at__gte=asked.at - QUARTER)
    return judged(recent, Q(confirmation=Confirmation.TIMEOUT, confirmation__isnull=False))


def classified(asked: Asked) -> QuerySet[Incident]:
    """Whatever was not cancelled: category, priority and owner, soon after the opening."""
    wrong = Q(category=None) | Q(priority=None) | Q(owner=None)
    return judged(own(Incident, ~Q(state="cancelled")), wrong, F("opened_at") + asked.span(ASSIGNED_IN))


def taken(asked: Asked) -> QuerySet[Incident]:
    """Open ones: somebody answers for it, and there is a time by which it is to be solved, unless its clock pauses."""
    pausing = ClockRun.objects.filter(record=OuterRef("pk"), state="paused")
    wrong = Q(owner=None) | Q(priority=None) | (Q(due_at=None) & ~Exists(pausing))
    opened = own(Incident, ~Q(state="resolved"), is_open=True)
    return judged(opened, wrong, F("opened_at") + asked.span(ASSIGNED_IN))


def in_time(asked: Asked) -> QuerySet[Incident]:
    """Those with an agreed clock that ended, opened in the last quarter: whether one was breached."""
    runs = ClockRun.objects.filter(record=OuterRef("pk"), agreed=True)
    ended = own(Incident, Exists(runs.filter(state__in=("met", "breached"))), opened_at__gte=asked.at - QUARTER)
    return judged(ended, Exists(runs.filter(state="breached")))


def understood(asked: Asked) -> QuerySet[Incident]:
    """Those of priority 1 of the last year: the problem behind it is recorded."""
    problem = Link.objects.filter(source=OuterRef("pk"), relation="caused_by", target__kind="problem")
    gravest = own(Incident, ~Q(state="cancelled"), priority=1, opened_at__gte=asked.at - YEAR)
    return judged(gravest, ~Exists(problem), F("opened_at") + asked.span(PROBLEM_IN))


JUDGES = (
    Judge(
        "incident_has_its_problem", "7.1.1",
        _("Every incident of priority 1 of the last year is tied to the problem that caused it, within the set days."),
        understood, (Incident, Link, Stated), targets=(PROBLEM_IN,),
    ),
    Judge(
        "incident_is_taken", "7.1.2",
        _("Every open incident has a priority and a target time, and an owner within the set hours."),
        taken, (Incident, ClockRun, Stated), targets=(ASSIGNED_IN,),
    ),
    Judge(
        "incident_is_classified", "7.2.1",
        _("Every incident has its category, priority and owner within the set hours of its opening."),
        classified, (Incident, Stated), targets=(ASSIGNED_IN,),
    ),
    Judge(
        "incident_is_in_time", "7.2.1",
        _("Of the last quarter's incidents with agreed times, the agreed share was answered and solved in time."),
        in_time, (Incident, ClockRun, Stated), least=IN_TIME,
    ),
    Judge(
        "incident_closed_confirmed", "7.2.4",
        _("No incident was closed without the time of restoration and a confirmation after it."),
        closed, (Incident, Stated),
    ),
    Judge(
        "incident_closed_by_timeout", "7.2.4",
        _("At most the set share of the incidents closed in the last quarter was closed because nobody had answered."),
        closed_by_timeout, (Incident, Stated), most=BY_TIMEOUT,
    ),
)  # fmt: skip

UNJUDGED = (
    Unjudged("7.1.1", _("Groups of like incidents are proposed as problems, but no decision against one is recorded.")),
    Unjudged("7.1.2", _("Skills are not recorded yet, so that nobody can tell whether the owner has them.")),
    Unjudged("7.2.1", _("There is no flow of its own for major incidents yet, and so no review of them.")),
)
