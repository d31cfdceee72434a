"""`import ticket-log FILE`: a history of tickets from any other system."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from steward.config.command_line import data_option, inside
from steward.config.language import _

if TYPE_CHECKING:
    from steward.channel.ticket_log.tally import Tally
    from steward.channel.ticket_log.writing import Outcome

# Beyond these the rest is only counted on the screen; a file that is so wrong needs another mapping first.
SHOWN = 50


@click.group()
def command() -> None:
    """Bring in what other systems know."""


@command.command("ticket-log")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--mapping", required=True, type=click.Path(path_type=Path), help=_("YAML file, see docs/import.md.")
)
@click.option("--dry-run", is_flag=True, help=_("Read and check everything, write nothing."))
@data_option
def ticket_log(file: Path, mapping: Path, *, dry_run: bool, data: Path) -> None:
    """Import the ticket log FILE as its mapping says."""
    with inside(data, "system"):
        _run(file, mapping, dry_run=dry_run)


def _run(file: Path, map_path: Path, *, dry_run: bool) -> None:
    from rich.progress import Progress

    from steward import contents
    from steward.channel.ticket_log.folding import histories
    from steward.channel.ticket_log.loading import read_mapping
    from steward.channel.ticket_log.reading import opened
    from steward.channel.ticket_log.sentences import FileRefused, MappingRefused
    from steward.channel.ticket_log.tally import Tally
    from steward.channel.ticket_log.writing import write
    from steward.config.binaries import Trouble
    from steward.kernel.intake import clean_text

    process = contents.by_kind()["incident"]
    channel = next(field for field in process.model._meta.local_fields if field.name == "channel")  # noqa: SLF001  Django's documented interface
    channels = [str(value) for value, _label in channel.choices or ()]
    choices = {"state": [state.name for state in process.states], "channel": channels}
    try:
        mapping = read_mapping(map_path, choices=choices)
        tally = Tally(mapping.file.limits.bad_rows)
        with opened(file, mapping.file) as log, Progress() as bar:
            task = bar.add_task(_("Importing"), total=log.size)
            outcome = write(
                process,
                mapping,
                histories(log, mapping, tally, clean=clean_text),
                tally,
                dry_run=dry_run,
                progress=lambda: bar.update(task, completed=log.position),
            )
            bar.update(task, completed=log.size)
    except MappingRefused as refused:
        raise Trouble("\n".join(one.told(_) for one in refused.complaints)) from refused
    except FileRefused as refused:
        raise Trouble(refused.reason.told(_)) from refused
    _report(tally, outcome, dry_run=dry_run)


def _report(tally: Tally, outcome: Outcome, *, dry_run: bool) -> None:
    for remarks, heading in ((tally.bad, _("Rows left out")), (tally.warnings, _("Taken, but odd"))):
        click.echo(f"{heading}: {len(remarks)}")
        for remark in sorted(remarks, key=lambda one: one.line)[:SHOWN]:
            click.echo(f"  {remark.told(_)}")
        if len(remarks) > SHOWN:
            click.echo(_("  … and {count} more").format(count=len(remarks) - SHOWN))
    for note, count in tally.notes.most_common(SHOWN):
        click.echo(f"{count} × {note.told(_)}")
    counted = _(
        "{rows} rows, {tickets} tickets, {entries} entries; {quiet} rows changed nothing that is mapped."
    )
    click.echo(
        counted.format(
            rows=tally.rows, tickets=tally.tickets, entries=outcome.entries, quiet=tally.quiet_rows
        )
    )
    for stands, count in outcome.tickets.items():
        click.echo(f"  {_(stands.value)}: {count}")
    if dry_run:
        click.echo(_("Nothing was written: this was a dry run."))
