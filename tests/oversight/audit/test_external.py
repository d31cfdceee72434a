"""An audit by others from its date to its answered findings, and every refusal (manual 1.2.2, A2.4.2)."""

from __future__ import annotations

from typing import Any

import pytest

from steward.kernel import raising
from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Invalid, Refused
from steward.oversight.audit.gathered import reported_audits
from tests.oversight.audit.told import DAY, MONDAY, certificate, external, fetched, moved, organised, reported
from tests.people import as_

pytestmark = pytest.mark.django_db
KIND = "external_audit"
FOUND = [
    {"clause": "7.2.4", "grade": "minor", "what": "关闭确认不全"},
    {"clause": "8.1.5", "grade": "potential", "what": "位置可更细"},
]
REPORT = {"outcome": "conditions", "report": "总体符合", "reported_on": "2026-03-03"}


def under_way() -> str:
    number = external(certificate="AZ-1")
    moved(KIND, number, "begin", "quality", MONDAY)
    return number


def told(number: str, **raw: Any) -> Any:
    return moved(KIND, number, "report", "quality", MONDAY + 2 * DAY, **{**REPORT, "findings": FOUND, **raw})


@pytest.mark.parametrize(
    ("wrong", "error", "said"),
    [
        ({"findings": [FOUND[1]]}, Refused, r"findings that are to be answered|待整改"),
        ({"findings": [{**FOUND[0], "clause": "99.9"}]}, Invalid, "99.9"),
        ({"reported_on": "2026-03-01"}, Refused, "2026-03-02"),
        ({"reported_on": "2026-03-09"}, Refused, r"future|将来|未来"),
    ],
)
def test_its_report_fits_what_was_found_and_when(wrong: dict[str, Any], error: type[Exception], said: str) -> None:
    certificate()
    with pytest.raises(error, match=said):
        told(under_way(), **wrong)


def test_it_is_closed_when_every_finding_has_its_answer() -> None:
    certificate()
    with pytest.raises(Refused, match="2026-03-01"):
        external(planned_from="2026-03-02", planned_until="2026-03-01")
    number = under_way()
    assert told(number).certificate.number == "AZ-1"
    with pytest.raises(Refused, match=r"7\.2\.4"):
        moved(KIND, number, "close", "quality", MONDAY + 3 * DAY)
    with as_("quality", MONDAY + 3 * DAY) as actor:
        raw = {"title": "关闭确认不全", "found_by": "audit", "grade": "minor", "clause": "7.2.4"}
        raising.raise_from(process_of(KIND), number, process_of("nonconformity"), actor=actor, raw=raw)
    assert moved(KIND, number, "close", "quality", MONDAY + 3 * DAY).state == "closed"
    assert fetched(KIND, number).reported_on is not None


def test_reviews_and_reports_hear_of_audits_by_us_and_by_others() -> None:
    organised()
    certificate()
    ours, others = reported("conform"), under_way()
    told(others)
    with as_("quality", MONDAY + 4 * DAY) as actor:
        count, *rows = reported_audits(actor, MONDAY.date(), (MONDAY + 4 * DAY).date())
    assert count == {"judged": 2}
    assert [(row["record"], row["breached"], row["due"]) for row in rows] == [(ours, 0, 0), (others, 1, 1)]
