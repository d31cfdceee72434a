"""A department's own documents and records: what it keeps, what is due, what may go (manual 2.2.4, 2.2.5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F
from django.db.models.expressions import RawSQL

from steward.kernel import policy
from steward.kernel.models import Record
from steward.kernel.statement import sql_of
from steward.people.models import ServiceProject
from steward.people.roles import ROLES
from steward.registers.document.disposing.process import DISPOSAL
from steward.registers.document.disposing.rules import department_of
from steward.registers.document.handing import queries as handing
from steward.registers.document.layers import Layer
from steward.registers.document.rules import years_before

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from steward.people.actor import Actor
    from steward.registers.document.handing.queries import Held
    from steward.registers.document.models import Document
    from steward.registers.document.queries import Line

SOON = timedelta(days=60)
# More than this is told as so many and more.
MOST = 99
_KEPT = """select asked.pk, (select count(*) from ({}) as few) from unnest(%s::bigint[], %s::text[], %s::timestamptz[])
    as asked (pk, kind, until)"""


@dataclass(frozen=True, slots=True)
class Kept:
    """A type of records that a department keeps; how many are past their retention, and where they are proposed."""

    document: Document
    over: int
    url: str


@dataclass(frozen=True, slots=True)
class Workspace:
    """What stands on the page of a department beside its documents."""

    label: str
    reviews: list[Line]
    receipts: list[Held]
    types: list[Kept]
    new_url: str


def of(department: str, lines: Sequence[Line], actor: Actor, today: date) -> Workspace | None:
    """The workspace of a department that has documents; None for any other. Four statements."""
    own = [line for line in lines if line.document.department == department]
    if not own or department not in ROLES:
        return None
    due = [line for line in own if line.in_force and (line.in_force.review_on or today) <= today + SOON]
    owed = [each for each in handing.waited_for() if each.copy.document.department == department]
    kinds = [line.document for line in lines if _is_kept_by(department, line.document, lines)]
    return Workspace(
        str(ROLES[department].label),
        sorted(due, key=lambda line: str(line.in_force and line.in_force.review_on)),
        owed,
        _kept(kinds, actor, today),
        _new_url(department, lines),
    )


def _is_kept_by(department: str, document: Document, lines: Sequence[Line]) -> bool:
    if document.layer != Layer.RECORD_TYPE:
        return False
    document.parent = next((line.document for line in lines if line.document.pk == document.parent_id), None)
    return department_of(document)[0] == department


def _kept(types: list[Document], actor: Actor, today: date) -> list[Kept]:
    """Each type with the records that are past their retention, counted up to `MOST`."""
    held = [each for each in types if each.process]
    days = [years_before(today, each.retention_years) for each in held]
    moments = [datetime.combine(day, time(), ZoneInfo(actor.zone)) for day in days]
    over = _counted(held, moments, actor) if held else {}
    may_propose = not policy.why_not_open(DISPOSAL, actor, None)
    project = _own_project(actor) if may_propose and any(over.values()) else ""
    return [
        Kept(each, over.get(each.pk, 0), _proposal(each, project) if project and over.get(each.pk) else "")
        for each in types
    ]


def _counted(types: list[Document], moments: list[datetime], actor: Actor) -> dict[int, int]:
    """Nothing is closed before it is opened: the index by opening finds them."""
    until = RawSQL("asked.until", ())
    seen = Record.objects.filter(
        policy.visible_to(actor), kind=RawSQL("asked.kind", ()), is_open=False, disposed_at=None,
        opened_at__lt=until, closed_at__lt=until,
    )  # fmt: skip
    question, values = sql_of(seen.values("pk")[: MOST + 1])
    given: list[Any] = [[each.pk for each in types], [each.process for each in types], moments]
    with connection.cursor() as cursor:
        cursor.execute(_KEPT.format(question), [*values, *given])
        return dict(cursor.fetchall())


def _own_project(actor: Actor) -> str:
    """The service project of our own company in which documents and disposals are kept; '' where there is none."""
    own = ServiceProject.objects.filter(customer_id=actor.own_party_id).order_by(F("pk")).first()
    return own.code if own else ""


def _proposal(document: Document, project: str) -> str:
    return f"/disposal/new/?{urlencode({'record_type': document.code, 'project': project})}"


def _new_url(department: str, lines: Sequence[Line]) -> str:
    """The form of a new rule or work instruction of the department, with the next number of layer C."""
    numbers = [re.fullmatch(r"(.+-C-)(\d+)", line.document.code) for line in lines]
    taken = [(found[1], int(found[2])) for found in numbers if found]
    code = {"code": f"{taken[0][0]}{max(number for _, number in taken) + 1:02d}"} if taken else {}
    return f"/registers/document/new/?{urlencode({'layer': Layer.RULE.value, 'department': department, **code})}"
