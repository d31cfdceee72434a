"""No change, no write: every write path to an item, found and not listed, is tried without one, freed, and with one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tests.control import doors, pens
from tests.control.ground import Ground, WritePath, free, ground, tread
from tests.control.statements import statements, tables
from tests.people import as_

if TYPE_CHECKING:
    import psycopg

pytestmark = pytest.mark.django_db(transaction=True)


def every_path() -> list[WritePath]:
    """Pages, operations, acts and statements."""
    return [*doors.pages(), *doors.operations(), *pens.pens(), *statements()]


def _gone(stands: Ground) -> dict[str, tuple[WritePath, str, bool]]:
    """Every path to its end: the refusal, and whether something altered."""
    return {path.name: (path, *tread(path, stands)) for path in every_path()}


def test_nobody_has_added_a_path_that_is_not_driven() -> None:
    assert doors.undriven() == [], "a path nobody drives: give it a driver in tests/control"
    assert pens.undriven() == [], "a path nobody drives: give it a driver in tests/control"


@pytest.mark.parametrize(("known", "name"), [(doors.PAGES, "ci_amend"), (doors.REST, "POST "), (pens.PENS, "amend")])
def test_a_path_without_a_driver_is_told(known: dict[str, Any], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(known, name)
    assert doors.undriven() or pens.undriven()


def test_without_a_change_no_path_writes_an_item() -> None:
    found = _gone(ground(with_change=False))
    passed = [name for name, (_path, _said, altered) in found.items() if altered]
    assert not passed, "\n".join(passed)
    silent = [name for name, (path, said, _altered) in found.items() if not said and not path.free]
    assert not silent, "refused without a word: " + "\n".join(silent)


def test_without_the_guards_every_path_reaches_the_table(owner_connection: psycopg.Connection[Any]) -> None:
    """The control: it is the guards that hold, not a path that leads nowhere."""
    stands = ground(with_change=True)
    free(owner_connection)
    found = _gone(stands)
    short = [f"{name}: {said[:160]}" for name, (path, said, altered) in found.items() if not altered and not path.free]
    assert not short, "\n".join(short)


def test_an_authorised_change_that_covers_it_opens_the_path() -> None:
    found = _gone(ground(with_change=True))
    shut = [f"{n}: {said[:160]}" for n, (p, said, altered) in found.items() if not altered and not (p.free or p.shut)]
    assert not shut, "\n".join(shut)
    opened = [name for name, (path, _said, altered) in found.items() if altered and path.shut]
    assert not opened, "no change opens these: " + "\n".join(opened)


def test_no_function_of_the_database_writes_for_the_web_role() -> None:
    """What runs with its owner's rights and writes is a trigger's; the web role makes no table to hang one on."""
    with as_("service-head"), connection.cursor() as cursor:
        cursor.execute(
            "select p.oid::regprocedure::text from pg_proc p where p.prosecdef and p.provolatile = 'v'"
            " and p.prorettype <> 'trigger'::regtype and has_function_privilege('steward_web', p.oid, 'execute')"
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "select has_database_privilege(current_database(), 'temp'), has_schema_privilege('public', 'create'),"
            " has_schema_privilege('steward', 'create')"
        )
        assert cursor.fetchone() == (False, False, False)
        cursor.execute("select t from unnest(%s::text[]) t where has_table_privilege(t, 'trigger')", [tables()])
        assert cursor.fetchall() == []
