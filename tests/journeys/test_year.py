"""The year of a company in the browser: appointed, issued, audited, corrected, reviewed, proved (0, 1.4, 2.1, 3.4)."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from steward.oversight.conformity.models import AskedPack
from steward.oversight.conformity.pack import running
from tests.acting_as import opened
from tests.database import CHECKOUT
from tests.journeys.walker import Record, Walker
from tests.oversight.audit import told as audits
from tests.people import as_
from tests.registers.document import told as documents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.journeys.visitor import Visitor

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MANUAL, PROCEDURE = "ITSM-A-01", "ITSM-B-14"
TEXT = [
    {"heading_zh": "1 目的", "heading_en": "1 Purpose", "zh": "说明体系。", "en": "It states the system."},
    {"heading_zh": "2 范围", "heading_en": "2 Scope", "zh": "全部服务。", "en": "All services. See [[ITSM-B-14]]."},
]
ORDER = "The manual is issued and binds everybody."


class Year:
    """The company of the walk: who takes part, and the day on which each does so."""

    def __init__(self, visit: Callable[..., Visitor], files: Path) -> None:
        """A general manager, an audit group with an auditor, three incidents of March."""
        audits.organised()
        documents.organised()
        for title in ("VPN drops", "Mail is late", "Printer is out of paper"):
            opened("desk", MONDAY, title=title)
        self.files = files
        names = ("quality", "manager", "service-head", "nobody", "engineer", "desk")
        self.quality, self.manager, self.head, self.general, self.auditor, self.desk = (
            Walker(visit(name, language="en")) for name in names
        )

    def is_day(self, days: int) -> str:
        """So many days after the Monday it begins with."""
        at = MONDAY + days * DAY
        self.quality.visitor.steward.clock_is(at)
        return at.date().isoformat()


@pytest.fixture
def year(visit: Callable[..., Visitor], tmp_path: Path, settings: Any) -> Year:
    """The stage."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return Year(visit, tmp_path)


def test_the_year_of_a_company_ends_in_a_pack_that_verifies_elsewhere(year: Year) -> None:
    _the_representative_is_appointed(year)
    _the_manual_is_issued_and_a_procedure_under_it(year)
    audit, finding = _an_audit_finds_something_in_its_sample(year)
    _the_finding_is_corrected_and_its_effect_measured(year, finding)
    year.quality.moves(audit, "close")
    _top_management_reviews_what_was_frozen(year)
    _the_pack_verifies_elsewhere(year, finding)


def _the_representative_is_appointed(year: Year) -> None:
    today = year.is_day(0)
    letter = year.quality.opens(
        "appointment", project="own-ops", person="p-manager", role="management_representative", starts_on=today
    )
    year.quality.moves(letter, "submit_for_signature")
    year.quality.is_told_why_not(letter, "move/sign", "This is for: General manager", verdict="approved")
    year.general.approves(letter, "sign")
    assert "In force" in year.quality.state(letter)
    year.desk.visitor.go("/organisation/")
    assert "Mona Manager" in year.desk.visitor.text("main")


def _the_manual_is_issued_and_a_procedure_under_it(year: Year) -> None:
    tomorrow = (MONDAY + 2 * DAY).date().isoformat()
    for code, approver, more in ((MANUAL, year.general, {"order_of_issue": ORDER}), (PROCEDURE, year.head, {})):
        year.is_day(1)
        edition = year.quality.opens("edition", project="own-ops", document=code, **more)
        year.quality.is_told_why_not(edition, "move/submit", "Write its text first", effective_on=tomorrow)
        year.quality.amends(edition, sections=TEXT)
        year.quality.moves(edition, "submit", effective_on=tomorrow)
        year.quality.is_told_why_not(
            edition, "move/endorse", "Nobody decides on what they drew up themselves", verdict="approved"
        )
        year.head.approves(edition, "endorse")
        approver.approves(edition, "approve")
        year.quality.is_told_why_not(edition, "move/take_effect", f"It is in force from {tomorrow}")
        year.is_day(2)
        year.quality.moves(edition, "take_effect")
        assert "In force" in year.quality.state(edition)
    year.desk.visitor.go(f"/documents/{MANUAL}/")
    assert "It states the system." in year.desk.visitor.text("main")


def _an_audit_finds_something_in_its_sample(year: Year) -> tuple[Record, Record]:
    today = year.is_day(3)
    row = {"day": today, "unit": "noc", "auditor": "p-desk", "clauses": "7.2.1"}
    audit = year.quality.opens(
        "audit", project="own-ops", title="Internal audit of March", planned_from=today, planned_until="2026-03-31",
        plan=[row],
    )  # fmt: skip
    year.quality.is_told_why_not(audit, "move/announce", "Daisy Desk")
    year.quality.amends(audit, plan=[{**row, "auditor": "p-engineer"}])
    year.quality.moves(audit, "announce")
    year.auditor.moves(audit, "begin")
    year.auditor.moves(audit, "draw_sample", sample_size="2", sample_until="2026-03-02", seed="2026-03")
    year.auditor.is_told_why_not(audit, "move/report", "Not yet answered: 7.2.1", report="Two incidents were read.")
    _every_row_is_answered(year.auditor, audit, "nonconform", "Nobody signed for it.")
    year.auditor.moves(audit, "report", report="Two incidents were read; one finding.")
    year.quality.is_told_why_not(audit, "move/close", "7.2.1")
    finding = year.auditor.opens(
        "nonconformity", f"?from={audit.number}", title="An incident nobody signed for", found_by="audit",
        grade="minor", clause="7.2.1",
    )  # fmt: skip
    return audit, finding


def _every_row_is_answered(auditor: Walker, audit: Record, result: str, note: str) -> None:
    """Check list and drawn records, as the form shows them."""
    auditor.visitor.go(f"{audit.path}amend/")
    for row in auditor.page.locator("#id_checks tbody tr").all():
        if row.locator("[name$='.clause']").input_value():
            row.locator("select[name$='.result']").select_option(result)
            row.locator("[name$='.note']").fill(note)
    for row in auditor.page.locator("#id_drawn tbody tr").all():
        if row.locator("[name$='.clause']").input_value():
            row.locator("[name$='.seen']").check()
    assert auditor.visitor.press_default("#form").ok, auditor.visitor.text("#main")


def _the_finding_is_corrected_and_its_effect_measured(year: Year, finding: Record) -> None:
    engineer = year.auditor
    until, later = (MONDAY + 8 * DAY).date().isoformat(), (MONDAY + 30 * DAY).date().isoformat()
    action = {"kind": "corrective", "what": "Sign each hand-over", "who": "p-engineer", "until": until}
    engineer.moves(finding, "contain", containment="Signed afterwards")
    engineer.moves(finding, "analyse", root_cause="The procedure does not ask for it")
    engineer.moves(
        finding, "agree_on_actions", actions=[action], measure="Read twenty rosters", expected="All signed",
        measure_from=later,
    )  # fmt: skip
    done = year.is_day(8)
    engineer.moves(finding, "report_done", actions=[{**action, "done_on": done, "result": "It is asked for"}])
    measured = {"measured_on": done, "measured": "All signed"}
    year.quality.is_told_why_not(finding, "move/confirm_effect", later, **measured)
    measured["measured_on"] = year.is_day(31)
    engineer.is_told_why_not(finding, "move/confirm_effect", "who took no part", **measured)
    year.quality.moves(finding, "confirm_effect", **measured)
    assert "Closed" in year.quality.state(finding)


def _top_management_reviews_what_was_frozen(year: Year) -> None:
    today = year.is_day(40)
    review = year.quality.opens("management_review", project="own-ops", title="Review of the spring", held_on=today)
    year.quality.moves(review, "gather_inputs")
    year.quality.visitor.go(review.path)
    before = year.quality.visitor.text("main")
    assert "Internal audit of March" in before
    year.desk.opens("incident", title="After the inputs", project="alpha-ops", impact="3", urgency="3")
    decided = {"what": "A second reader by night", "who": "p-manager", "until": "2026-05-20"}
    year.quality.moves(
        review, "record_conclusions", attendees=[{"person": "p-service-head"}], conclusions="The system works",
        resolutions=[decided],
    )  # fmt: skip
    year.quality.is_told_why_not(review, "move/close", "A second reader by night")
    year.is_day(60)
    year.quality.amends(
        review, resolutions=[{**decided, "done_on": "2026-05-01", "result": "Two read by night since May"}]
    )
    year.quality.moves(review, "close")
    assert "Closed" in year.quality.state(review)


def _the_pack_verifies_elsewhere(year: Year, finding: Record) -> None:
    quality = year.quality
    quality.visitor.go("/conformity/packs/")
    quality.page.select_option("#language", "en")
    with quality.page.expect_navigation():
        quality.page.locator("main form button").first.click()
    with as_("quality") as actor:
        asked = AskedPack.objects.latest("id").pk
    running.run(asked, actor.id)
    with as_("quality"):
        made = next((year.files / "files" / "packs").glob("*.zip"))
    words = [sys.executable, "-P", "-m", "steward", "audit-pack", "verify", str(made)]
    bare = {"PYTHONPATH": str(CHECKOUT / "src"), "PATH": "/usr/bin:/bin", "HOME": str(year.files)}
    verified = subprocess.run(words, env=bare, capture_output=True, text=True, check=False)
    assert verified.returncode == 0, verified.stderr
    with zipfile.ZipFile(made) as held:
        assert "An incident nobody signed for" in held.read(f"records/{finding.number}.html").decode()
        assert ORDER in held.read("documents/ITSM-A-01.html").decode()
    whole = made.read_bytes()
    made.write_bytes(whole[:-200] + bytes([whole[-200] ^ 1]) + whole[-199:])
    assert subprocess.run(words, env=bare, capture_output=True, check=False).returncode != 0
