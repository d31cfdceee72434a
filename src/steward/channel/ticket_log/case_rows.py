"""One row a ticket: only the times that the row states become moves."""

from __future__ import annotations

from datetime import datetime

from steward.channel.ticket_log.event_rows import history_of
from steward.channel.ticket_log.events import Converter, Event, event_key
from steward.channel.ticket_log.history import CaseHistory, HistoryMove
from steward.channel.ticket_log.sentences import sentence as _
from steward.channel.ticket_log.tally import Tally
from steward.channel.ticket_log.vocabulary import Value

ENDS = ("closed", "cancelled")


def case_history(converter: Converter, events: list[Event], tally: Tally) -> CaseHistory:
    """Make the history of a ticket from its one row; a further row of the same ticket is refused."""
    event = events[0]
    for again in events[1:]:
        reason = _("The ticket stands at line {line} already, and a case has one row.", line=event.line)
        tally.refuse(again.line, again.number, reason)
    values = dict(zip(converter.tracked, event.values, strict=True))
    moves = _moves(converter.mapping.opened_state, event, values)
    dated = moves[:-1] if moves[-1].current else moves
    if not moves[-1].timed:
        tally.warn(
            event.line,
            event.number,
            _("The source states no time for the state {state}.", state=moves[-1].to_state),
        )
    for earlier, later in (
        ("opened_at", "resolved_at"),
        ("opened_at", "closed_at"),
        ("resolved_at", "closed_at"),
    ):
        first, second = values.get(earlier), values.get(later)
        if isinstance(first, datetime) and isinstance(second, datetime) and second < first:
            reason = _("{later} lies before {earlier}; both times are kept.", later=later, earlier=earlier)
            tally.warn(event.line, event.number, reason)
    keys = tuple(event_key(event.number, move.at, move.to_state) for move in dated)
    return history_of(converter, event, moves, keys)


def _moves(opened_state: str, event: Event, values: dict[str, Value]) -> tuple[HistoryMove, ...]:
    final = str(values["state"])
    stated: list[tuple[str, Value]] = [
        (opened_state, values["opened_at"]),
        ("resolved", values.get("resolved_at")),
        (final if final in ENDS else "closed", values.get("closed_at")),
    ]
    reached = [(state, at) for state, at in stated if isinstance(at, datetime)]
    moves: list[HistoryMove] = []
    for state, at in reached:
        moves.append(_next(moves, state, at, values, timed=True))
    if moves[-1].to_state != final:
        latest = max(at for _state, at in reached)
        moves.append(_next(moves, final, event.at or latest, values, timed=event.at is not None, current=True))
    return tuple(moves)


def _next(
    moves: list[HistoryMove],
    state: str,
    at: datetime,
    values: dict[str, Value],
    *,
    timed: bool,
    current: bool = False,
) -> HistoryMove:
    before = moves[-1].to_state if moves else None
    actor = None if moves else values.get("opened_by")
    return HistoryMove(len(moves) + 1, at, before, state, str(actor) if actor else None, {}, timed, current)
