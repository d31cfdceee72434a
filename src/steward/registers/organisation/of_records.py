"""Every record tells who answers for its process: the role, and whoever alone holds it today (manual 3.1.2)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from steward.kernel.clauses import roles
from steward.kernel.nouns import OfRecords
from steward.registers.organisation.models.responsibility import ACCOUNTABLE, RECORDS

# Those of the product's own, which the manual does not name.
_BESIDE = (
    ("quality_manager", "质量经理", "Quality manager"),
    ("security_officer", "信息安全负责人", "Information security officer"),
)


def _values(rows: tuple[tuple[str, ...], ...]) -> str:
    """Rows of texts as SQL writes them."""
    return ", ".join("(" + ", ".join("'" + text.replace("'", "''") + "'" for text in row) + ")" for row in rows)


def _question() -> str:
    kinds = tuple((kind, process) for process, found in RECORDS.items() for kind in found)
    names = (*((key, each.title_zh, each.title_en) for key, each in roles().items()), *_BESIDE)
    return f"""select 'accountable', r.id, n.zh || coalesce('（' || h.zh || '）', ''),
            n.en || coalesce(' (' || h.en || ')', ''), ''
        from kernel_record r join (values {_values(kinds)}) as k(kind, process) on k.kind = r.kind
        join organisation_responsibility a on a.process = k.process and a.letter = '{ACCOUNTABLE}'
        join (values {_values(names)}) as n(role, zh, en) on n.role = a.role
        left join lateral (select min(p.name_zh) as zh, min(p.name_en) as en from people_duty d
            join people_person p on p.id = d.person_id
            where d.role = a.role and coalesce(d.project_id, r.project_id) = r.project_id
                and d.starts_on <= current_date and coalesce(d.ends_on, current_date) >= current_date
            having count(distinct p.id) = 1) h on true
        where r.id = any(%s::bigint[])"""  # noqa: S608  kinds and roles are ours


OF_RECORDS = (OfRecords("accountable", _("Answers for the process"), "/organisation/raci/", _question()),)
