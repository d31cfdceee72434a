"""Working time: editions, special days, zones; China's year is as announced."""

import csv
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steward.kernel.calendars import LAST_YEAR, Calendar, NeverOpenError, missing_years
from steward.kernel.china import china_edition
from steward.kernel.editions import ALWAYS, OFFICE_WEEK, Edition, Hours, SpecialDay, Week, Why, hours, week

ISSUED = datetime(2025, 11, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SHARED_DAYS = Path(__file__).parents[3] / "shared/data/calendar-cn/chinesecalendar_1.11.0_days.csv"


def edition(
    name: str = "first",
    *,
    zone: str = "Asia/Shanghai",
    weekly: Week = OFFICE_WEEK,
    issued_at: datetime = ISSUED,
    covers: tuple[date, date] = (date(2000, 1, 1), date(2099, 12, 31)),
    special: tuple[SpecialDay, ...] = (),
) -> Edition:
    return Edition(name, zone, weekly, issued_at, *covers, special)


def always(zone: str) -> Calendar:
    return Calendar("always", (edition(zone=zone, weekly=ALWAYS),))


def china() -> Calendar:
    return Calendar("China", (china_edition(range(2015, 2027), issued_at=ISSUED),))


def local(zone: str, *parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def days_of_2026(*spans: tuple[int, int, int]) -> set[date]:
    return {date(2026, month, day) for month, first, last in spans for day in range(first, last + 1)}


OFF_2026 = days_of_2026((1, 1, 3), (2, 15, 23), (4, 4, 6), (5, 1, 5), (6, 19, 21), (9, 25, 27), (10, 1, 7))
MADE_UP_2026 = days_of_2026((1, 4, 4), (2, 14, 14), (2, 28, 28), (5, 9, 9), (9, 20, 20), (10, 10, 10))


def test_it_knows_china_2026() -> None:
    start, end = local("Asia/Shanghai", 2026, 1, 1), local("Asia/Shanghai", 2027, 1, 1)
    days = {share.day: share for share in china().days(start, end)}
    assert len(days) == 365
    assert {day for day, share in days.items() if share.why == Why.HOLIDAY} == OFF_2026
    assert {day for day, share in days.items() if share.why == Why.MAKE_UP} == MADE_UP_2026
    for day, share in days.items():
        works = day in MADE_UP_2026 or (day.weekday() < 5 and day not in OFF_2026)
        assert share.seconds == (28_800 if works else 0), day


def test_it_carries_a_deadline_over_the_spring_festival_by_the_make_up_day() -> None:
    friday_evening = local("Asia/Shanghai", 2026, 2, 13, 17, 0)
    assert china().deadline(friday_evening, 3 * 3600) == local("Asia/Shanghai", 2026, 2, 14, 11, 0)
    assert china().deadline(friday_evening, 10 * 3600) == local("Asia/Shanghai", 2026, 2, 24, 10, 0)


def test_it_names_why_a_day_does_not_count() -> None:
    days = china().days(local("Asia/Shanghai", 2026, 2, 13, 17), local("Asia/Shanghai", 2026, 3, 2))
    told = {share.day: (share.why, share.special) for share in days}
    assert told[date(2026, 2, 13)] == (Why.WORKING, "")
    assert told[date(2026, 2, 14)] == (Why.MAKE_UP, "Spring Festival")
    assert told[date(2026, 2, 17)] == (Why.HOLIDAY, "Spring Festival")
    assert told[date(2026, 3, 1)] == (Why.WEEKEND, "")
    assert days[0].begins_at == local("Asia/Shanghai", 2026, 2, 13, 17)
    assert days[0].intervals == ((local("Asia/Shanghai", 2026, 2, 13, 17), local("Asia/Shanghai", 2026, 2, 13, 18)),)


@pytest.mark.skipif(not SHARED_DAYS.exists(), reason="the public list of China's days is not beside the checkout")
def test_it_agrees_with_the_public_list_on_every_day_since_2015() -> None:
    calendar = china()
    with SHARED_DAYS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["date"] >= "2015"]
    assert len(rows) == 4383
    for row in rows:
        day = date.fromisoformat(row["date"])
        assert bool(calendar.edition_on(day).hours_on(day)) == (row["is_workday"] == "1"), day


def test_it_refuses_china_where_nothing_is_announced() -> None:
    with pytest.raises(ValueError, match="2027"):
        china_edition((2026, 2027), issued_at=ISSUED)
    with pytest.raises(ValueError, match="in a row"):
        china_edition((2024, 2026), issued_at=ISSUED)


# Clocks that change.


def test_it_counts_the_real_length_of_a_day_around_the_clock() -> None:
    new_york = always("America/New_York")
    for day, length in ((date(2026, 3, 7), 24), (date(2026, 3, 8), 23), (date(2026, 11, 1), 25)):
        start, end = local("America/New_York", day.year, day.month, day.day), day + timedelta(days=1)
        midnight = local("America/New_York", end.year, end.month, end.day)
        assert new_york.working_seconds(start, midnight) == length * 3600
        assert [share.seconds for share in new_york.days(start, midnight)] == [length * 3600]
    utc = datetime(2026, 3, 8, tzinfo=UTC)
    assert new_york.working_seconds(utc, utc + timedelta(days=1)) == 86_400


def test_it_counts_a_repeated_hour_twice_and_a_skipped_one_not_at_all() -> None:
    night = Calendar("night", (edition(zone="America/New_York", weekly=week({6: "01:30-03:00"})),))
    autumn, spring = date(2026, 11, 1), date(2026, 3, 8)
    shares = [
        night.days(
            local("America/New_York", d.year, d.month, d.day),
            local("America/New_York", d.year, d.month, d.day, 12),
        )[0]
        for d in (autumn, spring)
    ]
    assert [share.seconds for share in shares] == [7200, 1800]
    first, second = shares[0].intervals
    assert first == (
        local("America/New_York", 2026, 11, 1, 1, 30),
        local("America/New_York", 2026, 11, 1, 1, 0, fold=1),
    )
    assert second == (
        local("America/New_York", 2026, 11, 1, 1, 30, fold=1),
        local("America/New_York", 2026, 11, 1, 3),
    )


def test_it_knows_that_samoa_lost_a_day() -> None:
    start, end = local("Pacific/Apia", 2011, 12, 29), local("Pacific/Apia", 2012, 1, 1)
    assert [share.day.day for share in always("Pacific/Apia").days(start, end)] == [29, 31]
    assert always("Pacific/Apia").working_seconds(start, end) == 2 * 86_400


# Laws.

SHANGHAI, NEW_YORK = china(), Calendar("ny", (edition(zone="America/New_York"),))
moments = st.datetimes(datetime(2019, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
calendars = st.sampled_from((SHANGHAI, NEW_YORK, always("Australia/Lord_Howe")))


@given(calendars, moments, st.integers(1, 3_000_000))
def test_it_finds_the_first_moment_with_so_much_working_time(calendar: Calendar, at: datetime, n: int) -> None:
    deadline = calendar.deadline(at, n)
    assert calendar.working_seconds(at, deadline) == n
    assert calendar.working_seconds(at, deadline - timedelta(seconds=1)) == n - 1


@given(calendars, st.tuples(moments, moments, moments))
def test_it_adds_up(calendar: Calendar, at: tuple[datetime, ...]) -> None:
    first, middle, last = sorted(at)
    parts = calendar.working_seconds(first, middle) + calendar.working_seconds(middle, last)
    assert calendar.working_seconds(first, last) == parts
    assert parts <= (last - first).total_seconds() + 1


@given(calendars, moments, st.timedeltas(timedelta(), timedelta(days=40)))
def test_it_lists_days_that_add_up_and_leave_no_gap(calendar: Calendar, at: datetime, span: timedelta) -> None:
    days = calendar.days(at, at + span)
    assert sum(share.seconds for share in days) == calendar.working_seconds(at, at + span)
    assert all(before.ends_at == after.begins_at for before, after in pairwise(days))
    assert all(after.day - before.day == timedelta(days=1) for before, after in pairwise(days))


# Editions.


def day_seconds(calendar: Calendar, day: date) -> int:
    zone = calendar.zone.key
    start = local(zone, day.year, day.month, day.day)
    return calendar.working_seconds(start, start + timedelta(days=1))


@cache
def two_editions() -> Calendar:
    holiday = SpecialDay(date(2026, 5, 6), "announced late")
    late = edition(
        "late",
        issued_at=ISSUED + timedelta(days=90),
        covers=(date(2026, 5, 1), date(2026, 5, 31)),
        weekly=week({2: "10:00-11:00", 3: "10:00-11:00"}),
        special=(holiday,),
    )
    return Calendar("two", (late, edition()))


def test_it_takes_the_newest_edition_made_for_each_day() -> None:
    known = two_editions()
    assert day_seconds(known, date(2026, 4, 30)) == 28_800
    assert day_seconds(known, date(2026, 5, 6)) == 0
    assert day_seconds(known, date(2026, 5, 7)) == 3_600
    assert day_seconds(known, date(2026, 6, 1)) == 28_800
    between = known.editions_between(ISSUED, ISSUED + timedelta(days=300))
    assert between == ("first", "late")
    assert known.editions_between(local("Asia/Shanghai", 2026, 4, 30), local("Asia/Shanghai", 2026, 5, 1)) == ("first",)


def test_it_can_look_as_of_a_time_before_the_holiday_was_announced() -> None:
    before = two_editions().as_of(ISSUED + timedelta(days=89))
    assert day_seconds(before, date(2026, 5, 6)) == 28_800
    assert two_editions().as_of(ISSUED + timedelta(days=89)) is before
    assert two_editions().as_of(ISSUED + timedelta(days=90)) is two_editions()
    assert two_editions().as_of(ISSUED - timedelta(days=900)).editions == before.editions


def test_it_prefers_the_last_given_of_two_editions_issued_together() -> None:
    other = edition("other", weekly=week({2: "10:00-11:00"}))
    assert day_seconds(Calendar("tie", (edition(), other)), date(2026, 5, 6)) == 3_600


def test_it_follows_the_week_where_no_edition_was_made_and_says_so() -> None:
    calendar = china()
    new_year = date(2027, 1, 1)
    start = local("Asia/Shanghai", 2026, 12, 31)
    shares = calendar.days(start, start + timedelta(days=2))
    assert [share.announced for share in shares] == [True, False]
    assert shares[1].day == new_year
    assert day_seconds(calendar, new_year) == 28_800
    assert day_seconds(calendar, date(2014, 10, 1)) == 28_800


def test_it_follows_the_edition_before_the_gap() -> None:
    old = edition("2025", covers=(date(2025, 1, 1), date(2025, 12, 31)))
    short = week(dict.fromkeys(range(5), "09:00-10:00"))
    new = edition("2026", weekly=short, covers=(date(2026, 1, 1), date(2026, 12, 31)))
    assert day_seconds(Calendar("gap", (old, new)), date(2027, 3, 2)) == 3_600


def test_it_misses_the_years_that_nobody_announced() -> None:
    assert missing_years(china(), date(2025, 6, 1)) == ()
    assert missing_years(china(), date(2026, 6, 1)) == (2027,)
    assert missing_years(china(), date(2027, 6, 1)) == (2027, 2028)


def test_it_works_special_hours_and_those_of_another_weekday() -> None:
    half = SpecialDay(date(2026, 12, 24), "Christmas Eve", hours("09:00-12:00"))
    like = SpecialDay(date(2026, 12, 26), "inventory", like=4)
    calendar = Calendar("special", (edition(special=(half, like)),))
    assert day_seconds(calendar, half.on) == 3 * 3600
    assert calendar.edition_on(half.on).why(half.on) == (Why.SPECIAL_HOURS, "Christmas Eve")
    assert day_seconds(calendar, like.on) == 8 * 3600
    assert calendar.edition_on(like.on).why(like.on) == (Why.MAKE_UP, "inventory")


def test_it_grows_its_table_both_ways_and_keeps_its_answers() -> None:
    calendar = always("UTC")
    early, late = datetime(1980, 1, 1, tzinfo=UTC), datetime(2090, 1, 1, tzinfo=UTC)
    now = datetime(2026, 1, 1, tzinfo=UTC)
    assert calendar.working_seconds(now, now + MINUTE) == 60
    assert calendar.working_seconds(early, late) == (late - early).total_seconds()
    assert always("UTC").deadline(now, 2_000_000_000) == now + timedelta(seconds=2_000_000_000)


# Refusals.


def test_it_splits_a_night_shift_over_midnight() -> None:
    shift = week({0: "22:00-06:00", 6: "22:00-24:00 20:00-21:00"})
    assert shift[0] == (Hours(1320, 1440),)
    assert shift[1] == (Hours(0, 360),)
    assert shift[6] == (Hours(1200, 1260), Hours(1320, 1440))
    assert week({6: "23:00-00:00"})[0] == ()
    assert str(shift[1][0]) == "00:00-06:00"


@pytest.mark.parametrize("text", ["18:00-09:00", "09:00-09:00", "09:00-24:01", "nine-ten"])
def test_it_refuses_hours_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"open before they close|invalid literal"):
        hours(text)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"weekly": week({})}, "opens on one of them"),
        ({"weekly": OFFICE_WEEK[:6]}, "seven days"),
        ({"weekly": week({0: "09:00-12:00 11:00-13:00"})}, "overlap"),
        ({"covers": (date(2026, 2, 1), date(2026, 1, 1))}, "later than"),
        ({"issued_at": datetime(2026, 1, 1)}, "time zone"),  # noqa: DTZ001
        ({"special": (SpecialDay(date(1999, 1, 1), "stray"),)}, "not one of its dates"),
        ({"special": (SpecialDay(date(2026, 1, 1), "a"), SpecialDay(date(2026, 1, 1), "b"))}, "twice"),
        ({"special": (SpecialDay(date(2026, 1, 1), "a", hours("13:00-14:00 12:00-13:00")),)}, "overlap"),
    ],
)
def test_it_refuses_an_edition_that_contradicts_itself(changes: dict, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        edition(**changes)


def test_it_refuses_what_it_cannot_count() -> None:
    calendar, now = china(), datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="one time zone"):
        Calendar("mixed", (edition(), edition(zone="UTC")))
    with pytest.raises(ValueError, match="one time zone"):
        Calendar("empty", ())
    with pytest.raises(ValueError, match="is before"):
        calendar.working_seconds(now, now - MINUTE)
    with pytest.raises(ValueError, match="no time zone"):
        calendar.is_open(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="counts from"):
        calendar.is_open(datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC))
    with pytest.raises(ValueError, match="counts from"):
        calendar.deadline(datetime(1, 1, 2, tzinfo=UTC), 1)
    with pytest.raises(NeverOpenError):
        calendar.deadline(now, 10**12)
