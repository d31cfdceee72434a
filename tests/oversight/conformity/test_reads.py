"""A judge names every table of which a row can turn its verdict: those that its plan reads, and no other."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from steward import contents
from steward.kernel.judges import Asked
from steward.kernel.models import Record
from steward.kernel.statement import sql_of
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.kernel.judges import Judge

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
# What the row-level policy of duties asks of the web role.
BY_POLICY = {"people_person"}


def _relations(plan: Any) -> Iterator[str]:
    """The tables that a plan reads, whatever is below."""
    if isinstance(plan, dict):
        if "Relation Name" in plan:
            yield plan["Relation Name"]
        plan = list(plan.values())
    if isinstance(plan, list):
        for part in plan:
            yield from _relations(part)


def _planned(judge: Judge) -> set[str]:
    """The tables of its question, and of what it asks beforehand (an interval of the communication plan)."""
    asked: list[tuple[str, Any]] = []

    def keep(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  Django's order
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(keep):
        question = judge.cases(Asked(NOW, {})).order_by().values_list("pk", "wrong", "until")
    asked.append(sql_of(question))
    return {table for text, params in asked for table in _relations(_plan(text, params))}


def _plan(text: str, params: Any) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"explain (format json) {text}", params)
        (plan,) = cursor.fetchone()
    return json.loads(plan) if isinstance(plan, str) else plan


def _differs(judge: Judge) -> set[str]:
    """Tables that are read and not named, or named and not read.

    The base table comes with a kind of record and stands for it where nothing else of it is asked.
    """
    base = Record._meta.db_table
    kinds = {model._meta.db_table for model in judge.reads if issubclass(model, Record)}
    named = {model._meta.db_table for model in judge.reads}
    found = _planned(judge)
    return (found - named - ({base} if kinds else set()) - BY_POLICY) | (
        named - found - (kinds if base in found else set())
    )


def test_it_reads_the_tables_that_it_names() -> None:
    with as_("system", NOW):
        wrong = {judge.name: found for judge in contents.judges() if (found := _differs(judge))}
    assert not wrong
