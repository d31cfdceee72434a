"""Working time by calendar editions: how much of it passed, and when so much of it has (manual 6.3)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from steward.kernel.editions import EPOCH_DAY, Edition, Why, day_number

if TYPE_CHECKING:
    from collections.abc import Iterator

DAY = 86_400
# No zone has changed its clocks twice within six days since 1970, so this stride sees every change.
STRIDE = 3 * DAY
# Times outside are a slip of the pen, and a target that needs more is never reached.
FIRST_YEAR, LAST_YEAR = 1970, 2200


class NeverOpenError(ValueError):
    """A deadline was asked that the working time of the calendar never reaches."""


@dataclass(frozen=True, slots=True)
class DayShare:
    """What one local date gives to a span of time: the row of "why this deadline?"."""

    day: date
    begins_at: datetime  # the part of the day inside the span
    ends_at: datetime
    seconds: int
    intervals: tuple[tuple[datetime, datetime], ...]
    why: Why
    special: str  # name of the holiday or make-up day
    edition: str
    announced: bool  # false where no edition was made for this date and the week alone decides


class _Reign(NamedTuple):
    """Days (counted from 1970) that one edition rules; `announced` is false where none was made for them."""

    first: int
    edition: Edition
    announced: bool


class _LocalDay(NamedTuple):
    """The part of a local date that lies within one constant offset, in UTC seconds."""

    day: int
    offset: int
    begin: int
    end: int


def _second(at: datetime) -> int:
    if at.tzinfo is None:
        message = f"{at} has no time zone"
        raise ValueError(message)
    return int(at.timestamp())


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _date(day: int) -> date:
    return date.fromordinal(day + EPOCH_DAY)


def _offset(zone: ZoneInfo, second: int) -> int:
    offset = datetime.fromtimestamp(second, zone).utcoffset()
    return int((offset or timedelta()).total_seconds())


def _constant_offsets(zone: ZoneInfo, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Cut a span of UTC seconds where the zone changes its clocks: (from, to, offset)."""
    since, seen, offset = begin, begin, _offset(zone, begin)
    while seen < end:
        ahead = min(seen + STRIDE, end)
        if _offset(zone, ahead) == offset:
            seen = ahead
            continue
        low, high = seen, ahead
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _offset(zone, middle) == offset else (low, middle)
        yield since, high, offset
        since, seen, offset = high, high, _offset(zone, high)
    if since < end:
        yield since, end, offset


def _reigns(editions: tuple[Edition, ...]) -> tuple[_Reign, ...]:
    """Say which edition rules from which day on: the newest issued of those made for it.

    Days that no edition was made for follow the week of the edition before them, else of the first after.
    """
    breaks = {day_number(edition.covers_from) for edition in editions}
    breaks |= {day_number(edition.covers_until) + 1 for edition in editions}
    reigns: list[_Reign] = []
    for first in sorted(breaks):
        covering = [
            edition
            for edition in editions
            if day_number(edition.covers_from) <= first <= day_number(edition.covers_until)
        ]
        ruling = covering[-1] if covering else reigns[-1].edition
        reigns.append(_Reign(first, ruling, announced=bool(covering)))
    return (_Reign(-EPOCH_DAY, reigns[0].edition, announced=False), *reigns)


class _Table:
    """All working intervals of some years as sorted UTC seconds, with running sums."""

    __slots__ = ("begin", "closes", "done", "end", "first_year", "last_year", "opens", "sums")

    def __init__(self, calendar: Calendar, first_year: int, last_year: int) -> None:
        self.first_year, self.last_year = first_year, last_year
        self.begin = _second(datetime(first_year, 1, 1, tzinfo=UTC))
        self.end = _second(datetime(last_year + 1, 1, 1, tzinfo=UTC))
        opens: list[int] = []
        closes: list[int] = []
        for _, begin, end in calendar.pieces(self.begin, self.end):
            if closes and closes[-1] == begin:
                closes[-1] = end
            else:
                opens.append(begin)
                closes.append(end)
        self.opens, self.closes = opens, closes
        self.sums = [0, *accumulate(end - begin for begin, end in zip(opens, closes, strict=True))]
        self.done = self.sums[1:]

    def worked(self, second: int) -> int:
        """Count the working seconds from the table's beginning."""
        index = bisect_right(self.opens, second) - 1
        if index < 0:
            return 0
        return self.sums[index] + min(second, self.closes[index]) - self.opens[index]


@dataclass(frozen=True, eq=False)
class Calendar:
    """The editions of one calendar, all in one zone; for each day the newest issued edition rules."""

    name: str
    editions: tuple[Edition, ...]
    zone: ZoneInfo = field(init=False)
    _reigns: tuple[_Reign, ...] = field(init=False, repr=False)
    _firsts: tuple[int, ...] = field(init=False, repr=False)
    _tables: list[_Table] = field(init=False, repr=False, default_factory=list)
    _as_of: dict[int, Calendar] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Order the editions by issue; refuse none at all and several zones."""
        zones = {edition.zone for edition in self.editions}
        if len(zones) != 1:
            message = f"calendar {self.name} needs editions in one time zone, not in {sorted(zones)}"
            raise ValueError(message)
        # Equal times of issue keep their order, so that the last one given wins.
        ordered = tuple(sorted(self.editions, key=attrgetter("issued_at")))
        object.__setattr__(self, "editions", ordered)
        object.__setattr__(self, "zone", ZoneInfo(zones.pop()))
        reigns = _reigns(ordered)
        object.__setattr__(self, "_reigns", reigns)
        object.__setattr__(self, "_firsts", tuple(reign.first for reign in reigns))

    def as_of(self, now: datetime) -> Calendar:
        """Give the calendar as it was known at a time; before its first issue the first edition holds."""
        issued = max(1, sum(edition.issued_at <= now for edition in self.editions))
        if issued == len(self.editions):
            return self
        known = self._as_of.get(issued)
        if known is None:
            known = self._as_of[issued] = Calendar(self.name, self.editions[:issued])
        return known

    def edition_on(self, day: date) -> Edition:
        """Give the edition that rules a local date."""
        return self._reign(day_number(day)).edition

    def editions_between(self, start: datetime, end: datetime) -> tuple[str, ...]:
        """Name the editions that rule the local dates of a span, in the order of the days."""
        last = max(start, end - timedelta(microseconds=1))
        days = (day_number(at.astimezone(self.zone).date()) for at in (start, last))
        first, final = (bisect_right(self._firsts, day) for day in days)
        return tuple(dict.fromkeys(reign.edition.name for reign in self._reigns[first - 1 : final]))

    def is_announced(self, day: date) -> bool:
        """Say whether an edition was made for a local date, so that its holidays are known."""
        return self._reign(day_number(day)).announced

    def working_seconds(self, start: datetime, end: datetime) -> int:
        """Count the working seconds between two aware times, to the whole second. Raises ValueError."""
        begin, finish = _second(start), _second(end)
        if finish < begin:
            message = f"{end} is before {start}"
            raise ValueError(message)
        table = self._table(begin, finish)
        return table.worked(finish) - table.worked(begin)

    def deadline(self, start: datetime, seconds: int) -> datetime:
        """Give the first moment at which so many working seconds have passed. Raises NeverOpenError."""
        begin = _second(start)
        if seconds <= 0:
            return _moment(begin)
        table = self._table(begin, begin)
        wanted = table.worked(begin) + seconds
        while wanted > table.sums[-1]:
            table = self._longer(table)
            wanted = table.worked(begin) + seconds
        index = bisect_left(table.done, wanted)
        return _moment(table.opens[index] + wanted - table.sums[index])

    def is_open(self, at: datetime) -> bool:
        """Say whether the second that begins now is working time."""
        second = _second(at)
        table = self._table(second, second + 1)
        return table.worked(second + 1) > table.worked(second)

    def days(self, start: datetime, end: datetime) -> list[DayShare]:
        """List each local date between two times with what it counts and why; their seconds add up."""
        begin, finish = _second(start), _second(end)
        spans: dict[int, tuple[int, int]] = {}
        for local in self._local_days(begin, finish):
            since = spans.get(local.day, (local.begin, 0))[0]
            spans[local.day] = (since, local.end)
        pieces: dict[int, list[tuple[int, int]]] = {day: [] for day in spans}
        for day, opens, closes in self.pieces(begin, finish):
            pieces[day].append((opens, closes))
        return [self._share(day, span, pieces[day]) for day, span in spans.items()]

    def pieces(self, begin: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield (day, from, to) for every working interval between two UTC seconds, in order.

        A second counts when its local wall time lies within the hours of its local date; so an hour that
        the clocks repeat counts twice, and an hour that they skip not at all.
        """
        for day, offset, since, until in self._local_days(begin, end):
            midnight = day * DAY - offset
            for opens, closes in self._reign(day).edition.seconds_on(day):
                first, last = midnight + opens, midnight + closes
                if first < until and last > since:
                    yield day, max(first, since), min(last, until)

    def _share(self, day: int, span: tuple[int, int], pieces: list[tuple[int, int]]) -> DayShare:
        reign = self._reign(day)
        why, special = reign.edition.why(_date(day))
        return DayShare(
            day=_date(day),
            begins_at=_moment(span[0]),
            ends_at=_moment(span[1]),
            seconds=sum(closes - opens for opens, closes in pieces),
            intervals=tuple((_moment(opens), _moment(closes)) for opens, closes in pieces),
            why=why,
            special=special,
            edition=reign.edition.name,
            announced=reign.announced,
        )

    def _reign(self, day: int) -> _Reign:
        return self._reigns[bisect_right(self._firsts, day) - 1]

    def _local_days(self, begin: int, end: int) -> Iterator[_LocalDay]:
        for since, until, offset in _constant_offsets(self.zone, begin, end):
            for day in range((since + offset) // DAY, (until + offset - 1) // DAY + 1):
                midnight = day * DAY - offset
                yield _LocalDay(day, offset, max(midnight, since), min(midnight + DAY, until))

    def _table(self, begin: int, end: int) -> _Table:
        table = self._tables[-1] if self._tables else None
        if table is not None and table.begin <= begin and end < table.end:
            return table
        first, last = _moment(begin).year, _moment(end).year
        if first < FIRST_YEAR or last > LAST_YEAR:
            message = f"calendar {self.name} counts from {FIRST_YEAR} to {LAST_YEAR}, not {first} to {last}"
            raise ValueError(message)
        first, last = first - 1, last + 3
        if table is not None:
            first, last = min(first, table.first_year), max(last, table.last_year)
        return self._keep(_Table(self, first, last))

    def _longer(self, table: _Table) -> _Table:
        if table.last_year > LAST_YEAR:
            message = f"calendar {self.name} has not that much working time before the year {LAST_YEAR}"
            raise NeverOpenError(message)
        years = table.last_year - table.first_year + 1
        return self._keep(_Table(self, table.first_year, min(table.last_year + years, LAST_YEAR + 1)))

    def _keep(self, table: _Table) -> _Table:
        self._tables[:] = [table]
        return table


def missing_years(calendar: Calendar, today: date) -> tuple[int, ...]:
    """Name those of this year and the next whose last day no edition was made for."""
    return tuple(year for year in (today.year, today.year + 1) if not calendar.is_announced(date(year, 12, 31)))
