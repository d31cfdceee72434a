"""The roles and the database of one installation, on whatever PostgreSQL server it lives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from steward.config.binaries import OLDEST, Trouble
from steward.config.connection import ROLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from steward.config.connection import Role, Secrets

Admin = psycopg.Connection[tuple[Any, ...]]
# Grants and row-level policies name these; the login roles of an installation are their members.
GROUPS: Mapping[Role, str] = {"web": "steward_web", "system": "steward_system"}


def provision(admin: Admin, name: str, secrets: Secrets) -> None:
    """Make roles and database as they should be; a second run changes nothing. `admin` autocommits."""
    _check_server(admin)
    for group in GROUPS.values():
        _make_role(admin, group, sql.SQL("NOLOGIN"))
    for role in ROLES:
        login = secrets.login(role)
        _make_role(admin, login.user, sql.SQL("LOGIN PASSWORD {}").format(sql.Literal(login.password)))
    for role, group in GROUPS.items():
        _join(admin, group, secrets.login(role).user)
    if not _exists(admin, "SELECT 1 FROM pg_database WHERE datname = %s", name):
        create_database(admin, name, secrets)
    open_database(admin, name, secrets)


def create_database(admin: Admin, name: str, secrets: Secrets, template: str = "template0") -> None:
    """Create a database of the owner role, compared by code point and typed by Unicode."""
    owner = sql.Identifier(secrets.login("owner").user)
    # Since PostgreSQL 16 the maker of a role is no member of it until told so.
    _join(admin, secrets.login("owner").user, _current_user(admin))
    statement = "CREATE DATABASE {} OWNER {} TEMPLATE {}"
    words: list[sql.Composable] = [sql.Identifier(name), owner, sql.Identifier(template)]
    if template != "template0":
        _run(admin, statement, *words)
        return
    try:
        _run(admin, statement + " ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'", *words)
    except (psycopg.errors.WrongObjectType, psycopg.errors.InvalidParameterValue):
        # A system without C.UTF-8: the server's own locale serves.
        _run(admin, statement + " ENCODING 'UTF8'", *words)


def open_database(admin: Admin, name: str, secrets: Secrets) -> None:
    """Let this installation's logins in and nobody else; a copied database starts without any grants."""
    database = sql.Identifier(name)
    _run(admin, "REVOKE ALL ON DATABASE {} FROM PUBLIC", database)
    for role in ROLES:
        login = sql.Identifier(secrets.login(role).user)
        rights = "CONNECT, CREATE, TEMPORARY" if role == "owner" else "CONNECT"
        _run(admin, f"GRANT {rights} ON DATABASE {{}} TO {{}}", database, login)


def open_schema(admin: Admin, secrets: Secrets) -> None:
    """Let the owner role and nobody else build in the schema `public`; `admin` is in the database itself."""
    _run(admin, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    _run(admin, "GRANT ALL ON SCHEMA public TO {}", sql.Identifier(secrets.login("owner").user))


def _check_server(admin: Admin) -> None:
    version = admin.info.server_version
    if version < OLDEST * 10000:
        msg = f"The server is PostgreSQL {version // 10000}; Steward needs {OLDEST} or newer."
        raise Trouble(msg)
    may = _exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolcreaterole)")
    if not may:
        msg = (
            f"The role {_current_user(admin)} of DATABASE_URL may not create roles. Steward keeps its "
            "owner, web and system logins apart; let an administrator run: "
            f'ALTER ROLE "{_current_user(admin)}" CREATEROLE CREATEDB'
        )
        raise Trouble(msg)


def _make_role(admin: Admin, name: str, kind: sql.Composable) -> None:
    if _exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = %s", name):
        return
    try:
        _run(admin, "CREATE ROLE {} NOSUPERUSER NOCREATEDB NOCREATEROLE {}", sql.Identifier(name), kind)
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        # Another installation on the same server made the group at this moment.
        return


def _join(admin: Admin, group: str, member: str) -> None:
    if _exists(admin, "SELECT 1 WHERE pg_has_role(%s, %s, 'USAGE')", member, group):
        return
    try:
        _run(admin, "GRANT {} TO {}", sql.Identifier(group), sql.Identifier(member))
    except psycopg.errors.InsufficientPrivilege as error:
        msg = (
            f"The role {group} of this server was made by another installation's administrator; let them "
            f'run: GRANT {", ".join(GROUPS.values())} TO "{_current_user(admin)}" WITH ADMIN OPTION'
        )
        raise Trouble(msg) from error


def _current_user(admin: Admin) -> str:
    row = admin.execute("SELECT current_user::text").fetchone()
    return str(row[0]) if row else ""


def _exists(admin: Admin, query: str, *values: str) -> bool:
    return admin.execute(query.encode(), values).fetchone() is not None


def _run(admin: Admin, statement: str, *words: sql.Composable) -> None:
    admin.execute(sql.SQL(statement).format(*words))
