"""The configuration management report by page and by file: its four contents, at a moment, within sight (8.1.8)."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from steward.people.models import User
from steward.registers.configuration import report_page
from steward.surface.paper import press
from steward.surface.paper.content import as_data
from tests.every_process.test_pages import MOST_STATEMENTS
from tests.registers.configuration.items import amend, ci, move, needs, rack

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = (datetime(2026, month, 1, 2, tzinfo=UTC) for month in (3, 4, 5))
REPORT = "/ci/report/?project=alpha-ops"


def as_user(username: str, language: str = "zh-hans") -> Client:
    User.objects.filter(username=username).update(language=language)
    client = Client()
    client.force_login(User.objects.get(username=username))
    return client


def told() -> dict[str, Any]:
    """A server in a rack; an application on it, of two versions, from a master in the store."""
    host = ci("sh1-srv-1", "server", MARCH, place=rack().code, rack_unit=10, rack_height=2, rack_face="both")
    master = ci("web-4", "media", MARCH, version_label="4.0", attributes={"location": "DML-7"})
    relations = [*needs(host, relation="runs_on"), *needs(master, relation="uses")]
    app = ci("web", "application", MARCH, version_label="4.0", relations=relations)
    amend(app.number, APRIL, version_label="4.1")
    move(app.number, "receive", MAY)
    return {"host": host, "master": master, "app": app}


def row_of(answer: Answer, title: str) -> str:
    page = answer.content.decode()
    found = re.search(rf'<tr><th scope="row"><a href="/ci/CI-\d+/">CI-\d+</a><br>{title}</th>.*?</tr>', page, re.DOTALL)
    assert found
    return found[0]


def sheets(answer: Answer) -> dict[str, list[list[Any]]]:
    book = load_workbook(io.BytesIO(answer.content))
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def test_an_item_is_told_with_all_four_contents() -> None:
    made = told()
    client = as_user("engineer", "en")
    client.get("/")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(REPORT)
    row = row_of(answer, "web")
    assert ">4.1</td>" in row
    assert "Received" in row
    assert f'{made["master"].number}</a> web-4 4.0</div><div class="dim">DML-7' in row
    assert re.search(r"Runs on <a [^>]+>sh1-srv-1</a>", row)
    assert row.index("4.1 · 2026-04") < row.index("4.0 · 2026-03")
    assert re.search(r"Carries <a [^>]+>web</a>", row_of(answer, "sh1-srv-1"))
    assert "SH1-R01-A01" in row_of(answer, "sh1-srv-1")
    assert "(engineer)" in answer.content.decode()
    assert len(asked) <= MOST_STATEMENTS


def test_it_tells_a_moment_that_has_been() -> None:
    told()
    row = row_of(as_user("engineer").get(f"{REPORT}&at=2026-03-15"), "web")
    assert ">4.0</td>" in row
    assert "已订购" in row
    assert "4.1" not in row
    assert "当时没有" in as_user("engineer").get(f"{REPORT}&at=2026-02-15").content.decode()
    assert as_user("engineer").get(f"{REPORT}&at=never").status_code == 422


@pytest.mark.parametrize(("language", "names"), [
    ("en", ["Items", "Dependencies", "Version history", "Totals"]),
    ("zh-hans", ["配置项", "依赖关系", "版本历史", "合计"]),
])  # fmt: skip
def test_the_file_holds_the_same_in_the_readers_language(language: str, names: list[str]) -> None:
    made = told()
    ci("=1+1", "application", version_label="1")
    found = sheets(as_user("engineer", language).get("/ci/report.xlsx?project=alpha-ops"))
    assert list(found) == names
    items, ties, versions, totals = found.values()
    for sheet in found.values():
        assert str(sheet[0][1]).startswith("alpha-ops")
        assert "(engineer)" in str(sheet[4][1])
    assert sorted(row[1] for row in items[7:]) == ["=1+1", "sh1-srv-1", "web", "web-4"]
    app = next(row for row in items[7:] if row[1] == "web")
    assert (app[0], app[4], app[9]) == (made["app"].number, "4.1", "DML-7")
    assert [row[4] for row in ties[7:] if row[1] == "web"] == ["sh1-srv-1", "web-4"]
    assert [row[2] for row in versions[7:] if row[1] == "web"] == ["4.1", "4.0"]
    assert sum(row[2] for row in totals[7:]) == len(items[7:])


def test_the_paper_holds_the_same_and_room_to_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    made = told()
    monkeypatch.setattr(press, "pdf", lambda paper: repr(as_data(paper)).encode())
    text = as_user("engineer", "en").get("/ci/report.pdf?project=alpha-ops&at=2026-04-15").content.decode()
    for words in ("Totals", "Dependencies", "Version history", "DML-7", made["app"].number, "4.1", "Signature"):
        assert words in text
    assert "Received" not in text
    assert as_user("engineer").get("/ci/report.exe?project=alpha-ops").status_code == 403


def test_a_page_says_where_it_ends_and_the_file_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    told()
    monkeypatch.setattr(report_page, "MOST_SHOWN", 1)
    client = as_user("engineer", "en")
    page = client.get(REPORT).content.decode()
    assert "The first 1 of 3 items" in page
    assert page.count("<br>") == 1
    assert len(sheets(client.get("/ci/report.xlsx?project=alpha-ops"))["Items"][7:]) == 3
    monkeypatch.setitem(report_page.MOST_OUT, "xlsx", 2)
    assert "More than 2 items" in client.get("/ci/report.xlsx?project=alpha-ops").content.decode()


@pytest.mark.parametrize("path", ["/ci/report/", "/ci/report.xlsx", "/ci/report.pdf"])
def test_what_is_beyond_the_readers_sight_is_not_there(path: str) -> None:
    told()
    assert as_user("engineer").get(f"{path}?project=beta-ops").status_code == 422
    assert as_user("engineer").get(f"{path}?project=alpha-ops&service=SVC-999999").status_code == 422
    assert as_user("customer-a").get(f"{path}?project=alpha-ops").status_code == 404
