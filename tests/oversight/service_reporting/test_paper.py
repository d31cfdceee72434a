"""A report on paper and as Excel: summary first, the same figures, in both languages (manual 5.2.5; quality F11)."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from steward.people.models import User
from steward.surface.paper import press
from steward.surface.paper.content import as_data
from tests.oversight.service_reporting.told import DAY, MARCH, incident, report

pytestmark = pytest.mark.django_db


def saved(number: str, username: str, form: str) -> bytes:
    client = Client()
    client.force_login(User.objects.get(username=username))
    answer = client.get(f"/service_report/{number}/paper.{form}")
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content


def test_it_begins_with_the_summary_and_holds_six_contents_and_who_checked_it(monkeypatch: pytest.MonkeyPatch) -> None:
    incident(MARCH + DAY, hours=80)
    number = report("issue")
    monkeypatch.setattr(press, "pdf", lambda paper: repr(as_data(paper)).encode())
    told = saved(number, "quality", "pdf").decode()
    heads = ("Alpha hosting", "Summary", "1. Performance", "2. Breaches", "4. Major events", "6. Customer satisfaction")
    places = [told.index(each) for each in heads]
    assert places == sorted(places)
    for word in ("本月服务平稳", "等待厂商", "Quinn Quality", "none to report", "SHA-256"):
        assert word in told
    assert "本期无一级优先级事件" in saved(number, "customer-a", "pdf").decode()
    assert "Time taken" in saved(number, "customer-a", "pdf?language=en").decode()


def test_it_is_an_excel_book_with_a_sheet_for_each_table_and_numbers_as_numbers() -> None:
    incident(MARCH + DAY, title='=HYPERLINK("http://x")')
    book = load_workbook(io.BytesIO(saved(report("issue"), "quality", "xlsx")))
    rows = list(book["Targets met"].values)
    assert rows[0] == ("Time target", "Met", "Breached", "Judged", "Share met")
    assert rows[1] == ("Resolution", 1, 0, 1, 1)
    assert book["Targets met"]["E2"].number_format == "0.0 %"
    assert "本月服务平稳" in {cell for row in book["Report"].values for cell in row}
