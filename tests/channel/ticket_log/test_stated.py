"""What the source states beside what we derive: on the page and by REST, for the provider's own people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from steward.kernel.stated_facts import statements_of
from steward.people import tokens
from steward.people.models import User
from steward.processes.incident.models import Incident
from tests.acting_as import as_
from tests.channel.ticket_log.arrived import ROWS, brought_in

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)
BUDGET = 12


def page_of(username: str, number: str, language: str = "en") -> str:
    User.objects.filter(username=username).update(language="zh-hans" if language == "zh" else "en")
    browser = Client()
    browser.force_login(User.objects.get(username=username))
    response = browser.get(f"/incident/{number}/")
    assert response.status_code == 200
    return response.content.decode()


def lines_of(page: str) -> dict[str, tuple[str, ...]]:
    """The rows of the panel: by label, what is stated, derived, and their difference."""
    panel = page.partition('id="stated"')[2].partition("</section>")[0]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', panel)
    return {
        label: tuple(re.sub("<[^>]*>", "", cell) for cell in re.findall("<td>(.*?)</td>", cells))
        for label, cells in rows
    }


def number_of(external: str) -> str:
    with as_("desk"):
        return Incident.objects.values_list("number", flat=True).get(external_number=external)


def told(username: str, number: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {tokens.issue(username)}"}
    body: dict[str, Any] = Client().get(f"/api/v1/incident/{number}/", headers=headers).json()
    return body


def test_the_page_sets_both_side_by_side_and_marks_what_differs(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    number = number_of("T1")
    page = page_of("desk", number)
    assert "Stated by otherdesk" in page
    assert "2 differences" in page
    assert lines_of(page) == {
        "Resolved at": ("2025-03-01 16:45", "2025-03-01 17:00", "15 min"),
        "Closed at": ("–", "2025-03-06 17:00", ""),
        "Reopened": ("2", "0", "2"),
        "Reassigned": ("–", "1", ""),
        "Service level": ("breached", "–", ""),
        "Problem": ("PRB1", "–", ""),
    }
    chinese = lines_of(page_of("desk", number, "zh"))
    assert chinese["解决时间"] == ("2025-03-01 16:45", "2025-03-01 17:00", "15 分")
    assert chinese["服务级别"] == ("未达标", "–", "")


def test_nothing_is_marked_where_both_agree(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    page = page_of("desk", number_of("T2"))
    assert "difference" not in page.partition('id="stated"')[2].partition("<thead>")[0]
    assert "<mark" not in page


def test_what_a_source_states_is_text_and_never_markup(tmp_path: Path) -> None:
    brought_in(tmp_path, *(row.replace("PRB1", "<b>x</b>") for row in ROWS))
    page = page_of("desk", number_of("T1"))
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page


def test_rest_tells_the_same(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    number = number_of("T1")
    assert told("desk", number)["stated"] == {
        "resolved_at": {"stated": "2025-03-01T08:45:00Z", "derived": "2025-03-01T09:00:00Z", "differs": True},
        "closed_at": {"stated": None, "derived": "2025-03-06T09:00:00Z", "differs": False},
        "reopened": {"stated": 2, "derived": 0, "differs": True},
        "reassigned": {"stated": None, "derived": 1, "differs": False},
        "sla_met": {"stated": False, "derived": None, "differs": False},
        "problem": {"stated": "PRB1", "derived": None, "differs": False},
    }


def test_the_timeline_names_whom_and_what_the_source_names(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    number = number_of("T1")
    story = told_on(page_of("desk", number))
    assert "import → New" in story
    assert "sue → In progress" in story
    assert "Team North → South" in story
    assert "sue →" not in told_on(page_of("customer-a", number))


def told_on(page: str) -> str:
    """The timeline as one line of text."""
    return " ".join(re.sub("<[^>]*>", " ", page.partition('id="timeline"')[2].partition("</ol>")[0]).split())


def test_a_customer_sees_the_record_but_not_what_its_source_counted(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    number = number_of("T1")
    assert "Stated by" not in page_of("customer-a", number)
    assert "stated" not in told("customer-a", number)


def test_the_page_stays_within_its_budget_and_asks_nothing_of_records_born_here(tmp_path: Path) -> None:
    brought_in(tmp_path, *ROWS)
    address = f"/incident/{number_of('T1')}/"
    browser = Client()
    browser.force_login(User.objects.get(username="desk"))
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    statements = [each["sql"] for each in asked if each["sql"] not in ("BEGIN", "COMMIT")]
    assert len(statements) <= BUDGET, "\n".join(sql[:120] for sql in statements)
    assert sum("kernel_stated" in sql for sql in statements) == 1
    with as_("desk"), CaptureQueriesContext(connection) as asked:
        assert statements_of(Incident(source=None)) == []
    assert len(asked) == 0


def test_a_time_that_is_not_stated_is_not_derived_either(tmp_path: Path) -> None:
    """A case row closed without its time: its entry tells of no closing."""
    cases = """
source: cases
project: {code: alpha-cases}
customer: {code: alpha}
zone: UTC
shape: cases
dates: "%Y-%m-%d %H:%M"
columns: {number: id, opened_at: opened, title: title, state: {column: state, values: {C: closed}}}
"""
    brought_in(tmp_path, ROWS[3].replace("T1", "C1"), mapping=cases)
    with as_("desk"):
        record = Incident.objects.get(external_number="C1")
        assert (record.state, record.closed_at) == ("closed", None)
        assert [one.name for one in statements_of(record)] == ["reopened", "reassigned"]
