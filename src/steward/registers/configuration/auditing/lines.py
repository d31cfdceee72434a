"""What is asked of the lines of audits: how many are checked and right, by class too, what is left (manual 8.1.9)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.kernel import policy
from steward.people.models import Person
from steward.registers.configuration.baseline_rules import branches
from steward.registers.configuration.models import ConfigurationAudit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from steward.kernel.process import Attempt
    from steward.people.actor import Actor


@dataclass(frozen=True, slots=True)
class Counts:
    """Lines drawn, checked, right, excused; and things found that nobody recorded."""

    drawn: int = 0
    checked: int = 0
    right: int = 0
    excused: int = 0
    unrecorded: int = 0

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Counts:
        """The counts among the values of a row."""
        return cls(*(row[each.name] for each in fields(cls)))

    @classmethod
    def sum_of(cls, several: Iterable[Counts]) -> Counts:
        """All together."""
        rows = list(several)
        return cls(*(sum(getattr(row, each.name) for row in rows) for each in fields(cls)))

    @property
    def left(self) -> int:
        """Lines that nobody answered for yet."""
        return self.drawn - self.checked - self.excused

    @property
    def rate(self) -> float | None:
        """Right lines of a hundred checked; None before the first."""
        return 100 * self.right / self.checked if self.checked else None


COUNTED = """count(*) filter (where l.item_id is not null) as drawn,
    count(*) filter (where l.verdict in ('as_recorded', 'differs', 'missing')) as checked,
    count(*) filter (where l.verdict = 'as_recorded') as "right",
    count(*) filter (where l.verdict = 'excused') as excused,
    count(*) filter (where l.verdict = 'unrecorded') as unrecorded"""
_OF_AUDIT = f"select {COUNTED} from configuration_auditline l where l.record_id = %s::bigint"  # noqa: S608  our own text


def _ask(sql: str, params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def counts_of(audit_id: int) -> Counts:
    """The counts of an audit's lines as they stand; one statement."""
    return Counts(*_ask(_OF_AUDIT, [audit_id])[0])


def _scope_of(attempt: Attempt) -> list[Any]:
    rows = attempt.value("narrowed")
    return [
        attempt.record.project_id, attempt.value("service_id"), branches(rows, "class"), branches(rows, "place"),
        attempt.at,
    ]  # fmt: skip


_SCOPE = "steward.scope_of_audit(%s::bigint, %s::bigint, %s::bigint[], %s::bigint[], %s::timestamptz) s"


def count_scope(attempt: Attempt) -> int:
    """How many items the scope of an audit would hold if it were drawn now."""
    return int(_ask(f"select count(*) from {_SCOPE}", _scope_of(attempt))[0][0])  # noqa: S608  our own text


def owned_in_scope(attempt: Attempt, person: int | None, most: int) -> list[str]:
    """Numbers of the first items in the scope that a person owns."""
    if person is None:
        return []
    owned = f"""select s.number from {_SCOPE} where (s.snapshot ->> 'owner_id')::bigint = %s::bigint
        order by 1 limit %s::integer"""  # noqa: S608  our own text
    return [row[0] for row in _ask(owned, [*_scope_of(attempt), person, most])]


def is_ours(person: int, actor: Actor) -> bool:
    """Whether a person is of our own company."""
    return Person.objects.filter(pk=person, party_id=actor.own_party_id or 0).exists()


def undecided_of(number: str, most: int) -> list[str]:
    """Numbers of the first discrepancies that an audit found and nobody has decided on."""
    return [row[0] for row in _ask(_UNDECIDED, [number, most])]


_UNDECIDED = """select o.number from kernel_record a cross join lateral (
        select target_id as other from kernel_link where source_id = a.id
        union select source_id from kernel_link where target_id = a.id) k
    join kernel_record o on o.id = k.other
    where a.number = %s::text and o.kind = 'discrepancy' and o.state = 'open' order by o.id limit %s::integer"""


def concluded_of(project_id: int, actor: Actor) -> list[ConfigurationAudit]:
    """The project's audits that have a result, latest first; of the reader's sight."""
    seen = ConfigurationAudit.objects.filter(policy.visible_to(actor), project_id=project_id, accuracy__isnull=False)
    return list(seen.order_by("-drawn_at")[:12])
