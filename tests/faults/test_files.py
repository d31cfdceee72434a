"""B9: a crash between file and row, a full disk: no row without its file, a clear sentence."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from steward.kernel import acts, attaching
from steward.kernel.catalogue import process_of
from steward.kernel.models import Attachment
from steward.people import tokens
from steward.people.models import User
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTENT = "端口日志\n".encode() * 1000
DIES = """
import io, os, signal, sys
import django
django.setup()
from steward.kernel import attaching
from steward.kernel.catalogue import process_of
from steward.people.actor import actor_named
from steward.people.context import acting
dies_at, number = sys.argv[1:]
def die(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)
if dies_at == "file":
    attaching.os.fsync = die
elif dies_at == "row":
    attaching.Attachment.objects.create = die
elif dies_at == "entry":
    attaching.writing.update = die
desk = actor_named("desk")
with acting(desk):
    attaching.attach(process_of("incident"), number, actor=desk, name="a.log", media_type="text/plain",
        content=io.BytesIO(sys.stdin.buffer.read()))
    if dies_at == "commit":
        die()
"""


@pytest.fixture
def files(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def number() -> str:
    with as_("desk") as actor:
        raw = {"title": "附件", "project": "alpha-ops"}
        return acts.open_record(process_of("incident"), actor=actor, raw=raw).number


@pytest.fixture
def desk() -> Client:
    client = Client()
    client.force_login(User.objects.get(username="desk"))
    return client


def rows_without_file() -> list[str]:
    with as_("desk"):
        found = Attachment.objects.values_list("sha256", flat=True)
        return [digest for digest in found if not _is_whole(digest)]


def _is_whole(digest: str) -> bool:
    place = attaching.place_of(digest)
    return place.exists() and hashlib.sha256(place.read_bytes()).hexdigest() == digest


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("dies_at", ["file", "row", "entry", "commit", "never"])
def test_a_crash_leaves_no_row_without_its_file(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, number: str, dies_at: str
) -> None:
    monkeypatch.setenv("STEWARD_DATA", str(tmp_path))
    settings.MEDIA_ROOT = tmp_path / "files"
    program = [sys.executable, "-c", DIES, dies_at, number]
    done = subprocess.run(program, input=CONTENT, env=os.environ, check=False)
    assert done.returncode == (0 if dies_at == "never" else -signal.SIGKILL)
    left = [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
    assert len(left) == 1
    assert rows_without_file() == []
    with as_("desk"):
        assert Attachment.objects.count() == (dies_at == "never")
    # The young are left alone; a day later what no row names is swept.
    assert attaching.sweep_files() == 0
    os.utime(left[0], (time.time() - 90_000,) * 2)
    with as_("desk"):
        assert attaching.sweep_files() == (dies_at != "never")
    assert left[0].exists() is (dies_at == "never")


@pytest.mark.django_db(transaction=True)
def test_it_would_notice_a_row_without_its_file(files: Path, number: str) -> None:
    with as_("desk") as actor:
        made = attaching.attach(process_of("incident"), number, actor=actor, name="a", media_type="", content=_stream())
    assert rows_without_file() == []
    attaching.place_of(made.sha256).write_bytes(b"other")
    assert rows_without_file() == [made.sha256]


def _stream() -> Any:
    return SimpleUploadedFile("a.log", CONTENT).file


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attaching.os, "fsync", refuse)
        yield


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("full_disk")
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_full_disk_is_a_507_with_a_sentence_and_reading_goes_on(
    files: Path, number: str, desk: Client, language: str
) -> None:
    User.objects.filter(username="desk").update(language=language)
    sentence = {"zh-hans": "磁盘", "en": "disk is full"}[language]
    answer = desk.post(f"/incident/{number}/files/", {"file": SimpleUploadedFile("a.log", CONTENT)})
    assert (answer.status_code, sentence in answer.content.decode()) == (507, True)
    headers = {"Authorization": f"Bearer {tokens.issue('desk')}"}
    answer = Client(headers=headers).post(
        f"/api/v1/incident/{number}/attachments/", {"file": SimpleUploadedFile("a.log", CONTENT)}
    )
    assert (answer.status_code, answer["Content-Type"]) == (507, "application/problem+json")
    assert sentence in answer.json()["detail"]
    assert desk.get(f"/incident/{number}/").status_code == 200
    with as_("desk"):
        assert Attachment.objects.count() == 0
    assert not [path for path in files.rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_of_the_database_is_a_507_too(number: str, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(execute: Any, sql: str, params: Any, many: Any, context: Any) -> Any:
        if "insert into kernel_record" in sql:
            with connection.wrap_database_errors:
                raise psycopg.errors.DiskFull
        return execute(sql, params, many, context)

    form = {"title": "录入的标题", "project": "alpha-ops"}
    with connection.execute_wrapper(refuse):
        page = desk.post("/incident/new/", form)
        headers = {"Authorization": f"Bearer {tokens.issue('desk')}"}
        rest = Client(headers=headers).post("/api/v1/incident/", form, content_type="application/json")
    assert (page.status_code, rest.status_code) == (507, 507)
    assert "录入的标题" in page.content.decode()
    assert desk.get(f"/incident/{number}/").status_code == 200
