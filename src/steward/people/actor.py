"""The actor: an account with the duties and the scope that follow from them, computed once a request."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.crypto import constant_time_compare, salted_hmac

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Scope:
    """The sets that decide what an actor sees, in the query and in the database alike.

    `kept` are parties whose registers an administrator keeps; it gives no sight of their records.
    """

    customers: frozenset[int] = frozenset()
    projects: frozenset[int] = frozenset()
    suppliers: frozenset[int] = frozenset()
    parties: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()
    audiences: frozenset[int] = frozenset({0})
    restrictions: frozenset[str] = frozenset({""})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `duties` are pairs (role, project id); a project of None means everywhere.

    `factor_since` is when the account's second factor was set up (seconds of the epoch), told of sessions alone.
    """

    id: int
    username: str
    kind: str
    name_zh: str
    name_en: str
    language: str = "zh-hans"
    zone: str = "Asia/Shanghai"
    theme: str = "auto"
    person_id: int | None = None
    party_id: int | None = None
    own_party_id: int | None = None
    is_provider: bool = False
    duties: frozenset[tuple[str, int | None]] = frozenset()
    teams: frozenset[int] = frozenset()
    scope: Scope = field(default_factory=Scope)
    staff_until: datetime | None = None
    token_scopes: frozenset[str] | None = None
    factor_since: float | None = None

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        from steward.people.bilingual import in_chinese

        chosen, other = (self.name_zh, self.name_en) if in_chinese() else (self.name_en, self.name_zh)
        return chosen or other or self.username

    def holds(self, roles: Iterable[str], project_id: int | None = None) -> bool:
        """Whether one of these roles is held for this project (or everywhere)."""
        return any((role, None) in self.duties or (role, project_id) in self.duties for role in roles)

    def holds_anywhere(self, roles: Iterable[str]) -> bool:
        """Whether one of these roles is held at all."""
        wanted = set(roles)
        return any(role in wanted for role, _ in self.duties)


def _actor(found: dict[str, Any]) -> Actor:
    """The dataclass from what `steward.actor` in the database answers."""
    scope = Scope(
        **{name: frozenset(found.pop(name)) for name in ("customers", "projects", "suppliers", "parties", "kept")},
        audiences=frozenset(found.pop("audiences")),
        restrictions=frozenset(found.pop("restrictions")),
    )
    staff_until = found.pop("staff_until")
    token_scopes = found.pop("token_scopes", None)
    return Actor(
        duties=frozenset((role, project) for role, project in found.pop("duties")),
        teams=frozenset(found.pop("teams")),
        staff_until=datetime.fromisoformat(staff_until) if staff_until else None,
        token_scopes=None if token_scopes is None else frozenset(token_scopes),
        scope=scope,
        **found,
    )


# Null for an account that is none, and so is whatever is appended to it.
_OF_SESSION = """select steward.actor(account.id) || jsonb_build_object('factor_since', (
    select extract(epoch from max(created_at)) from mfa_authenticator where user_id = account.id and type = 'totp'))
    from (select %s::bigint as id) as account"""


def _found(sql: str, value: int | str | bytes) -> dict[str, Any] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, [value])
        (found,) = cursor.fetchone()
    answer: dict[str, Any] | None = json.loads(found) if isinstance(found, str) else found
    return answer


def _ask(sql: str, value: int | str | bytes) -> Actor | None:
    found = _found(sql, value)
    if found is None:
        return None
    found.pop("password")
    return _actor(found)


def actor_of_session(user_id: int, session_hash: str) -> Actor | None:
    """The actor behind a session, in one statement; None where the password has changed since the log-in."""
    found = _found(_OF_SESSION, user_id)
    if found is None:
        return None
    # As Django's AbstractBaseUser.get_session_auth_hash, without loading the account a second time.
    salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
    expected = salted_hmac(salt, found.pop("password"), algorithm="sha256").hexdigest()
    return _actor(found) if constant_time_compare(session_hash, expected) else None


def actor_of(user_id: int) -> Actor | None:
    """The actor behind an active account as of now, in one statement; None where there is none."""
    return _ask(_OF_SESSION, user_id)


def actor_of_token(digest: bytes) -> Actor | None:
    """The actor behind a token that is neither expired nor withdrawn; None where there is none."""
    return _ask("select steward.actor_of_token(%s::bytea)", digest)


def actor_named(username: str) -> Actor | None:
    """The actor behind an active account by its user name."""
    return _ask("select steward.actor((select id from people_user where username = %s::text))", username)
