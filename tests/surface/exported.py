"""What tests of exports stand on: a folder for files, a small chunk, many records, and a worker's step."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from itertools import count
from typing import TYPE_CHECKING, Any

from asgiref.sync import sync_to_async
from django.db import connection, connections
from django.test import Client
from openpyxl import load_workbook
from procrastinate.contrib.django import app

from steward.people.models import User
from steward.surface.exports import running
from steward.surface.models import Export
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest


def visitor(username: str) -> Client:
    """Somebody of the cast, logged in to the pages."""
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def asked(username: str, query: str = "state=all", form: str = "csv") -> int:
    """Asks by the page; the id of the export."""
    response = visitor(username).post(f"/incident/export.{form}?{query}")
    assert response.status_code == 303, response.content.decode()
    assert response["Location"] == "/exports/"
    with as_(username):
        return Export.objects.latest("id").pk


def queued() -> list[dict[str, int]]:
    """The arguments of the jobs that wait."""
    with connection.cursor() as cursor:
        cursor.execute("select args from procrastinate_jobs where task_name = 'steward.export' order by id")
        return [json.loads(args) for (args,) in cursor.fetchall()]


def carried_out(username: str, pk: int) -> Export:
    """Does the job in this process; the export afterwards."""
    with as_(username) as actor:
        account = actor.id
    running.run(pk, account)
    return state_of(username, pk)


def state_of(username: str, pk: int) -> Export:
    """The export as its account sees it."""
    with as_(username):
        return Export.objects.get(pk=pk)


def work() -> None:
    """One worker, until no job waits."""

    def closing(step: Callable[[], Any], *_given: Any) -> Any:
        try:
            return step()
        finally:
            connections.close_all()

    async def step() -> None:
        connector = app.connector.get_worker_connector()
        wishes: dict[str, Any] = {"wait": False, "install_signal_handlers": False, "listen_notify": False}
        async with app.with_connector(connector).open_async() as worker:
            await worker.run_worker_async(**wishes, task_middleware=[closing])
        # The queue asks in a thread of its own as well.
        await sync_to_async(connections.close_all)()

    # In a thread of its own: browser tests leave a loop behind in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(copy_context().run, lambda: asyncio.run(step())).result()


def saved(client: Client, path: str) -> bytes:
    """A file as it comes."""
    response = client.get(path)
    assert response.status_code == 200, response.content.decode()
    return b"".join(response.streaming_content) if response.streaming else response.content


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of a CSV or Excel file, the labels first."""
    if content.startswith(b"PK"):
        book = load_workbook(io.BytesIO(content), read_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in book.active.values]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@contextmanager
def before_chunk(patch: pytest.MonkeyPatch, number: int, act: Callable[[], Any]) -> Iterator[None]:
    """Does something else between two transactions of a running export: before the chunk of this number."""
    real, turns = running._Writing._chunk, count(1)

    def chunk(*given: Any) -> Any:
        if next(turns) == number:
            act()
        return real(*given)

    with patch.context() as inner:
        inner.setattr(running._Writing, "_chunk", chunk)
        yield


def files_in(folder: Path) -> list[str]:
    """What lies in the store of exports."""
    return sorted(path.name for path in (folder / "exports").glob("*"))
