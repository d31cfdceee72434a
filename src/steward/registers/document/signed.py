"""Who signed an edition, as judges ask it: a holder of the role on that day who did not draw it up (manual 1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from steward.kernel.models import Decision
from steward.people.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.people.models import Duty

# Who puts the manual into force (1.4.1, 1.4.4).
ISSUERS = ("general_manager", "top_management")


def signed(*, by: QuerySet[Duty]) -> Exists:
    """Whether somebody who held one of these duties on the day approved an edition, and did not draw it up."""
    drew = User.objects.filter(pk=OuterRef(OuterRef("author_id")), person_id=OuterRef("person_id"))
    held = by.filter(person=OuterRef("person_id"), starts_on__lte=OuterRef("decided_at__date")).filter(
        Q(ends_on=None) | Q(ends_on__gte=OuterRef("decided_at__date"))
    )
    found = Decision.objects.filter(record=OuterRef("pk"), gate="approval", verdict=Decision.Verdict.APPROVED)
    return Exists(found.filter(Exists(held), ~Exists(drew)))
