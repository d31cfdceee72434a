"""What an import says when it is done: rows left out, odd ones, what became of the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from steward.channel.ticket_log.history import Standing
from steward.kernel.catalogue import process_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.channel.ticket_log.tally import Remark, Tally
    from steward.channel.ticket_log.writing import Outcome

# Beyond these the rest is only counted on the screen; a file that is so wrong needs another mapping first.
SHOWN = 50


def report(tally: Tally, outcome: Outcome, *, dry_run: bool) -> Iterator[str]:
    """The lines of the report, in the language that is active."""
    yield from _remarks(_("Rows left out: {count}"), tally.bad, len(tally.bad))
    yield from _remarks(_("Taken, but odd: {count}"), tally.warnings, tally.oddities)
    if tally.notes:
        yield _("Answered by the mapping:")
    for note, count in tally.notes.most_common(SHOWN):
        yield f"  {count} × {note.told(_)}"
    yield _("{rows} rows, {tickets} tickets; {quiet} rows changed nothing that is mapped.").format(
        rows=tally.rows, tickets=tally.tickets, quiet=tally.quiet_rows
    )
    for stands in Standing:
        if outcome.tickets[stands]:
            yield _("  {what}: {count}").format(what=standing_label(stands), count=outcome.tickets[stands])
    yield _("{entries} entries on timelines.").format(entries=outcome.entries)
    yield from _named(outcome)
    if dry_run:
        yield _("Nothing was written: this was a dry run.")


def _named(outcome: Outcome) -> Iterator[str]:
    """What the tickets name beside themselves."""
    for kind, count in outcome.named.items():
        if count:
            label = process_of(kind).label_plural
            yield _("{kind}: {count} made, of which the log gives the number alone.").format(kind=label, count=count)
    if outcome.ties:
        yield _("Ties of tickets to problems, changes and configuration items: {count}").format(count=outcome.ties)


def _remarks(heading: str, remarks: list[Remark], count: int) -> Iterator[str]:
    yield heading.format(count=count)
    shown = sorted(remarks, key=lambda one: one.line)[:SHOWN]
    for remark in shown:
        yield f"  {remark.told(_)}"
    if count > len(shown):
        yield _("  … and {count} more").format(count=count - len(shown))


def standing_label(stands: Standing) -> str:
    """How a ticket stands to the last import, in the reader's words."""
    return {
        Standing.NEW: pgettext("ticket", "new"),
        Standing.SAME: pgettext("ticket", "as they were"),
        Standing.LONGER: pgettext("ticket", "gone on since the last import"),
        Standing.AMENDED: pgettext("ticket", "told in more detail than at the last import"),
        Standing.SHORTER: pgettext("ticket", "from an older export, left as they are"),
        Standing.DIFFERENT: pgettext("ticket", "of another past than at the last import, left as they are"),
    }[stands]
