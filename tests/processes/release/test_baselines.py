"""The installed baseline matches the planned one, or the difference is explained (manual 9.1.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from steward.kernel.refusal import Invalid
from tests.processes.release.releases import amend, move, open_, rolling_out, verify, why
from tests.registers.configuration.items import amend as amend_item
from tests.registers.configuration.items import ci
from tests.registers.configuration.test_baselines import baseline

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOTES = {
    f"{name}_{part}": value
    for name in ("cmdb", "problem", "incident")
    for part, value in (("update", "not_needed"), ("note", "x"))
}


def _concluded(**raw: Any) -> Any:
    release, sites, _change = rolling_out(**raw)
    verify(sites[0])
    move(release, "conclude", result="x")
    return move(release, "record_updates", **NOTES)


def test_a_difference_needs_its_explanation_before_it_closes() -> None:
    item = ci("sh1-mail", at=MARCH, serial="a")
    planned = baseline(MARCH + timedelta(days=1))
    amend_item(item.number, at=MARCH + timedelta(days=2), serial="b")
    installed = baseline(MARCH + timedelta(days=3))
    release = _concluded(planned_baseline=planned.number)
    assert "已安装基线" in why(move, release, "close", by="desk")
    move(release, "compare_installed", by="manager", installed_baseline=installed.number)
    said = why(move, release, "close")
    assert planned.number in said
    assert "1 " in said
    move(release, "compare_installed", by="manager", difference_reason="序列号录入更正")
    assert move(release, "close").state == "closed"


def test_what_is_installed_as_planned_needs_no_word() -> None:
    ci("sh1-mail", at=MARCH)
    planned, installed = baseline(MARCH + timedelta(days=1)), baseline(MARCH + timedelta(days=3))
    release = _concluded(planned_baseline=planned.number)
    move(release, "compare_installed", installed_baseline=installed.number)
    assert move(release, "close").state == "closed"


def test_a_baseline_that_nobody_approved_or_of_another_kind_is_not_named() -> None:
    ci("sh1-mail", at=MARCH)
    raw = baseline(MARCH + timedelta(days=1), approve=False)
    release = open_("release", title="x")
    for wrong in (raw.number, release.number):
        with pytest.raises(Invalid):
            amend(release, planned_baseline=wrong)
