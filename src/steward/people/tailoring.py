"""Tailoring of service projects: drawn up in editions, approved by another, looked up per kind (manual 2.1.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from steward.people.bilingual import in_chinese
from steward.people.processes import SERVICE_PROCESSES

if TYPE_CHECKING:
    from collections.abc import Mapping


def faults(used: Mapping[str, bool], reasons: Mapping[str, str]) -> list[str]:
    """What forbids a choice of processes: a sentence each, none where it may be approved.

    `used` and `reasons` go by process key; a mandatory process counts as used unless said otherwise.
    """
    found = []
    for process in SERVICE_PROCESSES.values():
        if used.get(process.key, process.mandatory):
            missing = [SERVICE_PROCESSES[n] for n in process.needs if not used.get(n, False)]
            found += [
                _("%(process)s can't be used without %(needed)s.")
                % {"process": process.label, "needed": needed.label}
                for needed in missing
            ]
        elif process.mandatory:
            found.append(_("%(process)s is part of every service contract.") % {"process": process.label})
        elif not reasons.get(process.key, "").strip():
            found.append(_("Say why the contract needs no %(process)s.") % {"process": process.label})
    return found


_LEFT_OUT = """
select c.process, c.reason_zh, c.reason_en from people_tailoredprocess c
where not c.used and c.tailoring_id = (
    select t.id from people_tailoring t where t.project_id = %s::bigint and t.approved_at is not null
    order by t.edition desc limit 1)
"""


def left_out(project_id: int) -> dict[str, str]:
    """Process keys that the project's tailoring in force leaves out, with the reason in the reader's language."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT_OUT, [project_id])
        rows = cursor.fetchall()
    return {key: (zh or en) if in_chinese() else (en or zh) for key, zh, en in rows}
