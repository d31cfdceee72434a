"""Tailoring of service projects: drawn up in editions, approved by another, looked up per kind (manual 2.1.4.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from steward.people.bilingual import in_chinese
from steward.people.context import now
from steward.people.models import ServiceProject, TailoredProcess, Tailoring
from steward.people.processes import SERVICE_PROCESSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from steward.people.actor import Actor


def faults(used: Mapping[str, bool], reasons: Mapping[str, str]) -> list[str]:
    """What forbids a choice of processes: a sentence each, none where it may be approved.

    `used` and `reasons` go by process key; a mandatory process counts as used unless said otherwise.
    """
    found = []
    for process in SERVICE_PROCESSES.values():
        if used.get(process.key, process.mandatory):
            missing = [SERVICE_PROCESSES[n] for n in process.needs if not used.get(n, False)]
            found += [
                _("%(process)s can't be used without %(needed)s.") % {"process": process.label, "needed": needed.label}
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


def in_force(project_id: int) -> Tailoring | None:
    """The edition that counts: the latest approved one."""
    return _editions(project_id).filter(approved_at__isnull=False).first()


def editions(project_id: int) -> list[Tailoring]:
    """Every edition, newest first, with its choices."""
    return list(_editions(project_id).prefetch_related("choices"))


def _editions(project_id: int) -> QuerySet[Tailoring]:
    return Tailoring.objects.filter(project_id=project_id).order_by("-edition")


def draw_up(
    project_id: int, *, actor: Actor, used: Mapping[str, bool], reasons: Mapping[str, str], passage: str
) -> Tailoring:
    """Makes the next edition, not yet in force. The caller has looked at `faults`."""
    with transaction.atomic():
        # The project's row is the lock under which editions are counted.
        ServiceProject.objects.select_for_update().get(pk=project_id)
        last = _editions(project_id).first()
        made = Tailoring.objects.create(
            project_id=project_id,
            edition=last.edition + 1 if last else 1,
            contract_passage=passage,
            drawn_up_by_id=actor.person_id,
        )
        TailoredProcess.objects.bulk_create(
            TailoredProcess(
                tailoring=made,
                process=process.key,
                used=process.mandatory or used.get(process.key, False),
                reason_zh=reasons.get(process.key, ""),
                reason_en=reasons.get(process.key, ""),
            )
            for process in SERVICE_PROCESSES.values()
        )
    return made


def approve(edition_id: int, *, actor: Actor) -> str | None:
    """Puts an edition in force, once; answers why not where that may not be."""
    with transaction.atomic():
        edition = Tailoring.objects.select_for_update().get(pk=edition_id)
        if edition.approved_at is not None:
            return _("This edition is approved already.")
        if edition.drawn_up_by_id == actor.person_id:
            return _("Nobody approves what they drew up themselves.")
        edition.approved_by_id, edition.approved_at = actor.person_id, now()
        edition.save(update_fields=["approved_by", "approved_at"])
    return None
