"""Working time agrees with a minute-by-minute walk in every zone."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo, available_timezones

import pytest

from steward.kernel.calendars import Calendar
from steward.kernel.editions import Edition, Hours, SpecialDay, hours
from tests.kernel.test_calendars import ISSUED, MINUTE

# The oracle: walk minute by minute, ask each wall clock, know nothing of tables.


def rules_of(editions: tuple[Edition, ...], day: date) -> tuple[Hours, ...]:
    newest: Edition | None = None
    for each in editions:
        covers = each.covers_from <= day <= each.covers_until
        if covers and (newest is None or each.issued_at > newest.issued_at):
            newest = each
    assert newest is not None
    for special in newest.special:
        if special.on == day:
            return special.hours if special.like is None else newest.weekly[special.like]
    return newest.weekly[day.weekday()]


def open_minutes(editions: tuple[Edition, ...], start: datetime, end: datetime) -> Iterator[datetime]:
    zone = ZoneInfo(editions[0].zone)
    rules: dict[date, tuple[Hours, ...]] = {}
    at = start
    while at < end:
        wall = at.astimezone(zone)
        day = wall.date()
        if day not in rules:
            rules[day] = rules_of(editions, day)
        minute = wall.hour * 60 + wall.minute
        if any(span.opens <= minute < span.closes for span in rules[day]):
            yield at
        at += MINUTE


def random_hours(rng: Random) -> tuple[Hours, ...]:
    if rng.random() < 0.2:
        return (Hours(0, 1440),)
    cuts = sorted(rng.sample(range(0, 1441, 5), 2 * rng.randint(0, 3)))
    return tuple(Hours(opens, closes) for opens, closes in zip(cuts[::2], cuts[1::2], strict=True))


def random_edition(rng: Random, zone: str, covers: tuple[date, date], age: int) -> Edition:
    days = (covers[1] - covers[0]).days + 1
    dates = [covers[0] + timedelta(days=number) for number in rng.sample(range(days), days // 4)]
    special = tuple(SpecialDay(on, "special", random_hours(rng), rng.choice((None, None, 0, 6))) for on in dates)
    weekly = (hours("09:00-18:00"), *(random_hours(rng) for _ in range(6)))
    return Edition(f"edition {age}", zone, weekly, ISSUED + timedelta(days=age), *covers, special)


def random_editions(rng: Random, zone: str, year: int) -> tuple[Edition, ...]:
    first, last = date(year - 1, 12, 1), date(year + 1, 2, 1)
    editions = [random_edition(rng, zone, (first, last), 0)]
    for age in range(1, 3):
        begin = date(year, 1, 1) + timedelta(days=rng.randint(0, 300))
        editions.append(random_edition(rng, zone, (begin, begin + timedelta(days=rng.randint(0, 60))), age))
    rng.shuffle(editions)
    return tuple(editions)


def clock_changes(zone: str, year: int) -> list[datetime]:
    hours_of_year = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=6 * step) for step in range(1460)]
    offsets = [at.astimezone(ZoneInfo(zone)).utcoffset() for at in hours_of_year]
    changes = zip(hours_of_year, pairwise(offsets), strict=False)
    return [at for at, (before, after) in changes if before != after]


def spans_of(rng: Random, zone: str, year: int) -> Iterator[tuple[datetime, datetime]]:
    changes = clock_changes(zone, year)
    for number in range(4):
        start = datetime(year, 1, 1, tzinfo=UTC) + rng.randint(0, 360 * 1440) * MINUTE
        if changes and number < 3:
            start = rng.choice(changes) - rng.randint(0, 1440) * MINUTE
        yield start, start + rng.randint(0, 2400) * MINUTE


def check_against_walk(calendar: Calendar, start: datetime, end: datetime, rng: Random) -> None:
    minutes = list(open_minutes(calendar.editions, start, end))
    case = (calendar.zone.key, start, end)
    assert calendar.working_seconds(start, end) == 60 * len(minutes), case
    assert sum(share.seconds for share in calendar.days(start, end)) == 60 * len(minutes), case
    for number in {rng.randint(1, len(minutes)), len(minutes)} if minutes else ():
        assert calendar.deadline(start, 60 * number) == minutes[number - 1] + MINUTE, case
    for at in (start, start + MINUTE):
        if at < end:
            assert calendar.is_open(at) == (at in minutes[:2]), case


def test_it_agrees_with_a_walk_by_minutes_in_every_zone(pytestconfig: pytest.Config) -> None:
    rounds = 42 if pytestconfig.getoption("--long", default=False) else 1
    zones = sorted(available_timezones())
    for number in range(rounds):
        for zone in zones:
            rng = Random(f"{number} {zone}")  # noqa: S311 - cases, not secrets
            # Samoa's lost day, Egypt's Ramadan and Brazil's midnight changes lie in these years.
            year = rng.randint(1990, 2037) if number else 2011
            calendar = Calendar("random", random_editions(rng, zone, year))
            for start, end in spans_of(rng, zone, year):
                check_against_walk(calendar, start, end, rng)


# China 2026 as the State Council announced it.
