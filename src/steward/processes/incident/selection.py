"""The incidents that figures are made of, as a common table expression under the actor's sight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import F

from steward.kernel import policy
from steward.kernel.statement import sql_of
from steward.processes.incident.models import Incident

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from steward.people.actor import Actor

_COLUMNS = {
    "zone": F("project__zone"),
    "stated_solved_at": F("stated__resolved_at"),
    "stated_reopenings": F("stated__reopened"),
    "stated_reassignments": F("stated__reassigned"),
    "stated_met": F("stated__sla_met"),
    "stated_facts": F("stated__facts"),
}
_PLAIN = (
    "pk", "state", "priority", "team_id", "owner_id", "requester_id", "category_id", "channel",
    "closure_code", "opened_at", "closed_at", "resolved_at", "reopened", "reassigned", "source",
)  # fmt: skip

# Of what a source states and our timeline derives, the stated word counts. A source that states times of
# resolution is believed where it states none, until the incident is resolved here. Reads rows called `seen`.
SOLVED_AT = """case when stated_solved_at is not null then stated_solved_at
    when stated_facts is not null and resolved_at is not null and source in (
        select other.source from kernel_stated s join kernel_record other on other.id = s.record_id
        where s.resolved_at is not null)
    and not exists (select 1 from kernel_timelineentry own
        where own.record_id = seen.pk and own.verb = 'moved' and own.to_state = 'resolved') then null
    else resolved_at end"""
_MADE = f"""opened_at at time zone zone as opened_on, closed_at at time zone zone as closed_on,
    coalesce(stated_reopenings, reopened) as reopenings,
    coalesce(stated_reassignments, reassigned) as reassignments, {SOLVED_AT} as solved_at"""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which incidents; `sql` gives them with the columns above and the local times that make months."""

    sql: str
    params: tuple[Any, ...]

    def ask(self, question: str, params: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Answers one statement that reads `chosen`, each row by the names of its columns."""
        with connection.cursor() as cursor:
            cursor.execute(f"with chosen as ({self.sql}) {question}", [*self.params, *params])
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def select(
    actor: Actor,
    *,
    project_id: int | None = None,
    opened_from: date | None = None,
    opened_to: date | None = None,
) -> Selection:
    """The incidents that `actor` sees, of one project where named, opened on these days (both included).

    Days and months are those of each record's service project. Runs nothing.
    """
    seen = Incident.objects.filter(policy.visible_to(actor))
    if project_id is not None:
        seen = seen.filter(project_id=project_id)
    inner, params = sql_of(seen.values(*_PLAIN, **_COLUMNS))
    sql = f"""select *, {_MADE} from ({inner}) seen
        where (%s::date is null or (opened_at at time zone zone)::date >= %s::date)
            and (%s::date is null or (opened_at at time zone zone)::date <= %s::date)"""  # noqa: S608  Django's own text
    return Selection(sql, (*params, opened_from, opened_from, opened_to, opened_to))
