"""`import ticket-log FILE`: a history of tickets from any other system."""

from __future__ import annotations

from pathlib import Path

import click

from steward.config.binaries import Trouble
from steward.config.command_line import data_option, inside
from steward.config.commands.import_inventory import inventory
from steward.config.language import _, of_the_terminal


@click.group()
def command() -> None:
    """Bring in what other systems know."""


command.add_command(inventory)


@command.command("ticket-log")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--mapping", required=True, type=click.Path(path_type=Path), help=_("YAML file, see docs/import.md."))
@click.option("--dry-run", is_flag=True, help=_("Read and check everything, write nothing."))
@data_option
def ticket_log(file: Path, mapping: Path, *, dry_run: bool, data: Path) -> None:
    """Import the ticket log FILE as its mapping says."""
    with inside(data, "system"):
        from django.utils import translation

        with translation.override(of_the_terminal()):
            _run(file, mapping, dry_run=dry_run)


def _run(file: Path, mapping: Path, *, dry_run: bool) -> None:
    from django.utils.translation import gettext
    from rich.console import Console
    from rich.progress import Progress

    from steward import contents
    from steward.channel.ticket_log.importing import bring_in
    from steward.channel.ticket_log.report import report
    from steward.channel.ticket_log.sentences import FileRefused, MappingRefused

    try:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(_("Importing"), total=None)
            tally, outcome = bring_in(
                contents.by_kind()["incident"],
                file,
                mapping,
                dry_run=dry_run,
                progress=lambda done, size: bar.update(task, completed=done, total=size),
            )
    except MappingRefused as refused:
        raise Trouble("\n".join(one.told(gettext) for one in refused.complaints)) from refused
    except FileRefused as refused:
        raise Trouble(refused.reason.told(gettext)) from refused
    for line in report(tally, outcome, dry_run=dry_run):
        click.echo(line)
