"""The database of a data folder: starts, survives, refuses, and lets in whom it should."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from steward.config import installation
from steward.config.binaries import Trouble, find_binaries
from steward.config.cluster import admin_connection, ensure_cluster, stop_cluster, using_cluster
from steward.config.connection import Connection, Secrets
from steward.config.postgresql import Postgres

LOCAL_15 = Path("/usr/lib/postgresql/15/bin")


@pytest.fixture
def data(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield tmp_path / "data"
    os.environ.pop("DATABASE_URL", None)
    stop_cluster(tmp_path / "data")


def answers(connection: Connection, role: str, query: str = "SELECT 1") -> object:
    with connection.connect(role) as session:
        return session.execute(query).fetchone()[0]


def test_it_starts_is_found_again_and_stops(data):
    connection = ensure_cluster(data, fast=True)
    first = Postgres.of(data).pid()
    assert ensure_cluster(data, fast=True) == connection == Connection.load(data)
    assert Postgres.of(data).pid() == first
    stop_cluster(data)
    assert Postgres.of(data).pid() is None
    assert not Path(connection.host, ".s.PGSQL.5432").exists()


def test_it_listens_on_no_network(data):
    connection = ensure_cluster(data, fast=True)
    with admin_connection(data) as admin:
        assert admin.execute("SHOW listen_addresses").fetchone() == ("",)
    assert connection.host.startswith("/")


def test_it_keeps_its_secrets_to_its_owner(data):
    ensure_cluster(data, fast=True)
    for name in ("secrets.json", "connection.json"):
        assert stat.S_IMODE((data / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    assert not list((data / "postgresql").glob("password*"))


def test_it_asks_for_the_password(data):
    connection = ensure_cluster(data, fast=True)
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(
            "",
            host=connection.host,
            port=connection.port,
            dbname="steward",
            user=connection.web.user,
            password="x",
        )


def test_it_keeps_the_web_role_small(data):
    connection = ensure_cluster(data, fast=True)
    rights = "rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls"
    query = f"SELECT {rights} FROM pg_roles WHERE rolname = current_user"
    for role in ("web", "system", "owner"):
        assert answers(connection, role, query) is False
    for role in ("web", "system"):
        assert answers(connection, role, f"SELECT pg_has_role('steward_{role}', 'USAGE')") is True
        with connection.connect(role) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
            session.execute("CREATE TABLE public.mine (id int)")


def test_it_comes_back_after_kill_9_with_what_was_committed(data):
    connection = ensure_cluster(data)
    with connection.connect("owner", autocommit=True) as session:
        session.execute("CREATE TABLE kept (id int)")
        session.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
    os.kill(Postgres.of(data).pid(), signal.SIGKILL)
    assert answers(ensure_cluster(data), "owner", "SELECT count(*) FROM kept") == 1000


def test_it_starts_where_the_old_children_still_hold_the_folder(data):
    ensure_cluster(data, fast=True)
    server = Postgres.of(data).pid()
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    held = int(children[0])
    os.kill(held, signal.SIGSTOP)
    os.kill(server, signal.SIGKILL)
    threading.Timer(1.0, os.kill, (held, signal.SIGKILL)).start()
    assert answers(ensure_cluster(data, fast=True), "web") == 1
    assert "still in use" in (data / "postgresql.log").read_text()


def test_it_forgets_a_process_number_that_another_program_has_now(data):
    ensure_cluster(data, fast=True)
    mark = data / "postgresql" / str(find_binaries(None).major) / "postmaster.pid"
    text = mark.read_text()
    stop_cluster(data)
    account = Postgres.of(data).account
    with subprocess.Popen(["/bin/sleep", "60"], **account.popen()) as stranger:
        mark.write_text(f"{stranger.pid}\n" + text.split("\n", 1)[1])
        account.takes(mark)
        assert answers(ensure_cluster(data, fast=True), "web") == 1
        stranger.kill()


def test_a_half_made_cluster_is_never_found(data):
    half = data / "postgresql" / f"{find_binaries(None).major}.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    Postgres.of(data).account.takes(half.parent)
    assert answers(ensure_cluster(data, fast=True), "web") == 1
    assert not half.exists()


def test_it_refuses_data_of_another_major_with_the_remedy(data):
    (data / "postgresql" / "11").mkdir(parents=True)
    with pytest.raises(Trouble, match=r"PostgreSQL 11.*docs/operations\.md"):
        ensure_cluster(data, fast=True)


def test_a_long_path_is_no_obstacle(data):
    deep = data / ("x" * 60) / ("y" * 60)
    try:
        connection = ensure_cluster(deep, fast=True)
        assert answers(connection, "web") == 1
        assert len(connection.host) < 90
    finally:
        stop_cluster(deep)


def test_the_last_user_out_stops_it(data):
    with using_cluster(data, fast=True):
        with using_cluster(data, fast=True):
            pass
        assert Postgres.of(data).pid()
    assert Postgres.of(data).pid() is None


def test_two_starts_at_once_share_one_server(data):
    words = (
        "import sys, pathlib; from steward.config.cluster import ensure_cluster;"
        "ensure_cluster(pathlib.Path(sys.argv[1]), fast=True)"
    )
    starts = [subprocess.Popen([sys.executable, "-c", words, str(data)]) for _ in range(3)]
    assert [start.wait() for start in starts] == [0, 0, 0]
    assert answers(Connection.load(data), "web") == 1


def test_two_installations_on_one_server_do_not_enter_each_other(data, tmp_path, monkeypatch):
    ensure_cluster(data, fast=True)
    other = Secrets.of(_folder(tmp_path / "other"))
    with admin_connection(data) as admin:
        installation.provision(admin, "other", other)
        installation.provision(admin, "other", other)
    connection = Connection.load(data)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(
            "",
            host=connection.host,
            port=connection.port,
            dbname="other",
            user=connection.web.user,
            password=connection.web.password,
        )


def test_an_address_names_an_ordinary_server(data, tmp_path, monkeypatch):
    ensure_cluster(data, fast=True)
    with admin_connection(data) as admin:
        admin.execute("CREATE ROLE keeper LOGIN PASSWORD 'k' CREATEROLE CREATEDB")
    monkeypatch.setenv("DATABASE_URL", _address(Connection.load(data), "keeper", "k", "elsewhere"))
    with pytest.raises(Trouble, match=r"GRANT steward_web, steward_system TO .* WITH ADMIN OPTION"):
        ensure_cluster(tmp_path / "second")
    monkeypatch.delenv("DATABASE_URL")
    with admin_connection(data) as admin:
        admin.execute("GRANT steward_web, steward_system TO keeper WITH ADMIN OPTION")
    monkeypatch.setenv("DATABASE_URL", _address(Connection.load(data), "keeper", "k", "elsewhere"))
    connection = ensure_cluster(tmp_path / "second")
    assert ensure_cluster(tmp_path / "second") == connection
    assert (connection.name, connection.embedded, connection.options) == (
        "elsewhere",
        False,
        {"application_name": "x"},
    )
    assert answers(connection, "web", "SELECT current_database()::text") == "elsewhere"
    with connection.connect("owner") as session:
        session.execute("CREATE TABLE public.mine (id int)")


def test_a_role_that_may_not_create_roles_is_told_so(data, tmp_path, monkeypatch):
    ensure_cluster(data, fast=True)
    with admin_connection(data) as admin:
        admin.execute("CREATE ROLE weak LOGIN PASSWORD 'k'")
    monkeypatch.setenv("DATABASE_URL", _address(Connection.load(data), "weak", "k", "postgres"))
    with pytest.raises(Trouble, match="weak of DATABASE_URL may not create roles"):
        ensure_cluster(tmp_path / "second")


def test_an_address_that_does_not_answer_is_a_sentence(data, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@/nothing?host=/nonexistent")
    with pytest.raises(Trouble, match="DATABASE_URL cannot be used"):
        ensure_cluster(data)


def test_a_data_folder_stays_with_its_kind_of_database(data, monkeypatch):
    ensure_cluster(data, fast=True)
    monkeypatch.setenv("DATABASE_URL", "postgresql://somewhere/else")
    with pytest.raises(Trouble, match="use another --data"):
        ensure_cluster(data)


@pytest.mark.skipif(not LOCAL_15.exists(), reason="no PostgreSQL 15 on this machine")
def test_the_oldest_supported_server_of_the_machine_serves(data, monkeypatch):
    monkeypatch.setenv("STEWARD_POSTGRES", str(LOCAL_15))
    connection = ensure_cluster(data, fast=True)
    assert answers(connection, "web", "SHOW server_version").startswith("15")
    stop_cluster(data)
    monkeypatch.delenv("STEWARD_POSTGRES")
    # The folder is of 15 and stays with 15, though newer programs are there.
    assert answers(ensure_cluster(data, fast=True), "web", "SHOW server_version").startswith("15")


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _address(connection: Connection, user: str, password: str, name: str) -> str:
    place = f"host={connection.host}&port={connection.port}&application_name=x"
    return f"postgresql://{user}:{password}@/{name}?{place}"
