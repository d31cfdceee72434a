"""`sbom`: the bill of materials, for whoever asks what is inside."""

from __future__ import annotations

import json
from pathlib import Path

import click

from steward.config.bill_of_materials import bill
from steward.config.binaries import Trouble
from steward.config.command_line import CHECKOUT
from steward.config.language import _


@click.command()
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("File to write; without it the bill is printed."),
)
def command(output: Path | None) -> None:
    """Write what is locked and shipped as a CycloneDX 1.6 bill of materials."""
    text = json.dumps(bill(CHECKOUT), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        said = _("{file} cannot be written ({reason}).")
        raise Trouble(said.format(file=output, reason=error.strerror)) from error
