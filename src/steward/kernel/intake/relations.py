"""Relations named from outside by id or key: found within the actor's scope, all in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.kernel.models import Calendar, Category, Record
from steward.people.models import Duty, Party, Person, ServiceProject, Team, Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Model

    from steward.people.actor import Actor

BIGGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Place:
    """Where a noun is looked up: its table, its key and the column of the party it belongs to."""

    table: str
    key: str
    party: str
    condition: str = "true"


@dataclass(frozen=True, slots=True)
class Found:
    """A row that a relation may name: its id, its key and the party it belongs to (None: to nobody)."""

    id: int
    key: str
    party_id: int | None
    kind: str


PLACES: dict[type[Model], Place] = {
    Party: Place("people_party", "code", "id"),
    Person: Place("people_person", "code", "party_id", "left_on is null"),
    ServiceProject: Place("people_serviceproject", "code", "customer_id"),
    Unit: Place("people_unit", "code", "party_id"),
    Duty: Place("people_duty", "id", "null::bigint"),
    Team: Place("people_team", "code", "null::bigint", "is_active"),
    Category: Place("kernel_category", "code", "null::bigint", "is_active"),
    Calendar: Place("kernel_calendar", "code", "null::bigint"),
    Record: Place("kernel_record", "number", "customer_id"),
}


def _question(field: str, place: Place, raw: object) -> tuple[str, list[Any]]:
    kind = "kind" if place.table in ("kernel_record", "kernel_category") else "''"
    by_id = isinstance(raw, int) or (isinstance(raw, str) and raw.isascii() and raw.isdigit())
    column, cast = ("id", "bigint") if by_id else (place.key, "text")
    value = int(str(raw)) if by_id else str(raw)
    if by_id and not 0 < int(value) <= BIGGEST:
        value = 0
    sql = (
        f"select %s::text, id, {place.key}::text, {place.party}, {kind}::text"  # noqa: S608  names come from PLACES alone
        f" from {place.table} where {column} = %s::{cast} and {place.condition}"
    )
    return sql, [field, value]


def find(wanted: Mapping[str, tuple[type[Model], object]], actor: Actor) -> dict[str, Found]:
    """The rows behind `{field: (model, id or key)}`; what does not exist for this actor is absent."""
    if not wanted:
        return {}
    questions = [_question(field, PLACES[model], raw) for field, (model, raw) in wanted.items()]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(sql for sql, _ in questions), [p for _, params in questions for p in params])
        rows = cursor.fetchall()
    # The second look, beside the database's own: a party the actor has nothing to do with is not there.
    seen = actor.scope.parties | actor.scope.customers
    return {
        field: Found(row, key, party, kind) for field, row, key, party, kind in rows if party is None or party in seen
    }
