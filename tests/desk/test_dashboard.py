"""The desk dashboard: every number opens the list with exactly that count, for everybody who sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from steward.desk.dashboard import dashboard
from steward.kernel.catalogue import process_of
from steward.people.models import User
from steward.processes.incident.figures import resolution_time
from steward.processes.incident.selection import select
from steward.surface.narrowing import narrow
from tests.acting_as import as_
from tests.invented import Made, invent, record

NOW = datetime(2026, 6, 30, 15, 20, tzinfo=UTC)
VIEWERS = ("desk", "engineer", "auditor", "admin")
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
pytestmark = pytest.mark.django_db


@pytest.fixture
def made() -> list[Made]:
    with as_("system") as actor:
        found = [
            *invent(300, seed=11, until=NOW, days=420),
            *invent(150, seed=12, until=NOW + timedelta(minutes=5), days=1),
        ]
        record(found, actor)
        return found


def numbers_of(page: dict[str, Any]) -> list[tuple[str, int, str]]:
    """Each number with what it is and where it leads."""
    found = [(str(card["label"]), card["value"], card["url"]) for card in page["cards"]]
    for chart in page["charts"]:
        for row in chart["table"]["rows"]:
            for head, cell in zip(chart["table"]["head"][1:], row[1:], strict=True):
                if cell["text"].isdigit():
                    found.append((f"{chart['title']}: {row[0]['text']}: {head}", int(cell["text"]), cell["url"]))
    return found


def listed(actor: Any, url: str) -> int:
    process = process_of("incident")
    where = narrow(process, actor, parse_qs(urlsplit(url).query)).where
    return process.model.objects.filter(where).count()  # type: ignore[attr-defined,no-any-return]


@pytest.mark.parametrize("step", ["day", "month"])
@pytest.mark.parametrize("viewer", VIEWERS)
def test_every_number_opens_the_list_with_exactly_that_count(made: list[Made], viewer: str, step: str) -> None:
    with as_(viewer, NOW) as actor:
        numbers = numbers_of(dashboard(actor, NOW, step))
        wrong = [(what, count, listed(actor, url)) for what, count, url in numbers if count != listed(actor, url)]
    assert wrong == []
    assert len(numbers) > {"day": 70, "month": 65}[step]
    sees = viewer != "admin"
    assert all(bool(count) == sees for what, count, _url in numbers[:8]), numbers[:8]


def test_a_chart_draws_what_its_table_says(made: list[Made]) -> None:
    with as_("desk", NOW) as actor:
        page = dashboard(actor, NOW, "day")
    for chart in page["charts"]:
        rows = chart["table"]["rows"]
        assert chart["labels"] == [row[0]["text"] for row in rows]
        for place, series in enumerate(chart["series"], start=1):
            assert [str(value) for value in series["values"]] == [row[place]["text"] for row in rows]


def test_hours_to_resolve_are_those_of_the_figures(made: list[Made]) -> None:
    with as_("desk", NOW) as actor:
        chart = dashboard(actor, NOW, "month")["charts"][-1]
        start = datetime(2026, 6, 23, 16, tzinfo=UTC)
        chosen = select(actor)
        recent = type(chosen)(f"select * from ({chosen.sql}) every where closed_at >= %s", (*chosen.params, start))
        figure = resolution_time(recent)
    medians = {row["label"]: row["median_hours"] for row in figure.rows if row["key"] != "all"}
    shown = {row[0]["text"]: float(row[1]["text"]) for row in chart["table"]["rows"]}
    assert shown == pytest.approx(medians, abs=0.06)
    assert len(medians) == 5


def login(username: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def test_the_page_takes_at_most_twelve_statements(made: list[Made]) -> None:
    client = login("desk")
    client.get("/dashboard/")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/dashboard/?by=month")
    said = [query["sql"] for query in asked if not query["sql"].upper().startswith(TRANSACTION)]
    assert answer.status_code == 200
    assert len(said) <= 12, "\n".join(said)


def test_contacts_have_their_list_and_no_dashboard() -> None:
    contact, provider = login("customer-a"), login("desk")
    assert contact.get("/")["Location"] == "/incident/"
    assert provider.get("/")["Location"] == "/dashboard/"
    refused = contact.get("/dashboard/")
    assert refused.status_code == 403
    assert "仪表盘仅供服务方人员使用" in refused.content.decode()
    assert login("nobody").get("/dashboard/").status_code == 403


def test_it_speaks_the_readers_language(made: list[Made]) -> None:
    assert "月末未关闭事件" in login("desk").get("/dashboard/").content.decode()
    assert "Backlog at each month" in login("quality").get("/dashboard/").content.decode()
