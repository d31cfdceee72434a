"""Times as other systems write them, in any zone, to UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from steward.channel.ticket_log.sentences import RowRefused, Sentence
from steward.channel.ticket_log.sentences import sentence as _

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR, LAST_YEAR = 1970, 2100
PROBE = datetime(2019, 11, 28, 17, 43)  # noqa: DTZ001  (a text is made of it; day, month and year differ)
AMBIGUOUS = _("A local time that comes twice (clocks were set back): the earlier one was taken.")
SKIPPED = _("A local time that never was (clocks were set forward): read with the offset before the change.")


def why_not_a_format(wanted: str) -> Sentence | None:
    """Say why a date format cannot be used, or None when it can: it must give day, month and year."""
    if wanted in {"iso", "epoch", "epoch_ms"}:
        return None
    try:
        fits = datetime.strptime(PROBE.strftime(wanted), wanted).date() == PROBE.date()  # noqa: DTZ007  only the date is compared
    except ValueError:
        fits = False
    if fits:
        return None
    return _(
        "`{wanted}` does not give day, month and year. Write one such as %d.%m.%Y %H:%M, or iso, epoch, epoch_ms.",
        wanted=wanted,
    )


def moment(text: str, formats: tuple[str, ...], zone: ZoneInfo) -> tuple[datetime, Sentence | None]:
    """Read a time by the first format that fits, as UTC, with a note where the local time is odd.

    Raises RowRefused when no format fits or the year cannot be meant.
    """
    for wanted in formats:
        try:
            read = _by_format(text, wanted)
        except (ValueError, OverflowError):
            continue
        if not FIRST_YEAR <= read.year <= LAST_YEAR:
            raise RowRefused(
                _(
                    "The year of `{text}` is outside {first} to {last}.",
                    text=text[:100],
                    first=FIRST_YEAR,
                    last=LAST_YEAR,
                )
            )
        return _to_utc(read, zone)
    raise RowRefused(
        _(
            "`{text}` is not a date as the mapping writes them: {formats}.",
            text=text[:100],
            formats=", ".join(formats),
        ),
    )


def _by_format(text: str, wanted: str) -> datetime:
    if wanted == "iso":
        return datetime.fromisoformat(text)
    if wanted in {"epoch", "epoch_ms"}:
        if not text.removeprefix("-").replace(".", "", 1).isdecimal():
            raise ValueError
        return EPOCH + timedelta(seconds=float(text) / (1000 if wanted == "epoch_ms" else 1))
    return datetime.strptime(text, wanted)  # noqa: DTZ007  only the date is compared  (the zone is the mapping's, given by _to_utc)


def _to_utc(read: datetime, zone: ZoneInfo) -> tuple[datetime, Sentence | None]:
    if read.tzinfo is not None:
        return read.astimezone(UTC), None
    first, second = read.replace(tzinfo=zone), read.replace(tzinfo=zone, fold=1)
    before, after = first.utcoffset(), second.utcoffset()
    if before == after or before is None or after is None:
        return first.astimezone(UTC), None
    return first.astimezone(UTC), AMBIGUOUS if before > after else SKIPPED
