"""What pages and judges ask of duties: who holds which role today (manual 2.1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from steward.kernel.refusal import Unknown
from steward.people.context import current_actor
from steward.people.models import Duty

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from steward.people.actor import Actor


def reader() -> Actor:
    """Whoever asks, one of the provider's people. Raises Unknown for all others."""
    actor = current_actor()
    if not actor.is_provider:
        raise Unknown([_("There is no such page for you.")])
    return actor


def covering(day: date) -> Q:
    """Rows held from a day until another, or without end, that hold on this one."""
    return Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


def current_duties(actor: Actor, day: date) -> QuerySet[Duty]:
    """The duties of our own people on a day, in the order of roles and names."""
    found = Duty.objects.filter(covering(day), person__party_id=actor.own_party_id or 0)
    return found.select_related("person", "project").order_by("role", "person__sort_key", "starts_on")
