"""`demo`: the demo company, into an empty installation; `up --demo` runs it at every start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from steward.config.binaries import Trouble
from steward.config.cluster import using_cluster
from steward.config.command_line import data_option, inside
from steward.config.commands.up import demo_password
from steward.config.language import _
from steward.config.second_factor import mark_as_demo

if TYPE_CHECKING:
    from pathlib import Path

    from steward.config.connection import Connection

OWN = "LANGU"


@click.command()
@data_option
def command(data: Path) -> None:
    """Load the demo company; says nothing when it is there already."""
    with using_cluster(data) as connection:
        if not _is_loaded(connection):
            _load(data)
        mark_as_demo(data)


def _is_loaded(connection: Connection) -> bool:
    """Ask without Django: a warm start waits for this."""
    with connection.connect("owner") as session:
        if session.execute("SELECT to_regclass('people_party')").fetchone() == (None,):
            raise Trouble(_("The database has no tables yet: `./steward up --demo` makes them and loads the demo."))
        found = session.execute("SELECT 1 FROM people_party WHERE is_own AND code = %s", (OWN,)).fetchone()
    return found is not None


def _load(data: Path) -> None:
    from rich.console import Console
    from rich.progress import Progress

    with inside(data, "owner"), Progress(console=Console(stderr=True), transient=True) as bar:
        from steward.demo.load import load

        task = bar.add_task(_("Loading the demo company"), total=None)
        load(
            password=demo_password(data),
            progress=lambda done, steps: bar.update(task, completed=done, total=steps),
        )
