"""`documents`: takes in the starter texts of the management system."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from steward.config.binaries import Trouble
from steward.config.command_line import data_option, inside
from steward.config.language import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.option(
    "--load-starters", is_flag=True, help=_("Register the starter documents and lay their texts down as drafts.")
)
@data_option
def command(load_starters: bool, data: Path) -> None:  # noqa: FBT001  click gives flags so
    """Documents under control: take in the starter texts; what is registered already stays as it is."""
    if not load_starters:
        raise click.UsageError(_("Say what to do: --load-starters."))
    with inside(data, "system"):
        from steward.kernel.ledger import keeper
        from steward.kernel.refusal import Refused
        from steward.people.context import acting
        from steward.registers.document import starting

        actor = keeper()
        with acting(actor):
            try:
                taken = starting.take_in(actor)
            except Refused as refused:
                raise Trouble(str(refused)) from refused
    click.echo(_("{documents} documents registered, {editions} texts laid down as drafts.").format(
        documents=taken.documents, editions=taken.editions))  # fmt: skip
