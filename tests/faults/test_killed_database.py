"""B1: PostgreSQL is killed with -9 at random instants while six people write; nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from random import Random
from time import sleep
from typing import TYPE_CHECKING

import pytest

from tests.faults.serving import CHECKOUT, Installation, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.server

FIRST = 12
NO_ENTRY = """select r.number from kernel_record r where r.kind = 'incident' and not exists (
    select 1 from kernel_timelineentry e where e.record_id = r.id and e.verb = 'opened')"""
# Every version beyond the first was written with an entry of its own.
VERSIONS = """select r.number from kernel_record r join kernel_timelineentry e on e.record_id = r.id
    where r.kind = 'incident' and e.verb <> 'clock' group by r.id having count(*) <> r.version"""
# Opening an incident and a public reply each declare a notice: a job with the entry's id.
NO_JOB = """select e.id from kernel_timelineentry e join kernel_record r on r.id = e.record_id
    where r.kind = 'incident' and e.verb in ('opened', 'replied') and not exists (
    select 1 from procrastinate_jobs j where (j.args ->> 'entry')::bigint = e.id)"""
NO_SEARCH_ROW = """select r.number from kernel_record r where r.kind = 'incident' and not exists (
    select 1 from kernel_searchrow s where s.record_id = r.id)"""


@contextmanager
def six_writers(installation: Installation, told: Path) -> Iterator[None]:
    program = [sys.executable, "-m", "tests.faults.writers", str(told)]
    told.touch()
    with subprocess.Popen(program, cwd=CHECKOUT, env=installation.environ("web"), stdin=subprocess.PIPE) as writers:
        try:
            yield
        finally:
            writers.stdin.close()
            writers.wait(60)


def written(told: Path) -> list[list[str]]:
    return [line.split() for line in told.read_text().splitlines()]


def kill_while_writing(installation: Installation, told: Path, times: int, *, with_children: bool | None) -> None:
    """Kill at instants drawn by seed, each after at least some writes; start again; and once more."""
    random = Random(times)  # noqa: S311  instants, not secrets
    with six_writers(installation, told):
        for _ in range(times):
            before = len(written(told))
            until(lambda before=before: len(written(told)) >= before + FIRST, "nobody wrote")
            sleep(random.random() * 0.3)  # the instant is what is drawn
            drawn = random.random() < 0.5 if with_children is None else with_children
            installation.kill(with_children=drawn)
            installation.start()


def lost(installation: Installation, told: Path) -> list[list[str]]:
    """What was acknowledged and is not there."""
    opened = {row[0] for row in installation.ask("select title from kernel_record where kind = 'incident'")}
    replied = {row[0] for row in installation.ask("select body from kernel_timelineentry where verb = 'replied'")}
    there = {"opened": opened, "replied": replied}
    words = {"opened": "写入", "replied": "回复"}
    return [line for line in written(told) if f"{words[line[0]]} {line[2]}" not in there[line[0]]]


@pytest.mark.parametrize("times", [3, pytest.param(40, marks=pytest.mark.long)])
def test_it_loses_no_acknowledged_write(installation: Installation, tmp_path: Path, times: int) -> None:
    told = tmp_path / "told"
    kill_while_writing(installation, told, times, with_children=None)
    assert len(written(told)) >= FIRST * times
    assert lost(installation, told) == []
    for query in (NO_ENTRY, VERSIONS, NO_JOB, NO_SEARCH_ROW):
        assert installation.ask(query) == [], query
    numbers = [row[0] for row in installation.ask("select number from kernel_record")]
    assert len(numbers) == len(set(numbers))


def test_it_would_notice_a_lost_write(installation: Installation, tmp_path: Path) -> None:
    """The control: without synchronous_commit some acknowledged writes are gone, and this test sees it."""
    role = installation.connection.web.user
    installation.tell(f'alter role "{role}" set synchronous_commit = off')
    # The longer the log's writer sleeps, the surer a kill takes something with it.
    installation.tell("alter system set wal_writer_delay = '10s'")
    installation.tell("select pg_reload_conf()")
    told = tmp_path / "told"
    try:
        for _ in range(5):
            kill_while_writing(installation, told, 1, with_children=True)
            if lost(installation, told):
                break
    finally:
        installation.tell(f'alter role "{role}" reset synchronous_commit')
        installation.tell("alter system reset wal_writer_delay")
        installation.tell("select pg_reload_conf()")
    assert lost(installation, told) != []


@pytest.mark.parametrize(
    ("statement", "query"),
    [
        ("delete from kernel_timelineentry where verb = 'opened'", NO_ENTRY),
        ("update kernel_record set version = version + 1 where kind = 'incident'", VERSIONS),
        ("delete from procrastinate_jobs", NO_JOB),
        ("delete from kernel_searchrow", NO_SEARCH_ROW),
    ],
)
def test_its_questions_find_what_is_missing(
    installation: Installation, tmp_path: Path, statement: str, query: str
) -> None:
    with six_writers(installation, tmp_path / "told"):
        until(lambda: written(tmp_path / "told"), "nobody wrote")
    both = f"set session_replication_role = replica; begin; {statement};"
    found = _within(installation, both, query)
    assert found, query


def _within(installation: Installation, statements: str, query: str) -> list[tuple[object, ...]]:
    from steward.config.cluster import admin_connection

    with admin_connection(installation.data, installation.connection.name) as admin:
        admin.execute(statements)
        found = admin.execute(query).fetchall()
        admin.execute("rollback")
        return found
