"""Which records a disposal is about: closed, their retention over, needed by nothing that is open (manual 2.2.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import DateField, Exists, F, Func, OuterRef, Q, Value

from steward.kernel import policy
from steward.kernel.catalogue import all_processes
from steward.kernel.models import Link, Record, RecordKey
from steward.kernel.statement import sql_of
from steward.registers.document.disposing.models import DisposalLine

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from steward.people.actor import Actor
    from steward.registers.document.models import Document

# A list is read by two people before they approve it.
MOST = 20_000
_DIGEST = """select count(*), encode(sha256(convert_to(coalesce(string_agg(id || ' ' || kept_until, E'\\n' order by id),
    ''), 'UTF8')), 'hex') from ({}) as drawn"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a disposal asks for."""

    record_type: Document
    closed_before: date
    kept_back: frozenset[str]


def closed(wanted: Wanted, actor: Actor) -> QuerySet[Any]:
    """Records of the type that the actor sees, closed before the day and not kept back, each with `kept_until`."""
    day = datetime.combine(wanted.closed_before, time(), ZoneInfo(actor.zone))
    found: Any = Record.objects.filter(
        policy.visible_to(actor), kind=wanted.record_type.process, is_open=False, closed_at__lt=day, disposed_at=None,
        # Nothing is closed before it is opened: the index by opening finds them.
        opened_at__lt=day,
    )  # fmt: skip
    annotated: QuerySet[Any] = found.exclude(number__in=wanted.kept_back).annotate(
        kept_until=_kept_until(wanted.record_type)
    )
    return annotated


def within_retention(wanted: Wanted, actor: Actor, today: date) -> Any:
    """The first of them that has to be kept still, with its `kept_until`; None where there is none."""
    return closed(wanted, actor).filter(kept_until__gte=today).order_by("closed_at", "pk").first()


def drawn(wanted: Wanted, actor: Actor, today: date) -> QuerySet[Any]:
    """Those that may go: retention over, no open record tied to them. The oldest first, so many that two can read."""
    over = closed(wanted, actor).filter(kept_until__lt=today)
    return over.exclude(needed(wanted.record_type)).order_by("closed_at", "pk")[:MOST]


def needed(record_type: Document) -> Q:
    """The condition on records that an open one is linked to, or names."""
    links = Link.objects.filter(
        Q(source=OuterRef("pk"), target__is_open=True) | Q(target=OuterRef("pk"), source__is_open=True)
    )
    named = (
        Exists(process.model._default_manager.filter(**{column.name: OuterRef("pk")}, is_open=True))  # noqa: SLF001  Django's documented interface
        for process in all_processes()
        for column in process.model._meta.local_fields  # noqa: SLF001  Django's documented interface
        if isinstance(column, RecordKey) and record_type.process in column.kinds
    )
    return reduce(or_, map(Q, named), Q(Exists(links)))


def summed_up(found: QuerySet[Any]) -> tuple[int, str]:
    """How many they are, and the digest by which the list is known again. One statement."""
    question, values = sql_of(found.values("id", "kept_until"))
    with connection.cursor() as cursor:
        cursor.execute(_DIGEST.format(question), values)
        count, digest = cursor.fetchone()
    return int(count), str(digest)


def freeze(disposal: int, found: QuerySet[Any]) -> str:
    """Writes the list down, in one statement; answers its digest as the database sees it."""
    question, values = sql_of(found.values("id", "kept_until"))
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into document_disposalline (record_id, subject_id, kept_until, outcome)"  # noqa: S608  our own question
            f" select %s::bigint, id, kept_until, '' from ({question}) as drawn",
            [disposal, *values],
        )
        cursor.execute("select steward.digest_of_disposal(%s::bigint)", [disposal])
        (digest,) = cursor.fetchone()
    return str(digest)


def changed_since(disposal: int, record_type: Document, today: date) -> DisposalLine | None:
    """The first record on a frozen list that may not go any more; None where all still may."""
    lines = DisposalLine.objects.filter(record_id=disposal, done_at=None).select_related("subject")
    subjects: Any = Record.objects.filter(pk=OuterRef("subject_id")).annotate(until=_kept_until(record_type))
    stays = Q(is_open=True) | Q(closed_at=None) | Q(until__gte=today) | needed(record_type)
    return lines.filter(Exists(subjects.filter(stays))).order_by("pk").first()


def unknown_among(numbers: Iterable[str], actor: Actor) -> list[str]:
    """Those of the numbers that are no record's, as far as the actor sees."""
    asked = set(numbers)
    return sorted(
        asked - set(Record.objects.filter(policy.visible_to(actor), number__in=asked).values_list("number", flat=True))
    )


def _kept_until(record_type: Document) -> Func:
    args: tuple[Any, ...] = (F("closed_at"), F("project__zone"), Value(record_type.retention_years))
    return Func(*args, function="steward.kept_until", output_field=DateField())
