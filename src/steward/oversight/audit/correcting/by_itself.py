"""A breached clause raises its nonconformity by itself, where the company has said so (manual 3.4.2, 3.4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.clauses import clause
from steward.kernel.days import today_of
from steward.kernel.judges import Verdict
from steward.kernel.ledger import keeper
from steward.oversight.audit.models import ClauseOwner, Grade, Nonconformity, Source
from steward.oversight.conformity import raising, standing
from steward.oversight.conformity.models import Case, Standing
from steward.oversight.conformity.naming import named
from steward.people.context import acting
from steward.people.models import ServiceProject

if TYPE_CHECKING:
    from datetime import date

    from steward.people.actor import Actor

_LOCK = 7_022_007


def raise_breaches() -> bool:
    """One nonconformity for each breach, clause by clause and project by project; run as the system login.

    A breach that lasts has one, however that ended. Answers False: it can wait.
    """
    actor = keeper()
    with acting(actor), connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s::bigint)", [_LOCK])
        today = today_of(actor)
        for row in ClauseOwner.objects.filter(raises_by_itself=True).select_related("owner"):
            for project, rows in _breaches(row.clause, today).items():
                if project is not None and not _is_raised(row.clause, project, min(each.since for each in rows)):
                    _raise(row, project, rows, actor)
    return False


def _breaches(number: str, today: date) -> dict[ServiceProject | None, list[Standing]]:
    """The breached rules of a clause by service project; what is about the company, in our own."""
    names = [judge.name for judge in standing.judges_of(number)]
    found = Standing.objects.filter(standing.on(today), judge__in=names, verdict=Verdict.BREACHED)
    ours = ServiceProject.objects.filter(customer__is_own=True).order_by("pk").first()
    rows: dict[ServiceProject | None, list[Standing]] = {}
    for each in found.select_related("project"):
        rows.setdefault(each.project or ours, []).append(each)
    return rows


def _is_raised(number: str, project: ServiceProject, since: date) -> bool:
    theirs = Nonconformity.objects.filter(clause=number, project=project, found_by=Source.CLAUSE_BREACH)
    return theirs.filter(Q(is_open=True) | Q(opened_at__date__gte=since)).exists()


def _raise(row: ClauseOwner, project: ServiceProject, rows: list[Standing], actor: Actor) -> None:
    judges = [each.judge for each in rows]
    told = Case.objects.filter(judge__in=judges, gone_at=None, mark=Case.Mark.BREACHED)
    theirs = named(list(told.filter(Q(project=project) | Q(project=None)).order_by("id")[: raising.FIRST]))
    numbers = list(dict.fromkeys(each.record.number for each in theirs if each.record))
    judged, breached = (sum(getattr(each, name) for each in rows) for name in ("judged", "breached"))
    raw: dict[str, Any] = {
        "title": _("Breached: %(clause)s") % {"clause": f"{row.clause} {clause(row.clause).title}"},
        "project": project.code,
        "clause": row.clause,
        "found_by": Source.CLAUSE_BREACH,
        "grade": Grade.MINOR,
        "owner": row.owner.code,
        "description": raising.told_of(judged, breached, numbers),
    }
    process = process_of("nonconformity")
    made = acts.open_record(process, actor=actor, raw=raw)
    for number in numbers:
        acts.link(process, made.number, actor=actor, relation="related_to", target=number)
