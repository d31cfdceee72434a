"""A job sees no more than the record that it is about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from steward.kernel.models import Audience
from steward.people.actor import Actor, Scope, actor_named
from steward.people.context import acting

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from steward.kernel.models import AnswerLink, NoticeRow, TimelineEntry

_PLACE = (
    "record_id",
    *(f"record__{name}" for name in ("customer_id", "project_id", "supplier_id", "restriction")),
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands."""

    record_id: int
    customer_id: int
    project_id: int
    supplier_id: int
    restriction: str


def keeper() -> Actor:
    """The system's own account. Raises LookupError where the installation has none."""
    found = actor_named("system")
    if found is None:
        message = "the account “system” is missing"
        raise LookupError(message)
    return found


def place_of(rows: QuerySet[TimelineEntry] | QuerySet[NoticeRow] | QuerySet[AnswerLink]) -> Place | None:
    """The place of the first of these rows, which tell of a record; nothing else of it is read."""
    with acting(keeper()):
        found = rows.values_list(*_PLACE).first()
    return Place(*found) if found else None


def narrowed(actor: Actor, place: Place, *parties: int | None) -> Actor:
    """`actor` with eyes for the customer and project of one record, and for the people of these parties."""
    known = {actor.own_party_id, place.customer_id, place.supplier_id, *parties} - {None}
    scope = Scope(
        customers=frozenset({place.customer_id}),
        projects=frozenset({place.project_id}),
        # Our own company stands where a record has no supplier: that is no reason to see all of those.
        suppliers=frozenset(pk for pk in (place.supplier_id,) if pk != actor.own_party_id),
        parties=frozenset(pk for pk in known if pk is not None),
        audiences=frozenset(map(int, Audience)),
        restrictions=frozenset({place.restriction}),
    )
    return replace(actor, scope=scope)
