"""`migrate`: the schema of this version, by the owner role and under a lock limit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from steward.config.command_line import data_option, inside
from steward.config.language import _

if TYPE_CHECKING:
    from pathlib import Path

# A migration that can't get its lock at once gives way to those who work, and is tried again later.
LOCK_LIMIT = "-c lock_timeout=4000"


@click.command()
@click.option("--quiet", is_flag=True, help=_("Say nothing when all goes well."))
@data_option
def command(quiet: bool, data: Path) -> None:  # noqa: FBT001 - click's way
    """Bring the database to this version's schema."""
    os.environ["PGOPTIONS"] = f"{os.environ.get('PGOPTIONS', '')} {LOCK_LIMIT}".strip()
    with inside(data, "owner"):
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", interactive=False, verbosity=0 if quiet else 1)
        with connection.cursor() as cursor:
            # A cluster restored elsewhere counts its transactions anew; nobody else writes yet.
            cursor.execute("select steward.begin_era()")
