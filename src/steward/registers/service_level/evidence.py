"""What shows that service levels are agreed and kept valid: judged from the records alone (manual 5.1, 2.2.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from steward.kernel.cases import contracts, end_of, expiring, judged, own, running
from steward.kernel.judges import Judge, Target, Unjudged
from steward.kernel.models import Decision, Stated
from steward.people.models import Party, ServiceProject
from steward.registers.service_level.models import Agreement

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.judges import Asked

AGREED_IN = Target(
    "service_level_agreed_days", _("A new service project has its service level agreement within"), 30, "days"
)


def agreed(asked: Asked) -> QuerySet[ServiceProject]:
    """Service projects under contract: an agreement that holds today."""
    holding = Agreement.objects.filter(running(asked), project=OuterRef("pk"), state="in_force")
    return judged(contracts(asked), ~Exists(holding), end_of("starts_on", asked.span(AGREED_IN)))


def renewed(asked: Asked) -> QuerySet[Agreement]:
    """Agreements in force that end: renewed or ended before that day is past."""
    ending = own(Agreement, state="in_force", ends_on__isnull=False, customer__is_own=False)
    return expiring(ending, "ends_on", asked)


def approved(_asked: Asked) -> QuerySet[Agreement]:
    """Agreements with customers in force: approved by the day from which they hold."""
    decided = Decision.objects.filter(
        record=OuterRef("pk"),
        gate="approval",
        verdict=Decision.Verdict.APPROVED,
        decided_at__lt=OuterRef("first_day_end"),
    )
    held = own(Agreement, state="in_force", customer__is_own=False).annotate(first_day_end=end_of("starts_on"))
    return judged(held, Q(targets={}) | ~Exists(decided))


JUDGES = (
    Judge(
        "service_level_is_agreed", "5.1.1",
        _("Every service project under contract has a service level agreement that holds today."),
        agreed, (ServiceProject, Party, Agreement), targets=(AGREED_IN,), project="id",
    ),
    Judge(
        "service_level_is_renewed", "5.1.1",
        _("No service level agreement in force is past its last day."),
        renewed, (Agreement, Party, Stated),
    ),
    Judge(
        "service_level_is_approved", "2.2.3",
        _("Every agreement in force with a customer states its targets and was approved by its first day."),
        approved, (Agreement, Decision, Party, Stated),
    ),
)  # fmt: skip

UNJUDGED = (
    Unjudged("5.1.1", _("Reasons of missed targets, and what was done about them, are not recorded yet.")),
    Unjudged("2.2.3", _("The signatures of the customer, or of sales in its place, are not recorded yet.")),
)
