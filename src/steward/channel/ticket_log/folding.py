"""From the rows of a log to histories, one a ticket."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from steward.channel.ticket_log.case_rows import case_history
from steward.channel.ticket_log.cells import Clean
from steward.channel.ticket_log.event_rows import event_history
from steward.channel.ticket_log.events import Converter, Event
from steward.channel.ticket_log.history import CaseHistory
from steward.channel.ticket_log.mapping import Mapping
from steward.channel.ticket_log.reading import LogFile
from steward.channel.ticket_log.sentences import RowRefused
from steward.channel.ticket_log.sentences import sentence as _
from steward.channel.ticket_log.tally import Tally

Fold = Callable[[Converter, list[Event], Tally], CaseHistory | None]


def histories(log: LogFile, mapping: Mapping, tally: Tally, *, clean: Clean) -> Iterator[CaseHistory]:
    """Give the history of each ticket of an open log, in the order in which the tickets first come.

    Bad rows and odd ones go to `tally`; `clean` is the product's gate for text. Raises MappingRefused where
    the mapping does not fit the header and FileRefused where the file can't be read on. Holds one ticket in
    memory if the mapping says `contiguous`, else the whole log.
    """
    converter = Converter(mapping, log.header, clean)
    fold: Fold = event_history if mapping.shape == "events" else case_history
    grouped = _contiguous if mapping.contiguous else _scattered
    for events in grouped(_events(log, converter, tally), tally):
        history = fold(converter, events, tally)
        if history is not None:
            tally.tickets += 1
            yield history


def _events(log: LogFile, converter: Converter, tally: Tally) -> Iterator[Event]:
    for line, cells, reason in log.rows():
        tally.rows += 1
        if reason is not None:
            tally.refuse(line, converter.ticket(cells), reason)
            continue
        try:
            event = converter.event(line, cells)
        except RowRefused as refused:
            tally.refuse(line, converter.ticket(cells), refused.reason)
            continue
        if converter.notes:
            tally.note(line, event.number, converter.notes)
        yield event


def _scattered(events: Iterator[Event], _tally: Tally) -> Iterator[list[Event]]:
    tickets: dict[str, list[Event]] = {}
    for event in events:
        tickets.setdefault(event.number, []).append(event)
    while tickets:  # each is let go as soon as it is handed on
        yield tickets.pop(next(iter(tickets)))


def _contiguous(events: Iterator[Event], tally: Tally) -> Iterator[list[Event]]:
    seen: set[str] = set()
    ticket: list[Event] = []
    for event in events:
        if ticket and event.number == ticket[0].number:
            ticket.append(event)
            continue
        if event.number in seen:
            tally.refuse(
                event.line,
                event.number,
                _("The ticket comes again after others, and the mapping says `contiguous: yes`."),
            )
            continue
        if ticket:
            yield ticket
        seen.add(event.number)
        ticket = [event]
    if ticket:
        yield ticket
