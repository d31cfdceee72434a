"""What shows that we can prove ourselves, and that service projects are set up as the manual asks (1.2.2, 2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import company, contracts, end_of, judged, running, today
from steward.kernel.judges import Judge, Target, Unjudged
from steward.oversight.conformity.models import Pack
from steward.people.models import Delegation, Duty, Party, Person, ServiceProject, Tailoring

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

TAILORED_IN = Target("project_tailored_days", _("A new service project has its approved tailoring within"), 14, "days")
PACKED_IN = Target("audit_pack_days", _("The next audit pack is made within"), 365, "days")
DEPARTMENT_HEAD = "service_department_manager"


def held(asked: Asked) -> QuerySet[Duty]:
    """Duties of today: nobody who has left holds one."""
    gone = Q(person__left_on__lt=today(asked), person__left_on__isnull=False)
    return judged(Duty.objects.filter(running(asked)), gone)


def tailored(asked: Asked) -> QuerySet[ServiceProject]:
    """Service projects under contract: the tailoring in force was approved by the head of the service department."""
    last = Tailoring.objects.filter(project=OuterRef("pk"), approved_at__isnull=False).order_by("-edition")
    day = OuterRef("approved_at__date")
    since = Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))
    duties = Duty.objects.filter(since, person=OuterRef("approver"), role=DEPARTMENT_HEAD)
    deputies = Delegation.objects.filter(since, delegate=OuterRef("approver"), duty__role=DEPARTMENT_HEAD)
    rows = contracts(asked).annotate(
        approver=Subquery(last.values("approved_by")[:1]), approved_at=Subquery(last.values("approved_at")[:1])
    )
    wrong = ~(Exists(duties) | Exists(deputies))
    return judged(rows, wrong, end_of("starts_on", asked.span(TAILORED_IN)))


def led(asked: Asked) -> QuerySet[ServiceProject]:
    """Service projects under contract: one person is the project manager today."""
    managers = Duty.objects.filter(running(asked), project=OuterRef("pk"), role="project_manager").order_by()
    counted = managers.values("project").annotate(persons=Count("person", distinct=True)).values("persons")
    return judged(contracts(asked).annotate(managers=Coalesce(Subquery(counted), Value(0))), ~Q(managers=1))


def packed(asked: Asked) -> QuerySet[Party]:
    """The company: within the interval a pack was made, sealed and found whole."""
    whole = Pack.objects.filter(made_at__gt=asked.ago(PACKED_IN), made_at__lte=asked.at, verified_at__isnull=False)
    return judged(company(), ~Exists(whole.exclude(seal="")), end_of("began_on", asked.span(PACKED_IN)))


JUDGES = (
    Judge(
        "company_shows_its_proof", "1.2.2",
        _("Within the set days an audit pack was made, sealed, and found whole when it was read again."),
        packed, (Party, ServiceProject, Pack), targets=(PACKED_IN,), project="",
    ),
    Judge(
        "duty_is_held", "2.1.1",
        _("Nobody who has left holds a role today."),
        held, (Duty, Person),
    ),
    Judge(
        "project_is_tailored", "2.1.4.1",
        _("The tailoring of every service project under contract was approved by the service department manager."),
        tailored, (ServiceProject, Party, Tailoring, Duty, Delegation), targets=(TAILORED_IN,), project="id",
    ),
    Judge(
        "project_has_its_manager", "2.1.4.2",
        _("Every service project under contract has exactly one project manager today."),
        led, (ServiceProject, Party, Duty), project="id",
    ),
)  # fmt: skip

UNJUDGED = (
    Unjudged("2.1.1", _("Whether every role that a process in use names has a holder is not judged yet.")),
    Unjudged("2.1.4.1", _("Editions of contracts are not recorded yet, so that no tailoring can be older than one.")),
    Unjudged("2.1.4.2", _("Whether a project has somebody for every function that its processes need is not judged.")),
)
