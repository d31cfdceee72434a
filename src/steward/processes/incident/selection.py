"""The incidents that figures are made of, as a common table expression under the actor's sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F
from django.db.models.functions import Coalesce

from steward.kernel import policy
from steward.processes.incident.models import Incident

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from steward.people.actor import Actor

# Of facts that a source states and our timeline derives, the stated one counts.
_COLUMNS = {
    "zone": F("project__zone"),
    "solved_at": Coalesce("stated__resolved_at", "resolved_at"),
    "reopenings": Coalesce("stated__reopened", "reopened"),
    "reassignments": Coalesce("stated__reassigned", "reassigned"),
    "stated_solved_at": F("stated__resolved_at"),
    "stated_reopenings": F("stated__reopened"),
    "stated_reassignments": F("stated__reassigned"),
    "stated_met": F("stated__sla_met"),
    "stated_facts": F("stated__facts"),
}
_PLAIN = (
    "pk", "state", "priority", "team_id", "owner_id", "requester_id", "category_id", "channel", "closure_code",
    "opened_at", "closed_at", "resolved_at", "reopened", "reassigned",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """Which incidents; `sql` gives them with the columns above and the local times that months are made of."""

    sql: str
    params: tuple[Any, ...]

    def ask(self, question: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Answers one statement that reads `chosen`, each row by the names of its columns."""
        with connection.cursor() as cursor:
            cursor.execute(f"with chosen as ({self.sql}) {question}", [*self.params, *params])
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def select(
    actor: Actor, *, project_id: int | None = None, opened_from: date | None = None, opened_to: date | None = None
) -> Selection:
    """The incidents that `actor` sees, of one project where named, opened on these days (both included).

    Days and months are those of each record's service project. Runs nothing.
    """
    seen = Incident.objects.filter(policy.visible_to(actor))
    if project_id is not None:
        seen = seen.filter(project_id=project_id)
    inner, params = seen.values(*_PLAIN, **_COLUMNS).query.sql_with_params()
    sql = f"""select *, opened_at at time zone zone as opened_on, closed_at at time zone zone as closed_on
        from ({inner}) seen
        where (%s::date is null or (opened_at at time zone zone)::date >= %s::date)
            and (%s::date is null or (opened_at at time zone zone)::date <= %s::date)"""  # noqa: S608  Django's own text
    return Selection(sql, (*params, opened_from, opened_from, opened_to, opened_to))
