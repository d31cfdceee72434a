"""How changes ended, month by month: success, emergencies, back-outs, incidents that they caused (manual 8.2.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from steward.kernel import seen

if TYPE_CHECKING:
    from datetime import datetime

_ENDED = f"""select to_char(c.actual_end at time zone %s::text, 'YYYY-MM'), count(*),
    count(*) filter (where c.outcome = 'successful'), count(*) filter (where c.outcome = 'with_problems'),
    count(*) filter (where c.outcome = 'backed_out'), count(*) filter (where c.change_type = 'emergency'),
    coalesce(sum(caused.incidents), 0)
from (select id from kernel_record where kind = 'change' and {seen.RECORD}) k
join change_change c on c.record_id = k.id
left join lateral (
    select count(*) as incidents from kernel_link l
    join (select id from kernel_record where kind = 'incident' and {seen.RECORD}) i on i.id = l.source_id
    where l.target_id = k.id and l.relation = 'caused_by'
) caused on true
where c.outcome is not null and c.actual_end >= %s::timestamptz
group by 1 order by 1 desc"""  # noqa: S608  our own text


@dataclass(frozen=True, slots=True)
class Month:
    """The changes that ended in a month (`2026-11`, in the reader's zone)."""

    name: str
    ended: int
    successful: int
    with_problems: int
    backed_out: int
    emergencies: int
    incidents: int

    @property
    def success(self) -> int:
        """Those that went well, of a hundred."""
        return round(self.successful * 100 / self.ended)

    @property
    def emergency_share(self) -> int:
        """Emergencies, of a hundred."""
        return round(self.emergencies * 100 / self.ended)


def by_month(zone: str, since: datetime) -> list[Month]:
    """Months in which a change ended that the reader sees, the newest first; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDED, [zone, since])
        return [Month(row[0], *map(int, row[1:])) for row in cursor.fetchall()]
