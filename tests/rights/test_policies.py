"""Each row-level policy has teeth, and without all of them the queries' own conditions leak nothing (C2)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from steward.config.system_login import system_login
from steward.kernel.daily import roll_up
from steward.oversight.conformity import looking
from steward.people.context import clock_set_to
from steward.processes.change.again import look_again
from tests.people import as_
from tests.rights.conftest import files_in
from tests.rights.ground import build
from tests.rights.reading import NARROW, leaks, tables

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.database import TestDatabase


@pytest.mark.django_db(transaction=True)
def test_each_policy_has_teeth_and_without_all_of_them_the_queries_leak_nothing(
    database: TestDatabase, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    """Each policy is taken away in turn: the web role then finds rows that were not there before."""
    from tests.rights.asking import Asker

    with files_in(tmp_path):
        ground = build()
        with system_login(), clock_set_to(datetime.now(UTC) + timedelta(days=2)):
            assert roll_up()
        with system_login():
            look_again()
            looking.look()
        asker = Asker(ground)
        before = {username: _counts(username) for username in NARROW}
        with database.connection.connect("owner") as owner:
            toothless = [name for name, undo in _mutations(owner) if _finds_nothing(owner, name, undo, before)]
            assert not toothless, "no row comes to light without: " + ", ".join(toothless)
            for table in _protected(owner):
                owner.execute(f"alter table {table} disable row level security")
            owner.commit()
        found = leaks(asker, ground, everybody=pytestconfig.getoption("--long"))
    assert not found, "\n".join(found)


def _counts(username: str) -> dict[str, int]:
    """How many rows of each table somebody's scope shows."""
    return {table: _count(username, table) for table in tables()}


def _protected(owner: Any) -> list[str]:
    rows = owner.execute("select relname from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace")
    return [name for (name,) in rows]


def _mutations(owner: Any) -> Iterator[tuple[str, str]]:
    """Takes away one policy after the other (for one that permits, the protection); how to undo it."""
    rows = owner.execute(
        "select tablename, policyname, permissive, cmd, qual, with_check, roles from pg_policies"
        " where schemaname = 'public' and 'steward_web' = any(roles) order by 1, 2"
    ).fetchall()
    for table, name, permissive, cmd, qual, check, _roles in rows:
        if permissive == "PERMISSIVE":
            if qual == "true":
                continue
            owner.execute(f"alter table {table} disable row level security")
            undo = f"alter table {table} enable row level security"
        else:
            owner.execute(f'drop policy "{name}" on {table}')
            undo = f'create policy "{name}" on {table} as restrictive for {cmd} to steward_web using ({qual})'
            undo += f" with check ({check})" if check else ""
        owner.commit()
        yield f"{table}.{name}", undo


def _finds_nothing(owner: Any, name: str, undo: str, before: dict[str, dict[str, int]]) -> bool:
    """Whether nobody finds more in the table of the policy that is away."""
    table = name.partition(".")[0]
    more = any(_count(username, table) > before[username][table] for username in NARROW)
    owner.execute(undo)
    owner.commit()
    return not more


def _count(username: str, table: str) -> int:
    with as_(username), connection.cursor() as cursor:
        cursor.execute(f'select count(*) from "{table}"')
        (count,) = cursor.fetchone()
    return int(count)
