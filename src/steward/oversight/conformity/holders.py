"""Who answers for a clause: today's holders of its roles (manual 2.1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from steward.people.context import now
from steward.people.models import Duty

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.people.models import Person


def of_roles(roles: Iterable[str]) -> dict[str, list[Person]]:
    """The persons whose duty covers today, by role; a role that nobody holds is not there. One statement."""
    today = timezone.localdate(now())
    current = Q(starts_on__lte=today) & (Q(ends_on=None) | Q(ends_on__gte=today))
    found: dict[str, list[Person]] = {}
    for duty in (
        Duty.objects.filter(current, role__in=list(roles)).select_related("person").order_by("person__sort_key")
    ):
        people = found.setdefault(duty.role, [])
        if duty.person not in people:
            people.append(duty.person)
    return found
