"""B6: the database is restarted under visitors; they are told so, and what they typed is kept."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from steward.config.postgresql import Postgres
from tests.faults.serving import Installation, Visitor, Web, serving, token_of, until

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.server

WORKERS = 2
TYPED = {"title": "重启时录入 <b>的标题</b>", "project": "alpha-ops", "impact": "2", "urgency": "2"}
PAGES = (
    "/incident/",
    "/incident/new/",
    "/incident/?q=%E9%87%8D%E5%90%AF",
    "/incident/picture/",
    "/agreement/",
    "/service/",
)


@pytest.fixture
def web(installation: Installation) -> Iterator[Web]:
    with serving(installation.connection, WORKERS) as web:
        yield web


def visits(visitor: Visitor, path: str) -> list[int]:
    """The same page often enough, on lines of their own, that every worker answers."""
    return [visitor.twin().ask("GET", path).status for _ in range(4 * WORKERS)]


def stop(installation: Installation) -> None:
    """As an operator does: sessions are ended, and it comes back at the same place."""
    server = Postgres.of(installation.data)
    pid = server.pid()
    assert pid
    os.kill(pid, signal.SIGINT)
    until(lambda: server.pid() is None, "PostgreSQL did not stop")


def test_it_says_503_meanwhile_and_keeps_what_was_typed(installation: Installation, web: Web) -> None:
    desk = Visitor(web.port).log_in("desk")
    program = Visitor(web.port, token_of(installation, "desk"))
    assert set(visits(desk, "/incident/")) == {200}
    stop(installation)
    for path in PAGES:
        away = desk.twin().ask("GET", path)
        assert (away.status, away.headers.get("retry-after")) == (503, "5"), (path, away.text[-600:])
    posted = desk.ask("POST", "/incident/new/", form=TYPED)
    assert (posted.status, posted.headers["retry-after"]) == (503, "5")
    assert "重启时录入 &lt;b&gt;的标题&lt;/b&gt;" in posted.text
    asked = program.ask("POST", "/api/v1/incident/", data=TYPED)
    assert (asked.status, asked.headers["retry-after"]) == (503, "5")
    assert asked.headers["content-type"] == "application/problem+json"
    assert Visitor(web.port).ask("GET", "/healthz").status == 200
    installation.start()
    for path in PAGES:
        assert set(visits(desk, path)) == {200}, path
    assert desk.ask("POST", "/incident/new/", form=TYPED).status == 303
    assert len(installation.ask("select 1 from kernel_record where title like '重启时录入%'")) == 1


@pytest.mark.parametrize("how", [pytest.param(signal.SIGINT, marks=pytest.mark.long), signal.SIGKILL])
def test_it_answers_no_5xx_once_the_database_is_back(installation: Installation, web: Web, how: signal.Signals) -> None:
    """Every worker holds a connection of the server that is gone; none of them may trip over it."""
    desk = Visitor(web.port).log_in("desk")
    program = Visitor(web.port, token_of(installation, "desk"))
    assert set(visits(desk, "/incident/") + visits(program, "/api/v1/incident/")) == {200}
    if how == signal.SIGKILL:
        installation.kill(with_children=True)
    else:
        stop(installation)
    installation.start()
    assert set(visits(program, "/api/v1/incident/") + visits(desk, "/incident/")) == {200}
