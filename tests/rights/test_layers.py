"""Two layers, each enough alone: the query's own condition, and the database's policies (C2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction
from django.db.models import Q

from steward.kernel import policy
from tests.people import as_
from tests.rights.ground import forget_scope
from tests.rights.reading import NARROW, leaks, tables

if TYPE_CHECKING:
    from tests.rights.asking import Asker
    from tests.rights.ground import Ground

# Tables that name a record, customer or party and are under no policy, each with the reason.
UNPROTECTED: dict[str, str] = {}
SCOPE_COLUMNS = ("record_id", "customer_id", "party_id", "project_id", "source_id")
# Tables with words of others that the web role reads whole, each with the reason why it must.
READ_WHOLE = {
    "django_session": "looked up by an unguessable key before anybody is known",
    "mfa_authenticator": "read by account during log-in, before a scope exists",
    "people_apitoken": "holds digests and names of tokens; read by account",
    "people_delegation": "read by account; its page narrows to duties that are visible",
    "people_user": "read during log-in, before a scope exists; holds no more than user names and settings",
    "procrastinate_jobs": "arguments are ids alone",
    "surface_idempotency": "read by account and key; swept after a day",
    "surface_savedview": "read by account",
}


def test_without_the_conditions_of_queries_the_policies_leak_nothing(
    ground: Ground, asker: Asker, monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config
) -> None:
    monkeypatch.setattr(policy, "visible_to", lambda *_args, **_more: Q())
    monkeypatch.setattr(policy, "reach_visible_to", lambda _actor: Q())
    monkeypatch.setattr(policy, "findings_visible_to", lambda _actor: Q())
    found = leaks(asker, ground, everybody=pytestconfig.getoption("--long"))
    assert not found, "\n".join(found)


def test_every_table_that_names_a_record_or_a_company_is_protected(ground: Ground) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct c.relname from pg_attribute a join pg_class c on c.oid = a.attrelid"
            " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not c.relrowsecurity"
            " and a.attname = any(%s::name[])",
            [list(SCOPE_COLUMNS)],
        )
        bare = {name for (name,) in cursor.fetchall()}
    assert bare == set(UNPROTECTED)


@pytest.mark.parametrize("username", NARROW)
def test_by_sql_too_the_web_role_reads_nothing_that_is_not_the_actors(username: str, ground: Ground) -> None:
    with as_(username):
        found = [f"{table}: {word}" for table in tables() for word in _words_in(table, ground.forbidden_rows(username))]
    bare = {entry.split(":")[0] for entry in found}
    assert not bare - set(READ_WHOLE), "\n".join(e for e in found if e.split(":")[0] not in READ_WHOLE)


def test_without_a_scope_a_query_is_a_fault_and_not_an_empty_page(ground: Ground) -> None:
    from django.db import ProgrammingError

    forget_scope()
    for table in ("kernel_record", "kernel_timelineentry", "people_person", "people_party"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {table}")


def _words_in(table: str, words: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"select coalesce(string_agg(t::text, chr(10)), '') from \"{table}\" t")
        (text,) = cursor.fetchone()
    return [word for word in words if word in text]
