"""Each figure opens the list with exactly that count, whoever reads it, wherever; SQL of its own agrees (5.2.5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import Calendar
from steward.oversight.service_reporting.drawing.draw import draw
from steward.oversight.service_reporting.drawing.reach import Reach
from steward.oversight.service_reporting.periods import Period, due_on
from steward.oversight.service_reporting.sections import SECTIONS
from steward.oversight.service_reporting.showing import Reader
from steward.people.models import ServiceProject
from steward.surface.narrowing import narrow
from tests.invented import invent, record
from tests.oversight.service_reporting.told import MARCH, incident
from tests.people import as_

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 30, 15, 20, tzinfo=UTC)
MAY = Period(date(2026, 5, 1), "month")
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def made() -> None:
    with as_("system") as actor:
        record(invent(360, seed=5, until=NOW, days=130), actor)


def drawn(username: str, code: str | None, period: Period = MAY) -> dict[str, Any]:
    with as_(username, NOW) as actor:
        project = ServiceProject.objects.get(code=code) if code else None
        return draw(Reach(actor, project, period, SHANGHAI), 95)


def numbers_of(figures: dict[str, Any], actor: Any) -> list[tuple[str, int, str]]:
    """Each number that leads to a list: where it stands, itself, the address."""
    reader = Reader(figures, actor)
    tables = [reader.table(table) for each in SECTIONS for table in each.tables if figures["tables"].get(table.name)]
    return [
        (f"{table['id']}: {row[0]['text']}: {head}", int(cell["text"]), cell["url"])
        for table in tables
        for row in table["rows"]
        for head, cell in zip(table["head"], row, strict=True)
        if cell["url"] and cell["text"].isdigit()
    ]


def listed(actor: Any, url: str) -> int:
    process = process_of(urlsplit(url).path.strip("/"))
    where = narrow(process, actor, parse_qs(urlsplit(url).query)).where
    return int(process.model._default_manager.filter(where).count())


# Who draws, of which project, who reads it, in which zone, and how many numbers lead him on at least.
READERS = (
    ("manager", "alpha-ops", "manager", "Asia/Shanghai", 60),
    ("quality", "alpha-ops", "quality", "America/New_York", 60),
    ("manager", "alpha-ops", "customer-a", "Asia/Shanghai", 30),
    ("system", None, "quality", "Asia/Shanghai", 60),
)


def test_every_number_opens_the_list_with_exactly_that_count(made: None) -> None:
    for drawer, code, reader, zone, least in READERS:
        figures = drawn(drawer, code)
        with as_(reader, NOW) as actor:
            there = replace(actor, zone=zone)
            numbers = numbers_of(figures, there)
            assert [(reader, what, count) for what, count, url in numbers if count != listed(there, url)] == []
            assert len(numbers) > least, reader


_OPEN = """select count(*) from kernel_record r join people_serviceproject p on p.id = r.project_id
where p.code = 'alpha-ops' and r.kind = 'incident' and r.opened_at < %s
    and (r.closed_at is null or r.closed_at >= %s)"""


def test_periods_add_up_and_what_was_open_at_their_end_is_what_sql_counts(made: None) -> None:
    rows = drawn("manager", "alpha-ops", Period(date(2026, 6, 1), "month"))["tables"]["trend"]
    assert [row["period"] for row in rows][0::11] == ["2025-07", "2026-06"]
    with as_("manager"), connection.cursor() as cursor:
        for row in rows:
            day = Period(date.fromisoformat(row["first"]), "month").next.first
            end = datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
            cursor.execute(_OPEN, [end, end])
            assert cursor.fetchone() == (row["open_at_end"],), row["period"]
    quarter = drawn("manager", "alpha-ops", Period(date(2026, 4, 1), "quarter"))["tables"]["trend"][-1]
    for name in ("opened", "closed", "met", "breached"):
        assert quarter[name] == sum(row[name] for row in rows[-3:]) > 0
    assert quarter["open_at_end"] == rows[-1]["open_at_end"]


def test_effort_breaches_gravest_and_answers_are_told() -> None:
    late, grave = incident(MARCH, hours=80), incident(MARCH, priority=1)
    with as_("desk", MARCH) as actor:
        acts.comment(process_of("incident"), late, actor=actor, body="排查", minutes=90)
    with as_("manager", NOW) as actor:
        alpha = ServiceProject.objects.get(code="alpha-ops")
        tables = draw(Reach(actor, alpha, Period(date(2026, 3, 1), "month"), SHANGHAI), 95)["tables"]
    assert [(row["number"], row["clock"], row["reason"]) for row in tables["missed"]] == [
        (late, "resolution", "等待厂商")
    ]
    assert [row["number"] for row in tables["gravest"]] == [grave]
    assert [row["minutes"] for row in tables["effort"]] == [90]
    assert tables["taken"] == [{"confirmation": "user", "count": 2, "reopened": 0}]
    told = [(row["clock"], row["met"], row["breached"]) for row in tables["attained"]]
    assert told == [("resolution", 1, 1), ("response", 2, 0)]


def test_working_days_are_those_of_the_calendar() -> None:
    with as_("manager"):
        office = Calendar.objects.get(code="office").pk
        assert due_on(date(2026, 3, 31), 5, office, SHANGHAI) == date(2026, 4, 7)
        assert due_on(date(2026, 3, 31), 5, None, SHANGHAI) == date(2026, 4, 5)
