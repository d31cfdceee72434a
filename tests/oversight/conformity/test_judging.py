"""Judging: what the records say is counted, kept day by day, and told case by case."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from steward.config.system_login import system_login
from steward.kernel import acts
from steward.kernel.catalogue import all_judges, process_of
from steward.kernel.judges import Verdict
from steward.oversight.conformity.judging import judge_all
from steward.oversight.conformity.models import Case
from steward.oversight.conformity.standing import standings
from steward.people.context import clock_set_to
from tests.acting_as import MONDAY, actor, as_, opened

if TYPE_CHECKING:
    from datetime import datetime

    from steward.kernel.judges import Judge

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


def judge_named(name: str) -> Judge:
    return next(judge for judge in all_judges() if judge.name == name)


def judged(at: datetime, *names: str) -> None:
    with system_login(), clock_set_to(at):
        assert not judge_all([judge_named(name) for name in names] or None)


def stands(day: date, clause: str, reader: str = "quality") -> Verdict:
    with as_(reader):
        return next(each.verdict for each in standings(actor(reader), day) if each.clause.id == clause)


def test_an_incident_nobody_takes_is_due_then_breached_then_met() -> None:
    made = opened()
    name, today = "incident_is_taken", MONDAY.date()
    judged(MONDAY, name)
    assert stands(today, "7.1.2") == Verdict.DUE
    judged(MONDAY + timedelta(hours=2), name)
    assert stands(today, "7.1.2") == Verdict.BREACHED
    with as_("quality"):
        assert list(Case.objects.filter(judge=name, gone_at=None).values_list("ref", "mark")) == [(made.pk, "breached")]
    with as_("engineer", MONDAY + timedelta(hours=3)) as engineer:
        acts.move(process_of("incident"), made.number, "start", actor=engineer, raw={}, version=made.version)
    judged(MONDAY + timedelta(hours=3), name)
    assert stands(today, "7.1.2") == Verdict.MET
    with as_("quality"):
        assert not Case.objects.filter(judge=name, gone_at=None, mark="breached").exists()
