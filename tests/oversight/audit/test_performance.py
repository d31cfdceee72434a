"""A performance report from its draft to the last receipt, and every refusal (manual 0.3)."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import Client
from docx import Document

from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.models import NoticeRow, Proof, TimelineEntry
from steward.kernel.refusal import Invalid, Refused
from steward.oversight.audit.correcting.reminding import remind
from steward.oversight.audit.performing.by_itself import draft_next
from steward.oversight.audit.performing.models import PARTS, PerformanceReport
from steward.people.context import clock_set_to
from steward.people.models import Duty, Person, User
from tests.oversight.audit.told import (
    ASSESSED,
    DAY,
    MONDAY,
    fetched,
    gathered_report,
    held,
    improvement,
    issued_report,
    moved,
    nonconformity,
    opened,
    organised,
    performance,
    planned_report,
)
from tests.people import as_

pytestmark = pytest.mark.django_db
KIND = "performance_report"


@pytest.fixture(autouse=True)
def ground() -> None:
    organised()


def rows(report: Any, part: str, **wanted: object) -> list[dict[str, Any]]:
    found = [row for row in report.found if row["part"] == part]
    return [row for row in found if all(row.get(key) == value for key, value in wanted.items())]


def test_it_gathers_every_part_once_from_the_records() -> None:
    late = nonconformity("agree_on_actions")
    improvement("begin")
    closed = improvement("close")
    review = held()
    number = performance(period_from="2026-03-01", period_until="2026-06-30")
    with pytest.raises(Refused, match="2026-06-30"):
        moved(KIND, number, "gather_figures", "quality")
    record = moved(KIND, number, "gather_figures", "quality", MONDAY + 122 * DAY)
    assert {row["part"] for row in record.found} == {part for part, _label in PARTS}
    (open_ones,) = rows(record, "nonconformities", figure="open_nonconformities")
    assert (open_ones["judged"], open_ones["breached"]) == (1, 1)
    assert rows(record, "nonconformities", record=late)[0]["until"] == "2026-05-31"
    assert "二月漏派一单" in rows(record, "improvements", record=closed)[0]["subject"]
    assert rows(record, "reviews", record=review)[0]["verdict"] == "breached"
    assert rows(record, "satisfaction", clause="6.2.3")[0]["verdict"] == "not_built"
    assert [row["part"] for row in record.assessments] == [part for part, _label in PARTS]
    for raw in ({"found": []}, {"period_from": "2026-02-01"}):
        with pytest.raises(Refused), as_("quality", MONDAY + 122 * DAY) as actor:
            acts.amend(process_of(KIND), number, actor=actor, raw=raw, version=None)


def test_figures_stand_beside_those_of_the_report_before() -> None:
    first = gathered_report()
    assert all("was_judged" not in row for row in fetched(KIND, first).found)
    issued_report(first)
    nonconformity()
    following = performance(period_from="2026-03-01", period_until="2026-03-31")
    record = moved(KIND, following, "gather_figures", "quality", MONDAY + 40 * DAY)
    (open_ones,) = rows(record, "nonconformities", figure="open_nonconformities")
    assert (open_ones["judged"], open_ones["was_judged"]) == (1, 0)


def test_it_is_issued_when_every_part_is_assessed_and_top_management_reads_it() -> None:
    number = gathered_report()
    given = {"conclusion": "体系运行有效", "members": [{"person": "p-service-head"}]}
    with pytest.raises(Refused, match=r"Awareness|意识"):
        moved(KIND, number, "issue", "quality", **given, assessments=ASSESSED[:-1])
    with pytest.raises(Invalid, match=r"Policy|方针"):
        moved(KIND, number, "issue", "quality", **given, assessments=[*ASSESSED, ASSESSED[0]])
    with pytest.raises(Refused, match=r"top management|最高管理层"):
        moved(KIND, number, "issue", "quality", **given | {"members": [{"person": "p-desk"}]}, assessments=ASSESSED)
    for members in ([{"person": "p-customer-a"}], [{"person": "p-desk"}] * 2):
        with pytest.raises(Invalid):
            moved(KIND, number, "issue", "quality", **given | {"members": members}, assessments=ASSESSED)
    record = moved(KIND, number, "issue", "quality", **given, assessments=ASSESSED)
    assert (record.state, str(record.issued_on), str(record.due_on)) == ("issued", "2026-03-02", "2026-03-16")


def test_each_reader_confirms_in_person_and_the_last_receipt_closes_it() -> None:
    number = issued_report(gathered_report(), "p-service-head", "p-manager")
    with pytest.raises(Refused, match=r"Fred Head|傅总"):
        moved(KIND, number, "close", "quality")
    with pytest.raises(Refused, match=r"not among|不在其阅读人"):
        moved(KIND, number, "confirm_reading", "desk")
    assert moved(KIND, number, "confirm_reading", "service-head").state == "issued"
    with pytest.raises(Refused, match=r"already|已确认"):
        moved(KIND, number, "confirm_reading", "service-head")
    with pytest.raises(Refused), as_("quality") as actor:
        acts.amend(process_of(KIND), number, actor=actor, raw={"receipts": []}, version=None)
    with as_("quality") as actor:
        kept = [{"person": "p-service-head"}]
        acts.amend(process_of(KIND), number, actor=actor, raw={"members": kept}, version=None)
    record = moved(KIND, number, "close", "quality")
    assert (record.state, [row["person"] for row in record.receipts]) == ("read", ["p-service-head"])


def test_the_last_receipt_closes_it_by_itself() -> None:
    number = issued_report(gathered_report())
    record = moved(KIND, number, "confirm_reading", "service-head")
    with as_("quality"):
        entry = TimelineEntry.objects.filter(record_id=record.pk).latest("id")
        proved = set(Proof.objects.filter(record_id=record.pk).values_list("clause", flat=True))
    assert (record.state, entry.move, proved) == ("read", "close", {"0.3"})
    with as_("system"):
        assert User.objects.get(pk=entry.actor_id).username == "system"


def test_no_two_reports_are_on_the_same_days() -> None:
    number = performance()
    for raw, said in (
        ({"period_from": "2026-02-28", "period_until": "2026-03-31"}, number),
        ({"period_from": "2026-05-01", "period_until": "2026-04-01"}, "2026-04-01"),
        ({"period_from": "2026-04-01", "period_until": "2027-12-31"}, "400"),
    ):
        with pytest.raises(Invalid, match=said):
            performance(**raw)
    moved(KIND, number, "cancel", "quality", cancel_reason="改期")
    performance()


def test_the_next_one_is_drafted_by_itself_quarter_after_quarter() -> None:
    def drafted(at: Any) -> list[tuple[str, str]]:
        with clock_set_to(at):
            while draft_next():
                pass
        with as_("quality"):
            found = PerformanceReport.objects.order_by("period_from")
            return [(str(each.period_from), str(each.period_until)) for each in found]

    assert drafted(MONDAY) == [("2025-10-01", "2025-12-31")]
    assert len(drafted(MONDAY + 28 * DAY)) == 1
    assert drafted(MONDAY + 30 * DAY)[1:] == [("2026-01-01", "2026-03-31")]
    with as_("service-head"):
        person = Person.objects.get(code="p-manager")
        Duty.objects.create(person=person, role="management_representative", starts_on="2026-01-01")
    planned_report()
    assert len(drafted(MONDAY + 122 * DAY)) == 2
    assert drafted(MONDAY + 215 * DAY)[2:] == [("2026-04-01", "2026-09-30")]
    with as_("quality"):
        record = PerformanceReport.objects.latest("period_from")
    assert (record.owner.code, record.title_en) == ("p-manager", "Performance report, 2026-04-01 to 2026-09-30")


def test_days_of_issue_and_reading_are_reminded_of() -> None:
    number = performance()

    def told(at: Any) -> list[tuple[str, str]]:
        with clock_set_to(at):
            remind()
        with as_("quality"):
            found = TimelineEntry.objects.filter(record__number=number, verb="told").order_by("id")
            return [(each.changes["level"][1], each.body) for each in found]

    assert told(MONDAY + 8 * DAY) == []
    assert told(MONDAY + 13 * DAY) == [("falls_due", "2026-03-20")]
    moved(KIND, number, "gather_figures", "quality", MONDAY + 14 * DAY)
    issued_report(number, at=MONDAY + 14 * DAY)
    assert told(MONDAY + 29 * DAY)[1:] == [("overdue", "2026-03-30")]
    with as_("service-head"):
        assert NoticeRow.objects.filter(record__number=number).count() == 0


def words_on_paper(client: Client, kind: str, number: str) -> set[str]:
    paper = Document(io.BytesIO(client.get(f"/{kind}/{number}/paper.docx").content))
    return {each.text for each in paper.paragraphs} | {
        cell.text for table in paper.tables for row in table.rows for cell in row.cells
    }


def test_its_page_and_paper_begin_with_the_summary_and_say_what_the_product_lacks() -> None:
    number = issued_report(gathered_report())
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username="service-head"))
    page = client.get(f"/{KIND}/{number}/").content.decode()
    assert page.index('id="summary"') < page.index('id="part-policy"')
    assert "Not yet in the product" in page
    assert "看过：activities" in page
    assert {"Figures as gathered", "Policy", "Awareness", "体系运行有效"} <= words_on_paper(client, KIND, number)


def test_a_review_has_the_last_report_before_it() -> None:
    number = issued_report(gathered_report())
    review = opened("management_review", "quality", title="年度管理评审", project="own-ops", held_on="2026-03-03")
    record = moved("management_review", review, "gather_inputs", "quality")
    (told, *_more) = (row for row in record.inputs if row["input"] == "processes")
    assert told["record"] == number
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(User.objects.get(username="quality"))
    on_paper = words_on_paper(client, "management_review", review)
    assert {"State of each process", f"{number} 二月绩效报告"} <= on_paper
