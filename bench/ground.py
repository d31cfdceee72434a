"""The ground of the benches: a database of its own with 1,000,000 incidents of 100 customers, kept.

python -m bench.ground [--data DIR] [--records N] [--fresh]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from bench.texts import CHECKOUT, HERE, texts
from steward.config.cluster import admin_connection, stop_cluster, using_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from steward.config.connection import Connection

DATA = Path("/tmp/steward-bench")  # noqa: S108  made anew by whoever runs a bench
RECORDS, CUSTOMERS, ENGINEERS, TEAMS = 1_000_000, 100, 40, 10
# Made again after the fill: row by row they would take most of its time.
GIN = ("search_words",)


def options(words: list[str] | None = None, **more: Any) -> argparse.Namespace:
    """What every bench on the ground may be told; `more` are further options with their defaults."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the ground, kept between runs")
    parser.add_argument("--records", type=int, default=RECORDS, help="how many, when it is made")
    parser.add_argument("--fresh", action="store_true", help="throw an old ground away first")
    for name, default in more.items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    return parser.parse_args(words)


@contextmanager
def ground(data: Path, records: int = RECORDS, *, fresh: bool = False) -> Iterator[Connection]:
    """Keep the filled database running, with production's settings; this process is the web role."""
    if fresh:
        stop_cluster(data)
        shutil.rmtree(data, ignore_errors=True)
    is_new = not (data / "ground.json").exists()
    if is_new:
        begin = time.monotonic()
        with using_cluster(data, fast=True) as connection:
            migrate(connection)
            _fill(data, records)
        told = {"records": records, "filled in s": round(time.monotonic() - begin)}
        (data / "ground.json").write_text(json.dumps(told))
    with using_cluster(data) as connection:
        # The cast logs in by password alone.
        settings = {"DJANGO_SETTINGS_MODULE": "steward.config.settings", "STEWARD_SECOND_FACTOR": "off"}
        os.environ.update(connection.environ("web", "system"), **settings)
        django.setup()
        if is_new:
            _roll_up()
        yield connection


def _roll_up() -> None:
    """Days that are over, as the worker does it."""
    from steward.config.system_login import system_login
    from steward.kernel import daily

    with system_login():
        daily.roll_up()


def migrate(connection: Connection) -> None:
    """Schema and cast, as the tests have them."""
    paths = {"PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}
    environ = {**os.environ, **connection.environ("owner"), **paths}
    subprocess.run([sys.executable, "-m", "tests.template"], cwd=CHECKOUT, env=environ, check=True)


def _fill(data: Path, records: int) -> None:
    with admin_connection(data, "steward") as admin:
        admin.execute("set session_replication_role = replica")
        admin.execute("set maintenance_work_mem = '1GB'")
        admin.execute("set work_mem = '256MB'")
        _company(admin)
        _texts(admin, records)
        again = [admin.execute("select pg_get_indexdef(%s::regclass)", (name,)).fetchone() for name in GIN]
        for name in GIN:
            admin.execute(f"drop index {name}")  # type: ignore[arg-type]
        for statement in _statements(records):
            admin.execute(statement)  # type: ignore[arg-type]
        for found in again:
            assert found
            admin.execute(found[0])
        admin.execute("vacuum (analyze)")


def _company(admin: psycopg.Connection[Any]) -> None:
    """Customers with a project each, engineers, teams."""
    admin.execute(
        """insert into people_party (code, name_zh, name_en, is_own, is_customer, is_supplier, sort_key)
        select 'cust-' || n, '客户第' || n || '公司', 'Customer ' || n, false, true, false, 'khd' || n
        from generate_series(3, %s::int) n""",
        (CUSTOMERS,),
    )
    admin.execute(
        """insert into people_serviceproject (code, customer_id, name_zh, name_en, contract_number, starts_on,
            zone,
            priority_matrix, closes_after_days)
        select code || '-ops', id, name_zh || '运维', name_en || ' operations', '', '2023-01-01',
            'Asia/Shanghai', (select priority_matrix from people_serviceproject limit 1), 5
        from people_party where code like 'cust-%'"""
    )
    admin.execute(
        """insert into people_person (code, party_id, name_zh, name_en, sort_key, email, phone)
        select 'bench-' || n, p.id, '工程师' || n, 'Engineer ' || n, 'gcs' || n,
            'e' || n || '@own.example', ''
        from people_party p, generate_series(1, %s::int) n where p.is_own""",
        (ENGINEERS,),
    )
    admin.execute(
        """insert into people_team (code, name_zh, name_en, is_active)
        select 'team-' || n, '第' || n || '组', 'Team ' || n, true from generate_series(1, %s::int) n""",
        (TEAMS,),
    )


def _texts(admin: psycopg.Connection[Any], records: int) -> None:
    admin.execute("create table bench_text (id bigint, title text, description text)")
    with admin.cursor() as cursor, cursor.copy("copy bench_text from stdin") as copy:
        for number, (title, description) in enumerate(texts(records), 1):
            copy.write_row((number, title, description))
            if number % 100_000 == 0:
                print(f"{number:,} texts", file=sys.stderr)
    admin.execute("analyze bench_text")


def _statements(records: int) -> list[str]:
    """The statements of ground.sql."""
    text = (HERE / "ground.sql").read_text().replace(":records", str(records))
    lines = "\n".join(line for line in text.splitlines() if not line.strip().startswith("--"))
    return [part for part in lines.split(";") if part.strip()]


def main() -> None:
    """Make the ground and say what it is."""
    chosen = options()
    with ground(chosen.data, chosen.records, fresh=chosen.fresh) as connection:
        with connection.connect("owner") as owner:
            size = owner.execute("select pg_size_pretty(pg_database_size(current_database()))").fetchone()
        print((chosen.data / "ground.json").read_text(), size)


if __name__ == "__main__":
    main()
