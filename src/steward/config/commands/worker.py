"""`worker`: jobs, clocks and sealing, as `up` starts them; the database is there already."""

from __future__ import annotations

import click

from steward.config.command_line import prepare_django


@click.command()
def command() -> None:
    """Run jobs, clocks and sealing until told to end."""
    prepare_django()
    from steward.config import worker

    worker.run()
