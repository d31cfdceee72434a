"""Daily counts: rolled up or counted live, what a reader adds up is the same, whatever changes afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import connection

from steward.config.cluster import admin_connection
from steward.config.system_login import system_login
from steward.kernel import acts
from steward.kernel.catalogue import process_of
from steward.kernel.daily import Counts, daily_counts, roll_up
from steward.kernel.models import ClockRun, DailyCount, Record, Stated
from steward.people.context import clock_set_to
from steward.people.models import User
from tests.acting_as import as_
from tests.database import DATA, TestDatabase
from tests.invented import invent, record

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = datetime(2026, 6, 30, 15, 20, tzinfo=UTC)
FIRST, TODAY = date(2026, 2, 1), date(2026, 6, 30)
MONTHS = [date(2026, month, 1) for month in (2, 3, 4, 5)]
SHANGHAI = ZoneInfo("Asia/Shanghai")
READERS = ("desk", "engineer", "customer-a", "admin")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def superuser(database: TestDatabase) -> Iterator[psycopg.Connection[Any]]:
    """The database's own administrator."""
    with admin_connection(DATA, database.connection.name) as admin:
        yield admin


@pytest.fixture(autouse=True)
def ids() -> list[int]:
    with as_("system", NOW) as actor:
        return record(invent(250, seed=5, until=NOW, days=120), actor)


def rolled_up(at: datetime = NOW) -> bool:
    with system_login(), clock_set_to(at):
        return roll_up()


def seen_by(reader: str, zone: ZoneInfo = SHANGHAI) -> dict[date, Counts]:
    with as_(reader, NOW) as actor:
        days = daily_counts(actor, process_of("incident"), zone, FIRST, TODAY).days
        held = daily_counts(actor, process_of("incident"), zone, TODAY.replace(day=1), TODAY, MONTHS)
    assert held.months == {month: total for month in MONTHS if (total := summed(days, month))}
    assert held.days == {day: counts for day, counts in days.items() if day >= TODAY.replace(day=1)}
    return days


def summed(days: dict[date, Counts], month: date) -> Counts | None:
    found = [counts for day, counts in days.items() if day.replace(day=1) == month]
    return Counts(*map(sum, zip(*found, strict=True))) if found else None


def recounted(reader: str, zone: ZoneInfo = SHANGHAI) -> dict[date, Counts]:
    """The same by one pass over the records in plain Python."""
    found: dict[date, dict[str, int]] = {}

    def count(at: datetime | None, *names: str) -> None:
        if at and FIRST <= (day := at.astimezone(zone).date()) <= TODAY:
            for name in names:
                found.setdefault(day, {}).setdefault(name, 0)
                found[day][name] += 1

    with as_(reader, NOW):
        stated = {each.record_id: each.sla_met for each in Stated.objects.all()}
        runs = {run.record_id: run for run in ClockRun.objects.filter(name="resolution")}
        for each in Record.objects.filter(kind="incident"):
            count(each.opened_at, "opened")
            run, met = runs.get(each.pk), stated.get(each.pk)
            if met is None and run and run.state in ("met", "breached"):
                met = run.state == "met"
            if each.closed_at:
                outcome = () if met is None else ("met" if met else "breached",)
                count(each.closed_at, "closed", *outcome)
                count(max(each.opened_at, each.closed_at), "ended")
            count(run.breached_at if run else None, "late")
    return {day: Counts(**counts) for day, counts in found.items()}


@pytest.mark.parametrize("reader", READERS)
def test_counted_live_and_rolled_up_are_the_same(reader: str) -> None:
    live = seen_by(reader)
    assert live == recounted(reader)
    assert bool(live) == (reader != "admin")
    assert rolled_up()
    assert seen_by(reader) == live


def test_a_rolled_day_is_read_and_not_counted_again(superuser: psycopg.Connection[Any]) -> None:
    rolled_up()
    day = max(day for day, counts in seen_by("desk").items() if counts.opened and TODAY.replace(day=1) < day < TODAY)
    before = seen_by("desk")[day].opened
    superuser.execute("update kernel_dailycount set opened = opened + 7 where day = %s and span = 'day'", (day,))
    with as_("desk", NOW):
        rows = DailyCount.objects.filter(kind="incident", span="day", day=day, zone=SHANGHAI.key).count()
    assert seen_by("desk")[day].opened == before + 7 * rows


def test_the_present_day_is_live() -> None:
    rolled_up()
    before = seen_by("desk").get(TODAY, Counts()).opened
    with as_("desk", NOW) as actor:
        values = {"title": "打印机脱机", "project": "alpha-ops", "impact": 2, "urgency": 2}
        acts.open_record(process_of("incident"), actor=actor, raw=values)
    assert seen_by("desk")[TODAY].opened == before + 1


CHANGES = {
    "closing": "update kernel_record set closed_at = closed_at - interval '3 days' where id = %s",
    "opening": "update kernel_record set opened_at = opened_at - interval '40 days' where id = %s",
    "reopening": "update kernel_record set closed_at = null, is_open = true where id = %s",
    "audience": "update kernel_record set audience = 3 where id = %s",
    "outcome": """update kernel_clockrun set state = case state when 'met' then 'breached' else 'met' end,
        breached_at = case state when 'met' then '2026-05-05 12:00Z'::timestamptz end
        where record_id = %s and name = 'resolution'""",
    "statement": "update kernel_stated set sla_met = not coalesce(sla_met, false) where record_id = %s",
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_of_a_past_day_counts_at_once_and_after_the_next_roll_up(change: str, ids: list[int]) -> None:
    rolled_up()
    before = {reader: seen_by(reader) for reader in READERS}
    with system_login(), as_("system", NOW), connection.cursor() as cursor:
        cursor.execute(
            "select r.id from kernel_record r join kernel_clockrun c on c.record_id = r.id and c.name = 'resolution'"
            " left join kernel_stated s on s.record_id = r.id where r.id = any(%s) and r.audience = 1"
            " and r.customer_id = (select id from people_party where code = 'alpha')"
            " and closed_at between '2026-03-20' and '2026-06-20' and c.state in ('met', 'breached')"
            " and (s.record_id is null) = %s limit 1",
            [ids, change != "statement"],
        )
        cursor.execute(CHANGES[change], [cursor.fetchone()[0]])
        assert cursor.rowcount == 1
    after = {reader: recounted(reader) for reader in READERS}
    assert after != before
    assert {reader: seen_by(reader) for reader in READERS} == after
    assert rolled_up()
    assert {reader: seen_by(reader) for reader in READERS} == after
    assert not rolled_up()


def test_another_zone_has_days_of_its_own() -> None:
    kolkata = ZoneInfo("Asia/Kolkata")
    live = seen_by("desk", kolkata)
    assert live == recounted("desk", kolkata) != seen_by("desk")
    with as_("system"):
        User.objects.filter(username="quality").update(zone=kolkata.key)
    rolled_up()
    with as_("desk", NOW):
        assert DailyCount.objects.filter(zone=kolkata.key).exists()
    assert seen_by("desk", kolkata) == live


def test_a_day_is_rolled_up_three_hours_after_its_end_and_no_sooner() -> None:
    midnight = datetime(2026, 6, 30, 16, tzinfo=UTC)
    assert rolled_up(midnight + timedelta(hours=2, minutes=59))
    with as_("desk", NOW):
        assert not DailyCount.objects.filter(day=TODAY, zone=SHANGHAI.key).exists()
    assert rolled_up(midnight + timedelta(hours=3, minutes=1))
    with as_("desk", NOW):
        assert DailyCount.objects.filter(day=TODAY, zone=SHANGHAI.key).exists()


def test_a_whole_month_is_read_at_once(superuser: psycopg.Connection[Any]) -> None:
    rolled_up()
    may = date(2026, 5, 1)
    with as_("desk", NOW) as actor:
        before = daily_counts(actor, process_of("incident"), SHANGHAI, TODAY, TODAY, [may]).months[may]
        rows = DailyCount.objects.filter(kind="incident", span="month", day=may, zone=SHANGHAI.key).count()
    superuser.execute("update kernel_dailycount set closed = closed + 3 where day = %s and span = 'month'", (may,))
    with as_("desk", NOW) as actor:
        after = daily_counts(actor, process_of("incident"), SHANGHAI, TODAY, TODAY, [may]).months[may]
    assert (rows > 1, after.closed) == (True, before.closed + 3 * rows)
