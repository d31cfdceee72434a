"""B2: a web worker is killed with -9 in mid-request; whoever asks again with the same key gets one record."""

from __future__ import annotations

import http.client
import os
import signal
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from steward.config.cluster import admin_connection
from tests.faults.serving import Answer, Installation, Visitor, Web, serving, token_of, until

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.server

HELD = """select count(*) from pg_stat_activity where wait_event_type = 'Lock' and usename like 'steward_web%'"""


@pytest.fixture
def web(installation: Installation) -> Iterator[Web]:
    with serving(installation.connection) as web:
        yield web


@pytest.fixture
def program(installation: Installation, web: Web) -> Visitor:
    return Visitor(web.port, token_of(installation, "desk"))


def wish(word: str) -> dict[str, Any]:
    return {"title": f"交换机告警 {word}", "project": "alpha-ops", "impact": 2, "urgency": 2}


def opened(program: Visitor, key: str, data: dict[str, Any]) -> Answer:
    return program.ask("POST", "/api/v1/incident/", data=data, headers={"Idempotency-Key": key})


def asked_until_answered(web: Web, program: Visitor, key: str, data: dict[str, Any]) -> Answer:
    """What a good client does: the same again, with the same key, until there is an answer."""

    def again() -> Answer | None:
        web.keep_alive()
        try:
            found = opened(program, key, data)
        except (OSError, http.client.HTTPException):
            return None
        return found if found.status < 500 else None

    return until(again, "no answer came")


def kill_workers(web: Web) -> None:
    for pid in until(web.workers, "there is no web worker"):
        os.kill(pid, signal.SIGKILL)


def numbers_of(installation: Installation, word: str) -> list[str]:
    return [row[0] for row in installation.ask(f"select number from kernel_record where title like '%{word}'")]


def test_it_makes_one_record_when_killed_between_write_and_commit(
    installation: Installation, web: Web, program: Visitor
) -> None:
    word, key = uuid.uuid4().hex, uuid.uuid4().hex
    with (
        admin_connection(installation.data, installation.connection.name) as holder,
        ThreadPoolExecutor(1) as pool,
    ):
        # The record is written, its job waits for this lock: the request stands amid its transaction.
        holder.execute("begin")
        holder.execute("lock table procrastinate_jobs in access exclusive mode")
        first = pool.submit(opened, program.twin(), key, wish(word))
        until(lambda: installation.ask(HELD)[0][0], "the request did not come to the lock")
        kill_workers(web)
        holder.execute("rollback")
        with pytest.raises((OSError, http.client.HTTPException)):
            first.result()
    second = asked_until_answered(web, program, key, wish(word))
    third = opened(program, key, wish(word))
    assert (second.status, second.json["title"]) == (201, wish(word)["title"])
    assert (third.status, third.text, third.headers["etag"]) == (201, second.text, second.headers["etag"])
    assert numbers_of(installation, word) == [second.json["number"]]


@pytest.mark.parametrize("times", [2, pytest.param(60, marks=pytest.mark.long)])
def test_it_makes_one_record_each_when_killed_at_any_instant(
    installation: Installation, web: Web, program: Visitor, times: int
) -> None:
    random = Random(times)  # noqa: S311  instants, not secrets
    for _ in range(times):
        word, key = uuid.uuid4().hex, uuid.uuid4().hex
        killer = threading.Timer(random.random() * 0.04, kill_workers, [web])
        until(web.workers, "there is no web worker")
        asked_until_answered(web, program, uuid.uuid4().hex, wish("warm"))
        killer.start()
        found = asked_until_answered(web, program, key, wish(word))
        killer.join()
        assert (found.status, found.json["title"]) == (201, wish(word)["title"])
        again = asked_until_answered(web, program, key, wish(word))
        assert again.text == found.text
        assert numbers_of(installation, word) == [found.json["number"]]


def test_it_refuses_another_request_under_the_same_key(installation: Installation, program: Visitor) -> None:
    word, key = uuid.uuid4().hex, uuid.uuid4().hex
    assert opened(program, key, wish(word)).status == 201
    other = opened(program, key, {**wish(word), "impact": 1})
    assert (other.status, other.headers["content-type"]) == (422, "application/problem+json")
    assert other.json["reasons"]
    assert len(numbers_of(installation, word)) == 1


@pytest.mark.long
def test_it_makes_two_records_without_a_key(installation: Installation, program: Visitor) -> None:
    """The control: it is the key that makes it one."""
    word = uuid.uuid4().hex
    for _ in range(2):
        assert program.ask("POST", "/api/v1/incident/", data=wish(word)).status == 201
    assert len(numbers_of(installation, word)) == 2
