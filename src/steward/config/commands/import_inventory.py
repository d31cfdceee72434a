"""`import inventory FILES`: configuration items and relations from files or from another system's dump."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from steward.config.binaries import Trouble
from steward.config.command_line import data_option, inside
from steward.config.language import _, of_the_terminal

if TYPE_CHECKING:
    from steward.channel.inventory.importing import Wanted

SHOWN = 50


@click.command("inventory")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--form", type=click.Choice(["tables", "netbox", "fedora"]), default="tables", show_default=True,
              help=_("What the files are, see docs/import.md."))  # fmt: skip
@click.option("--project", required=True, help=_("Code of the service project."))
@click.option("--as", "username", required=True, help=_("Account in whose name it is written."))
@click.option("--change", default="", help=_("Change that allows it, under configuration control."))
@click.option("--leave-out", is_flag=True, help=_("Leave out rows at fault and take the rest."))
@click.option("--dry-run", is_flag=True, help=_("Read and check everything, write nothing."))
@data_option
def inventory(  # noqa: PLR0913  one argument an option, as click hands them over
    files: tuple[Path, ...],
    form: str,
    project: str,
    username: str,
    change: str,
    *,
    leave_out: bool,
    dry_run: bool,
    data: Path,
) -> None:
    """Import items, relations and places from FILES."""
    with inside(data, "web"):
        from django.utils import translation

        from steward.channel.inventory.importing import Wanted

        with translation.override(of_the_terminal()):
            _run(files, form, username, Wanted(project, change, leave_out, dry_run))


def _run(files: tuple[Path, ...], form: str, username: str, wanted: Wanted) -> None:
    from rich.console import Console
    from rich.progress import Progress

    from steward.channel.inventory.importing import bring_in
    from steward.kernel.refusal import Refused
    from steward.people.actor import actor_named
    from steward.people.context import acting

    actor = actor_named(username)
    if actor is None:
        raise Trouble(_("There is no active account “{name}”.").format(name=username))
    given = {file.name: file.read_bytes() for file in files}
    try:
        with acting(actor), Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(_("Importing"), total=None)
            plan, told = bring_in(given, form, wanted, actor, lambda done: bar.advance(task, done))
    except Refused as refused:
        raise Trouble("\n".join(map(str, refused.reasons))) from refused
    for fault in [*plan.left_out, *plan.faults][:SHOWN]:
        click.echo(f"{fault.table}, {fault.line}: {fault.sentence}")
    for sort, count in sorted(told.left.items()):
        click.echo(_("not taken over: {count} × {sort}").format(count=count, sort=sort))
    click.echo(" · ".join(f"{name}: {count}" for name, count in plan.counts.items()))
    if plan.faults and not wanted.dry_run:
        raise Trouble(_("Nothing was written: some rows are at fault."))
