"""How fast working time is counted: table build, deadlines and spans a second."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from time import perf_counter

from steward.kernel.calendars import Calendar
from steward.kernel.china import china_edition

CALLS = 200_000
NOW = datetime(2026, 2, 10, 3, 4, 5, tzinfo=UTC)


def fresh() -> Calendar:
    """Give a calendar that has no table yet."""
    return Calendar("China", (china_edition(range(2015, 2027), issued_at=NOW),))


def build_seconds() -> float:
    """Time the first question to a new calendar, which builds the table of five years."""
    calendar = fresh()
    begin = perf_counter()
    calendar.deadline(NOW, 1)
    return perf_counter() - begin


def calls_a_second(ask: Callable[[datetime], object], times: list[datetime]) -> float:
    """Time one question over many times."""
    begin = perf_counter()
    for at in times:
        ask(at)
    return len(times) / (perf_counter() - begin)


def main() -> None:
    """Print the best of several rounds, as other programs share the machine."""
    rng = Random(2026)  # noqa: S311 - times to ask for, not secrets
    times = [NOW + timedelta(seconds=rng.randint(0, 300 * 86_400)) for _ in range(CALLS)]
    calendar, last = fresh(), NOW + timedelta(days=301)
    deadlines = max(calls_a_second(lambda at: calendar.deadline(at, 28_800), times) for _ in range(5))
    spans = max(calls_a_second(lambda at: calendar.working_seconds(at, last), times) for _ in range(5))
    print(f"table of five years: {min(build_seconds() for _ in range(9)) * 1000:.1f} ms")
    print(f"deadlines:           {deadlines:,.0f} a second")
    print(f"working_seconds:     {spans:,.0f} a second")


if __name__ == "__main__":
    main()
