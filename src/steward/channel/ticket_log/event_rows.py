"""Many rows a ticket: what differs between one row and the next is a change."""

from __future__ import annotations

from datetime import UTC, datetime

from steward.channel.ticket_log.events import Converter, Event
from steward.channel.ticket_log.history import CaseHistory, HistoryMove
from steward.channel.ticket_log.sentences import sentence as _
from steward.channel.ticket_log.tally import Tally
from steward.channel.ticket_log.vocabulary import KEPT, Value

NEVER = datetime.min.replace(tzinfo=UTC)


def event_history(converter: Converter, events: list[Event], tally: Tally) -> CaseHistory | None:
    """Fold the rows of one ticket; None when none of them can be used."""
    events = _kept(converter, _once(_ordered(converter, events), tally), tally)
    if not events:
        return None
    first, last = events[0], events[-1]
    state, opened = converter.tracked.index("state"), converter.tracked.index("opened_at")
    moves = [_opening(converter, first.values[opened], first)]
    before: list[Value] = list(first.values)
    before[state] = converter.mapping.opened_state
    for count, event in enumerate(events, 1):
        move = _move(converter, before, event, count)
        if move is None:
            tally.quiet_rows += 1
        else:
            moves.append(move)
        before = event.values
    _warn(events, opened, tally)
    return history_of(converter, last, tuple(moves), tuple(event.key for event in events))


def history_of(
    converter: Converter,
    last: Event,
    moves: tuple[HistoryMove, ...],
    keys: tuple[bytes, ...],
) -> CaseHistory:
    """Put together a history whose last row is given."""
    final = dict(zip(converter.tracked, last.values, strict=True))
    rules = converter.mapping.rules
    opened, state = final.pop("opened_at"), final.pop("state")
    assert isinstance(opened, datetime)  # noqa: S101  (the kind of the field; Converter.event refuses an empty one)
    return CaseHistory(
        number=last.number,
        line=last.line,
        opened_at=opened,
        updated_at=max(move.at for move in moves),
        state=str(state),
        values={name: value for name, value in final.items() if name in rules},
        stated={name: value for name, value in final.items() if name not in rules},
        moves=moves,
        keys=keys,
    )


def _ordered(converter: Converter, events: list[Event]) -> list[Event]:
    if converter.mapping.order == "newest_first":
        return events[::-1]
    if converter.mapping.order == "time":
        return sorted(events, key=lambda event: event.at or NEVER)
    return events


def _once(events: list[Event], tally: Tally) -> list[Event]:
    lines: dict[bytes, Event] = {}
    for event in events:
        known = lines.setdefault(event.key, event)
        if known is not event:
            reason = _("The same event stands at line {line} already; it was taken once.", line=known.line)
            tally.warn(event.line, event.number, reason)
    return list(lines.values())


def _kept(converter: Converter, events: list[Event], tally: Tally) -> list[Event]:
    """Fill in what the mapping says to keep; a first row has nothing to keep and is refused."""
    accepted: list[Event] = []
    for event in events:
        if KEPT in event.values:
            empty = [name for name, value in zip(converter.tracked, event.values, strict=True) if value is KEPT]
            if not accepted:
                reason = _("{field}: there is no earlier row whose value could be kept.", field=", ".join(empty))
                tally.refuse(event.line, event.number, reason)
                continue
            previous = accepted[-1].values
            event.values = [old if value is KEPT else value for old, value in zip(previous, event.values, strict=True)]
        accepted.append(event)
    return accepted


def _opening(converter: Converter, opened: Value, first: Event) -> HistoryMove:
    assert isinstance(opened, datetime)  # noqa: S101  (the kind of the field; Converter.event refuses an empty one)
    by = converter.tracked.index("opened_by") if "opened_by" in converter.tracked else None
    actor = None if by is None else first.values[by]
    return HistoryMove(0, opened, None, converter.mapping.opened_state, str(actor) if actor else None, {})


def _move(converter: Converter, before: list[Value], event: Event, count: int) -> HistoryMove | None:
    if before == event.values:
        return None
    changes = {
        name: (old, new) for name, old, new in zip(converter.tracked, before, event.values, strict=True) if old != new
    }
    changes.pop("state", None)
    state = converter.tracked.index("state")
    assert event.at is not None  # noqa: S101  (Converter.event refuses an event without its time)
    return HistoryMove(
        count,
        event.at,
        str(before[state]),
        str(event.values[state]),
        event.actor,
        changes,
    )


def _warn(events: list[Event], opened: int, tally: Tally) -> None:
    latest = None
    for event in events:
        began = event.values[opened]
        assert event.at is not None and isinstance(began, datetime)  # noqa: S101, PT018  (as above)
        if event.at < began:
            reason = _(
                "Updated at {at}, before it was opened at {began} (UTC); both times are kept.",
                at=event.at.strftime("%Y-%m-%d %H:%M"),
                began=began.strftime("%Y-%m-%d %H:%M"),
            )
            tally.warn(event.line, event.number, reason)
        if latest is not None and event.at < latest:
            reason = _(
                "Updated at {at}, earlier than the row before it; the order of the file is kept.",
                at=event.at.strftime("%Y-%m-%d %H:%M"),
            )
            tally.warn(event.line, event.number, reason)
        latest = event.at
