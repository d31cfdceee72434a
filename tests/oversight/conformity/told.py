"""How tests see a verdict turn: the stages of a judge's life, each compared with SQL written by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import connection

from steward.kernel.catalogue import all_judges
from steward.kernel.judges import Asked, Verdict
from steward.kernel.statement import sql_of
from steward.oversight.conformity import judging
from tests.people import as_

if TYPE_CHECKING:
    from steward.kernel.judges import Judge

BREACHED, DUE, MET, NO_DATA = Verdict.BREACHED, Verdict.DUE, Verdict.MET, Verdict.NO_DATA
NOW = datetime.now(UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A stage of a turn: what the verdict has to be at a moment, once the records are as the turn has made them.
Stage: TypeAlias = tuple[datetime, Verdict]
Stages: TypeAlias = Iterator[Stage]

_COUNTED = """
select count(*), count(*) filter (where c.wrong and coalesce(c.until <= %(at)s, true)),
    count(*) filter (where c.wrong and c.until > %(at)s)
from ({sql}) as c (wrong, until)
"""
# Whose records count: an imported history proves nothing.
OWN = "not exists (select 1 from kernel_stated s where s.record_id = r.id)"
# Service projects under contract at the moment; Beta's contract leaves service level management out.
CONTRACTS = """people_serviceproject p join people_party c on c.id = p.customer_id and not c.is_own
    and p.starts_on <= %(day)s and (p.ends_on is null or p.ends_on >= %(day)s)"""


@dataclass(frozen=True)
class Turn:
    """The stages of a judge, and what it counts: rows of (wrong, until) in SQL of our own.

    The SQL is given the moment as `at` and its day in Shanghai as `day`.
    """

    stages: Callable[[], Stages]
    sql: str


def judge_named(name: str) -> Judge:
    """The judge that the contents know by this name."""
    return next(judge for judge in all_judges() if judge.name == name)


def follow(name: str, turn: Turn) -> None:
    """Walks through the stages: verdict and counts at each, more than one verdict on the way."""
    seen = set()
    for at, expected in turn.stages():
        with as_("system", at):
            assert _verdict(judge_named(name), at, turn.sql) == expected, (name, at)
        seen.add(expected)
    assert {MET, BREACHED} <= seen, f"{name} was not seen met and breached"


def _verdict(judge: Judge, at: datetime, sql: str) -> Verdict:
    asked = Asked(at, {})
    found = judging.count(judge, asked)
    counts = tuple(sum(getattr(each, name) for each in found) for name in ("judged", "breached", "due"))
    assert not _unknown(judge, asked), f"{judge.name} does not know of some cases"
    assert counts == _by_hand(sql, at), judge.name
    return judge.verdict(*counts, asked)


def _unknown(judge: Judge, asked: Asked) -> int:
    """How many cases are neither right nor wrong."""
    text, params = sql_of(judge.cases(asked).order_by().values_list("wrong"))
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from ({text}) c (wrong) where wrong is null", params)
        return int(cursor.fetchone()[0])


def _by_hand(sql: str, at: datetime) -> tuple[int, int, int]:
    given = {"at": at, "day": (at + 8 * HOUR).date()}
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(sql=sql.format(OWN=OWN, CONTRACTS=CONTRACTS)), given)
        judged, breached, due = cursor.fetchone()
    return int(judged), int(breached), int(due)


def forced(model: Any, pk: int, **values: Any) -> None:
    """What no door lets through, written past the acts."""
    with as_("service-head"):
        assert model.objects.filter(pk=pk).update(**values) == 1
