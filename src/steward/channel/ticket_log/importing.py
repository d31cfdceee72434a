"""From a log file and its mapping to records: what the command and the tests call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.channel.ticket_log.folding import histories
from steward.channel.ticket_log.loading import read_mapping
from steward.channel.ticket_log.reading import opened
from steward.channel.ticket_log.tally import Tally
from steward.channel.ticket_log.writing import write
from steward.kernel.intake import clean_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from steward.channel.ticket_log.checking import Choices
    from steward.channel.ticket_log.writing import Outcome
    from steward.kernel.process import Process


def bring_in(
    process: Process,
    file: Path,
    mapping: Path,
    *,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _size: None,
) -> tuple[Tally, Outcome]:
    """Import a log as its mapping says, whole or not at all; `progress` hears bytes read and bytes there are.

    Whoever calls is logged in to the database as the system. Raises MappingRefused, FileRefused and Refused.
    """
    said = read_mapping(mapping, choices=choices_of(process))
    tally = Tally(said.file.limits.bad_rows)
    with opened(file, said.file) as log:
        found = histories(log, said, tally, clean=clean_text)
        told = write(
            process,
            said,
            found,
            tally,
            dry_run=dry_run,
            progress=lambda: progress(log.position, log.size),
        )
    return tally, told


def choices_of(process: Process) -> Choices:
    """The words that the fields of choice of a process know."""
    channel = next(field for field in process.model._meta.local_fields if field.name == "channel")  # noqa: SLF001  Django's documented interface
    return {
        "state": [state.name for state in process.states],
        "channel": [str(value) for value, _label in channel.flatchoices],
    }
