"""A year of incidents: always the same, legal in every move, and with the rhythm of a working year."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from steward.demo.company import OWN, company
from steward.demo.generate import TOTAL, generate
from steward.demo.incident import EVERYBODY, INTERNAL, MONITOR, SUPPLIER, SYSTEM, DemoIncident
from steward.demo.rhythm import ZONE, is_holiday, is_month_end, is_working_day

CHINESE = re.compile(r"[\u4e00-\u9fff]")
NOWS = (
    datetime(2026, 11, 23, 2, 30, 15, 123456, tzinfo=UTC),  # Monday morning in China
    datetime(2026, 2, 18, 17, 5, tzinfo=UTC),  # a night of the Spring Festival
    datetime(2028, 2, 29, 0, 0, tzinfo=UTC),  # a year whose holidays nobody announced yet
)
WAITING = {"waiting_for_user", "waiting_for_supplier", "waiting_for_change"}
LEGAL = {
    "assign": ({"new"}, {"assigned"}),
    "reassign": ({"assigned", "in_progress"}, {"assigned"}),
    "start": ({"assigned"}, {"in_progress"}),
    "wait_for_user": ({"in_progress"}, {"waiting_for_user"}),
    "wait_for_supplier": ({"in_progress"}, {"waiting_for_supplier"}),
    "wait_for_change": ({"in_progress"}, {"waiting_for_change"}),
    "resume": (WAITING, {"in_progress"}),
    "resolve": ({"in_progress"}, {"resolved"}),
    "reopen": ({"resolved"}, {"in_progress"}),
    "close": ({"resolved"}, {"closed"}),
    "cancel": ({"new", "assigned", "in_progress"}, {"cancelled"}),
}
STATES = {"new", "assigned", "in_progress", "resolved", "closed", "cancelled"} | WAITING
FINAL = {"closed", "cancelled"}


@cache
def incidents(now: datetime = NOWS[0]) -> list[DemoIncident]:
    return generate(7, now)


def test_the_same_seed_and_moment_give_the_same_year() -> None:
    assert generate(7, NOWS[0]) == incidents()
    assert generate(8, NOWS[0]) != incidents()


@pytest.mark.parametrize("now", NOWS)
def test_there_are_exactly_as_many_and_none_is_in_the_future(now: datetime) -> None:
    year = incidents(now)
    assert len(year) == TOTAL == 1500
    assert len({one.reference for one in year}) == TOTAL
    assert [one.opened_at for one in year] == sorted(one.opened_at for one in year)
    for one in year:
        assert now - timedelta(days=366) <= one.opened_at <= one.updated_at <= now
        assert all(entry.occurred_at <= now for entry in one.entries)


@pytest.mark.parametrize("now", NOWS)
def test_every_move_is_legal_and_times_run_forward(now: datetime) -> None:
    for one in incidents(now):
        assert [entry.verb for entry in one.entries].count("opened") == 1 == (one.entries[0].verb == "opened")
        times = [entry.occurred_at for entry in one.entries]
        assert times == sorted(times)
        state = "new"
        for entry in one.entries[1:]:
            if entry.verb == "moved":
                sources, targets = LEGAL[entry.move]
                assert entry.from_state == state
                assert state in sources
                assert entry.to_state in targets
                state = entry.to_state
        assert state == one.state


def test_facts_agree_with_the_timeline() -> None:
    for one in incidents():
        moves = Counter(entry.move for entry in one.entries)
        assert (one.reopened, one.reassigned) == (moves["reopen"], moves["reassign"])
        assert one.effort_minutes == sum(entry.minutes for entry in one.entries)
        assert (one.closed_at is not None) == (one.state in FINAL)
        assert bool(one.resolution) == bool(one.closure_code) == (one.state in {"resolved", "closed"})
        assert bool(one.confirmation) == (one.state == "closed")
        assert bool(one.cancel_reason) == (one.state == "cancelled")
        assert bool(one.waits_for) == (one.state in WAITING)
        assert bool(one.owner) == bool(one.team) == bool(moves["assign"])
        if one.resolved_at:
            assert one.restored_at is not None
            assert one.opened_at < one.restored_at <= one.resolved_at <= one.updated_at


def test_field_changes_lead_to_what_the_incident_says() -> None:
    for one in incidents():
        now_is: dict[str, str] = {}
        for entry in one.entries:
            for field, old, new in entry.changes:
                assert old == now_is.get(field, old)
                assert old != new
                now_is[field] = new
        for field, value in now_is.items():
            assert str(getattr(one, field)) == value


def test_priority_is_read_from_the_matrix() -> None:
    for one in incidents():
        assert one.priority == company().projects[one.project].matrix[one.impact - 1][one.urgency - 1]
    assert {one.priority for one in incidents()} == {1, 2, 3, 4}


def test_every_key_leads_somewhere() -> None:
    here = company()
    actors = {*here.persons, MONITOR, SYSTEM}
    references = {one.reference for one in incidents()}
    for one in incidents():
        assert here.projects[one.project].customer == one.customer
        assert here.agreement_for(one.customer, one.service)
        assert one.category in here.categories
        assert here.persons[one.requester].party == one.customer
        assert {entry.actor for entry in one.entries} | {one.author} <= actors
        assert not one.owner or one.owner in here.teams[one.team].members
        assert not one.supplier or here.parties[one.supplier].kind == "supplier"
        assert not one.closure_code or one.closure_code in here.closure_codes
        assert not one.parent or one.parent in references


def test_every_text_is_in_the_language_of_the_customer() -> None:
    for one in incidents():
        assert one.language == company().parties[one.customer].language
        texts = [one.title, one.description, *(entry.body for entry in one.entries if entry.verb != "moved")]
        texts += [text for text in (one.resolution, one.cancel_reason) if text]
        for text in texts:
            assert text.strip()
            assert "{" not in text
            assert bool(CHINESE.search(text)) == (one.language == "zh"), text
    assert len({one.template for one in incidents()}) >= 60


def test_what_is_said_reaches_only_whom_it_may() -> None:
    for one in incidents():
        for entry in one.entries:
            party = company().persons[entry.actor].party if entry.actor in company().persons else OWN
            assert entry.reach in {EVERYBODY, SUPPLIER, INTERNAL}
            assert party != one.customer or party == OWN or entry.reach == EVERYBODY
            assert party in {OWN, one.customer, one.supplier}
        assert one.customer != OWN or one.audience >= SUPPLIER


def test_the_rhythm_of_week_day_and_year_shows() -> None:
    local = [one.opened_at.astimezone(ZONE) for one in incidents()]
    by_day = Counter(at.date() for at in local)
    span = [min(by_day) + timedelta(days=n) for n in range((max(by_day) - min(by_day)).days + 1)]

    def mean(days: list[date]) -> float:
        return sum(by_day[day] for day in days) / len(days)

    working = [day for day in span if is_working_day(day)]
    assert mean(working) > 2.5 * mean([day for day in span if not is_working_day(day)])
    assert mean(working) > 4 * mean([day for day in span if is_holiday(day)])
    hours = Counter(at.hour for at in local)
    assert sum(hours[hour] for hour in range(8, 18)) > 0.7 * TOTAL
    assert hours[12] < hours[10]


def test_month_ends_summers_and_the_storm_stand_out() -> None:
    def share(word: str, month_end: bool) -> float:  # noqa: FBT001  a parameter of this test alone
        days = [one for one in incidents() if is_month_end(one.opened_at.astimezone(ZONE).date()) == month_end]
        return sum(word in one.tags for one in days) / len(days)

    assert share("month-end", month_end=True) > 5 * share("month-end", month_end=False)
    heat = Counter(one.opened_at.astimezone(ZONE).month in {7, 8} for one in incidents() if "heat" in one.tags)
    assert heat[True] > 2 * heat[False] > 0
    children = [one for one in incidents() if one.parent]
    parent = next(one for one in incidents() if one.reference == children[0].parent)
    assert len(children) > 30
    assert parent.customer == OWN
    assert parent.resolved_at is not None
    assert all(parent.opened_at < one.opened_at < parent.resolved_at for one in children)
    assert {one.customer for one in children} == {"BLB", "KXM", "NOR"}


def test_turns_of_fate_happen_in_natural_shares() -> None:
    year = incidents()
    moves = Counter(entry.move for one in year for entry in one.entries)
    assert set(LEGAL) <= set(moves)
    assert {one.confirmation for one in year} == {"user", "monitor", "timeout", ""}
    assert {one.channel for one in year} == {"phone", "mail", "portal", "chat", "monitoring"}
    assert 0.02 < sum(one.reopened > 0 for one in year) / TOTAL < 0.1
    assert 0.05 < sum(one.reassigned > 0 for one in year) / TOTAL < 0.25
    assert 0.01 < sum(one.state == "cancelled" for one in year) / TOTAL < 0.08


@pytest.mark.parametrize("now", NOWS)
def test_about_sixty_are_open_in_every_state(now: datetime) -> None:
    still_open = [one for one in incidents(now) if one.state not in FINAL]
    assert len(still_open) == 60
    assert {one.state for one in still_open} == STATES - FINAL


def shares_used(now: datetime) -> list[float]:
    """How much of the solution target has passed of those open whose clock runs day and night."""
    found = []
    for one in incidents(now):
        agreement = company().agreement_for(one.customer, one.service)
        runs = one.state in {"assigned", "in_progress", "waiting_for_supplier"}
        if runs and agreement and one.customer != OWN and agreement.calendar == "always":
            age = (now - one.opened_at).days
            edition = [item for item in agreement.editions if item.from_days_ago >= age][-1]
            minutes = edition.targets[one.priority].resolution
            found.append((now - one.opened_at) / timedelta(minutes=minutes))
    return found


@pytest.mark.parametrize("now", NOWS)
def test_some_of_the_open_are_near_their_deadline_and_some_past_it(now: datetime) -> None:
    shares = shares_used(now)
    assert sum(0.8 < share < 1 for share in shares) >= 5
    assert 5 <= sum(share > 1 for share in shares) <= 10


def test_few_of_the_solved_missed_their_target() -> None:
    missed = solved = 0
    for one in incidents():
        agreement = company().agreement_for(one.customer, one.service)
        if one.resolved_at and agreement and agreement.calendar == "always" and not one.reopened:
            age = (NOWS[0] - one.opened_at).days
            edition = [item for item in agreement.editions if item.from_days_ago >= age][-1]
            waited = any(entry.move in {"wait_for_user", "wait_for_change"} for entry in one.entries)
            solved += not waited
            took = one.resolved_at - one.opened_at
            missed += not waited and took > timedelta(minutes=edition.targets[one.priority].resolution)
    assert solved > 500
    assert 0.03 < missed / solved < 0.14
