"""Judging: what the records say is counted, kept day by day, and told case by case."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError

from steward.config.system_login import system_login
from steward.kernel import acts
from steward.kernel.catalogue import all_judges, process_of
from steward.kernel.clauses import clauses
from steward.kernel.judges import Verdict
from steward.oversight.conformity import looking
from steward.oversight.conformity.judging import judge_all
from steward.oversight.conformity.models import Case, Run, Standing
from steward.oversight.conformity.pack import making, sealing
from steward.oversight.conformity.standing import standings
from steward.people.context import clock_set_to
from tests.acting_as import MONDAY, actor, as_, opened

if TYPE_CHECKING:
    from pathlib import Path

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


def test_the_map_of_a_day_that_is_over_stays_as_it_was() -> None:
    opened()
    judged(MONDAY, "incident_is_taken")
    judged(MONDAY + DAY, "incident_is_taken")
    assert stands(MONDAY.date(), "7.1.2") == Verdict.DUE
    assert stands((MONDAY + DAY).date(), "7.1.2") == Verdict.BREACHED
    with system_login(), as_("system"), pytest.raises(DatabaseError, match="not altered"):
        Standing.objects.filter(judge="incident_is_taken", until_day=MONDAY.date() + DAY).update(verdict="met")


def test_a_look_judges_again_what_reads_the_changed_record_and_nothing_else() -> None:
    # A day later at noon: far from what was set up a moment ago, and from midnight.
    later = datetime.now(UTC).replace(hour=4, minute=0) + DAY
    with system_login(), clock_set_to(later):
        looking.look()
    before = ran()
    opened()
    with system_login(), clock_set_to(later + timedelta(seconds=1)):
        looking.look()
    again = {name for name, at in ran().items() if at != before[name]}
    assert {"incident_is_taken", "incident_is_classified"} <= again
    assert again == {judge.name for judge in all_judges() if "incident" in looking.watched(judge)}


def ran() -> dict[str, datetime]:
    with as_("quality"):
        return dict(Run.objects.values_list("judge", "ran_at"))


def test_a_pack_holds_the_records_behind_each_verdict_and_is_whole(tmp_path: Path) -> None:
    made = opened()
    judged(MONDAY + DAY)
    path, told = tmp_path / "pack.zip", list[int]()
    with clock_set_to(MONDAY + DAY):
        pack = making.make(path, "auditor", "zh", told.append)
    assert (sealing.check(path).seal, told[-1]) == (pack.seal, 100)
    with zipfile.ZipFile(path) as held:
        page = held.read(f"records/{made.number}.html").decode()
        verdicts = json.loads(held.read("data/conformity.json"))
    assert made.title in page
    assert {each["clause"]: each["verdict"] for each in verdicts} == pack.verdicts
    assert pack.verdicts["7.1.2"] == "breached"
    assert len(verdicts) == len(clauses())
