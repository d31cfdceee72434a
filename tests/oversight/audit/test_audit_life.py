"""An audit from its plan to its report, its sample drawn again, and every refusal on the way (manual 2.1.10, 3.4.1)."""

from __future__ import annotations

import pytest
from django.test import Client

from steward.kernel import acts, raising
from steward.kernel.catalogue import process_of
from steward.kernel.models import Proof
from steward.kernel.refusal import Invalid, Refused
from steward.oversight.audit.auditing.sampling import kinds_of
from steward.people.context import clock_set_to
from steward.people.models import User
from tests.oversight.audit.told import (
    DAY,
    MONDAY,
    ROW,
    answered,
    audit,
    fetched,
    moved,
    opened,
    organised,
    reported,
    running,
)
from tests.people import as_

pytestmark = pytest.mark.django_db
KIND = "audit"


@pytest.fixture(autouse=True)
def ground() -> None:
    organised()


def test_its_check_list_follows_from_its_clauses() -> None:
    record = fetched(KIND, running())
    assert [row["clause"] for row in record.checks] == ["7.2.1", "7.2.4"]
    assert all(row["question"] for row in record.checks)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"auditor": "nobody-known"}, "nobody-known"),
        ({"unit": "no-unit"}, "no-unit"),
        ({"clauses": "7.2.1 99.9"}, "99.9"),
        ({"day": "2026-05-01"}, "2026-05-01"),
    ],
)
def test_a_plan_names_what_there_is(wrong: dict[str, str], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        audit(plan=[{**ROW, **wrong}])


def test_units_and_auditors_are_typed_and_shown_by_name() -> None:
    auditor = User.objects.get(username="engineer").person
    number = audit(plan=[{**ROW, "unit": "运营中心", "auditor": auditor.name_zh}])
    assert fetched(KIND, number).plan == [ROW]
    client = Client()
    client.force_login(User.objects.get(username="quality"))
    page = client.get(f"/audit/{number}/").content.decode()
    assert f'<td class="s-text">Operations centre</td><td class="s-text">{auditor.name_en}</td>' in page
    assert "noc" not in page
    assert 'value="noc"' in client.get("/choices/unit/", {"plan.0.unit": "运营"}).content.decode()


def test_a_period_does_not_end_before_it_begins() -> None:
    with pytest.raises(Refused, match="2026-02-01"):
        audit(plan=[], planned_until="2026-02-01")


def test_nobody_audits_without_the_role_on_that_day_or_their_own_unit() -> None:
    with pytest.raises(Refused, match=r"plan first|审核计划"):
        moved(KIND, audit(plan=[]), "announce", "quality")
    with pytest.raises(Refused, match=r"(Mona Manager|孟经理).*2026-03-04"):
        moved(KIND, audit(plan=[{**ROW, "auditor": "p-manager"}]), "announce", "quality")
    late = audit(plan=[{**ROW, "day": "2027-01-04"}], planned_until="2027-01-31")
    with pytest.raises(Refused, match=r"(Eric Engineer|严工).*2027-01-04"):
        moved(KIND, late, "announce", "quality")
    with pytest.raises(Refused, match=r"(Daisy Desk|戴思琪).*(Operations centre|运营中心)"):
        moved(KIND, audit(plan=[{**ROW, "auditor": "p-desk"}]), "announce", "quality")


def test_the_same_seed_over_the_same_records_draws_the_same() -> None:
    numbers = [opened("incident", "desk", MONDAY, title=f"VPN {n}", project="alpha-ops") for n in range(12)]
    asked = {"sample_size": 4, "seed": "2026-03", "sample_until": "2026-03-02"}
    assert "incident" in kinds_of(["7.2.4"])
    first, second = running(), running()
    one = moved(KIND, first, "draw_sample", "quality", MONDAY + 2 * DAY, **asked)
    opened("incident", "desk", MONDAY + 2 * DAY, title="later", project="alpha-ops")
    two = moved(KIND, second, "draw_sample", "quality", MONDAY + 3 * DAY, **asked)
    assert [row["number"] for row in one.drawn] == [row["number"] for row in two.drawn]
    assert (one.drawn_from, one.drawn_set) == (two.drawn_from, two.drawn_set) == (12, one.drawn_set)
    assert len({row["number"] for row in one.drawn} & set(numbers)) == 4
    other = moved(KIND, second, "draw_sample", "quality", MONDAY + 3 * DAY, **{**asked, "seed": "2026-04"})
    assert [row["number"] for row in other.drawn] != [row["number"] for row in one.drawn]
    answered(first, "conform", "conform")
    with pytest.raises(Refused, match=one.drawn[0]["number"]):
        moved(KIND, first, "report", "quality", MONDAY + 3 * DAY, report="无")
    with as_("quality") as actor:
        seen = [{**row, "seen": True} for row in one.drawn]
        acts.amend(process_of(KIND), first, actor=actor, raw={"drawn": seen}, version=None)
    with pytest.raises(Refused, match=r"another draw|重新抽样"):
        moved(KIND, first, "draw_sample", "quality", MONDAY + 3 * DAY, **asked)


def test_there_is_something_to_draw_from() -> None:
    with pytest.raises(Invalid, match=r"No record|没有"):
        moved(KIND, running(), "draw_sample", "quality", sample_size=3, sample_until="2025-01-01")


def test_its_report_is_drafted_from_what_was_found() -> None:
    number = running()
    with pytest.raises(Refused, match=r"7\.2\.1, 7\.2\.4"):
        moved(KIND, number, "report", "quality", report="无")
    answered(number, "nonconform", "conform", note="三单无类别")
    text = moved(KIND, number, "draft_report", "quality").report
    assert "三单无类别" in text
    assert "Operations centre" in text or "运营中心" in text
    assert moved(KIND, number, "report", "quality", MONDAY + 3 * DAY, report=text).state == "reported"


def test_it_is_closed_when_each_finding_is_followed() -> None:
    number = reported("nonconform", "observation")
    with pytest.raises(Refused, match=r"7\.2\.1"):
        moved(KIND, number, "close", "quality")
    with as_("quality", MONDAY + 3 * DAY) as actor:
        raw = {"grade": "minor", "found_by": "audit", "clause": "7.2.1"}
        raising.raise_from(process_of(KIND), number, process_of("nonconformity"), actor=actor, raw=raw)
    with pytest.raises(Refused, match=r"7\.2\.4"):
        moved(KIND, number, "close", "quality")
    record = moved(KIND, reported("conform", "observation", note="个别单据，已口头提醒"), "close", "quality")
    assert record.state == "closed"
    with as_("quality"):
        assert Proof.objects.filter(record_id=record.pk, clause="3.4.1").exists()


def test_the_programme_shows_each_clause_and_its_gaps() -> None:
    number = running()
    reader = Client()
    reader.force_login(User.objects.get(username="quality"))
    with clock_set_to(MONDAY):
        shown = reader.get("/audit/programme/").content.decode()
        assert shown.count(f'href="/audit/{number}/"') == 2
        assert 'href="/conformity/7.1.1/"' in shown.partition("<table")[0]
        assert 'href="/conformity/7.2.1/"' not in shown.partition("<table")[0]
        assert f"/audit/{number}/" not in reader.get("/audit/programme/?year=2025").content.decode()
        assert reader.get("/audit/programme/?year=x").status_code == 422
