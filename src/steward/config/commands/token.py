"""`token USER`: a REST token for an account, shown once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from steward.config.binaries import Trouble
from steward.config.command_line import data_option, inside
from steward.config.language import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("user")
@data_option
def command(user: str, data: Path) -> None:
    """Print an API token of USER."""
    with inside(data, "web"):
        from django.core.exceptions import ObjectDoesNotExist

        from steward.people import tokens

        try:
            click.echo(tokens.issue(user))
        except ObjectDoesNotExist as error:
            raise Trouble(_("There is no active account called {user}.").format(user=user)) from error
