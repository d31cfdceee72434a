"""`manage`: Django's own commands, for developers; as the owner role."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from steward.config.command_line import data_option, inside

if TYPE_CHECKING:
    from pathlib import Path


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@data_option
def command(words: tuple[str, ...], data: Path) -> None:
    """Pass WORDS on to Django."""
    with inside(data, "owner"):
        from django.core.management import execute_from_command_line

        execute_from_command_line(["steward manage", *words])
