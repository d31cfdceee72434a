"""Exports by a worker of their own: real jobs, a worker killed in the middle, many rows (F8, C8, B3)."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from steward.people.models import Duty
from steward.surface.exports import rows
from steward.surface.models import Export
from tests.acting_as import opened
from tests.people import as_
from tests.surface import test_listing
from tests.surface.exported import asked, before_chunk, files_in, rows_of, saved, state_of, visitor, work

if TYPE_CHECKING:
    from pathlib import Path

    from tests.database import TestDatabase

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = 5
# A worker's own program, killed before the chunk of that number, or between file and row.
DIES = """
import os, signal, sys
import django
django.setup()
from steward.surface.exports import rows, running, store
export, account, chunk = map(int, sys.argv[1:])
rows.CHUNK = 2
real, turns = rows.chunk, iter(range(1, 100))
def die(*_given):
    os.kill(os.getpid(), signal.SIGKILL)
def counted(*given):
    return die() if next(turns) == chunk else real(*given)
rows.chunk = counted
if not chunk:
    store.sync_folder = die
running.run(export, account)
"""


@pytest.fixture(autouse=True)
def files(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(rows, "CHUNK", 2)
    return tmp_path / "files"


def test_the_worker_takes_one_export_after_the_other() -> None:
    numbers = [opened().number for _turn in range(COUNT)]
    asked_for = {form: asked("desk", form=form) for form in ("csv", "xlsx")}
    with connection.cursor() as cursor:
        cursor.execute("select distinct lock from procrastinate_jobs where task_name = 'steward.export'")
        assert cursor.fetchall() == [("steward.export",)]
    work()
    for pk in asked_for.values():
        assert state_of("desk", pk).state == Export.DONE
        content = rows_of(saved(visitor("desk"), f"/exports/{pk}/file/"))
        assert len(content) == len(numbers) + 1


@pytest.mark.parametrize("chunk", [1, 2, 3, 0], ids=["first chunk", "second", "third", "between file and row"])
def test_a_killed_worker_leaves_an_export_that_the_next_one_writes_once(
    tmp_path: Path, files: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _turn in range(COUNT):
        opened()
    pk = asked("desk")
    with as_("desk") as actor:
        account = actor.id
    monkeypatch.setenv("STEWARD_DATA", str(tmp_path))
    program = [sys.executable, "-c", DIES, str(pk), str(account), str(chunk)]
    assert subprocess.run(program, env=os.environ, check=False).returncode == -signal.SIGKILL
    assert state_of("desk", pk).state == Export.RUNNING
    assert len(files_in(files)) == (2 if chunk == 0 else 1)
    work()
    done = state_of("desk", pk)
    assert (done.state, done.run, done.done) == (Export.DONE, 2, COUNT)
    assert files_in(files) == [f"{pk}-2"]
    assert len(rows_of(saved(visitor("desk"), f"/exports/{pk}/file/"))) == COUNT + 1


def test_a_duty_that_ends_while_the_worker_writes_stops_it(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for _turn in range(COUNT):
        opened()
    pk = asked("engineer", form="xlsx")

    def end() -> None:
        with as_("service-head"):
            Duty.objects.filter(person__user__username="engineer").update(ends_on="2025-12-31")

    with before_chunk(monkeypatch, 2, end):
        work()
    stopped = state_of("engineer", pk)
    assert (stopped.state, stopped.why, stopped.done) == (Export.STOPPED, "right", 2)
    assert files_in(files) == []


@pytest.mark.long
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_twenty_thousand_rows_and_more(database: TestDatabase, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    many = 24_000
    monkeypatch.setattr(rows, "CHUNK", 1_000)
    monkeypatch.setattr(test_listing, "MANY", many)
    with closing(database.connection.connect("owner")) as owner:
        test_listing.fill(owner)
    desk = visitor("desk")
    assert desk.get(f"/incident/export.{form}?state=all")["Content-Type"].startswith("text/html")
    pk = asked("desk", form=form)
    work()
    done = state_of("desk", pk)
    assert (done.state, done.done, done.total) == (Export.DONE, many, many)
    content = rows_of(saved(desk, f"/exports/{pk}/file/"))[1:]
    place = next(place for place, value in enumerate(content[0]) if value.startswith("INC-"))
    numbers = [row[place] for row in content]
    assert len(set(numbers)) == many
    assert numbers == sorted(numbers, reverse=True)
