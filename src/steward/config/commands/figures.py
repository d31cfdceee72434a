"""`figures KIND`: what the records of a process amount to, counted by SQL over them alone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from steward.config.binaries import Trouble
from steward.config.command_line import data_option, inside
from steward.config.language import _, of_the_terminal

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from steward.processes.incident.figures import Figure

DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("kind", type=click.Choice(["incident"]))
@click.option("--project", metavar="CODE", help=_("Only this service project."))
@click.option("--from", "opened_from", type=DAY, metavar="DATE", help=_("Opened on this day or later."))
@click.option("--to", "opened_to", type=DAY, metavar="DATE", help=_("Opened on this day or earlier."))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@data_option
def command(kind: str, data: Path, form: str, **selected: Any) -> None:
    """Print the figures of KIND."""
    with inside(data, "web"):
        from django.utils import translation

        with translation.override(of_the_terminal()):
            answer, figures = _figures(kind, **selected)
            if form == "json":
                click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
            else:
                _print(figures)


def _figures(
    kind: str, project: str | None, opened_from: datetime | None, opened_to: datetime | None
) -> tuple[dict[str, Any], dict[str, Figure]]:
    """The answer as JSON has it, and the figures themselves."""
    from dataclasses import asdict

    from steward.people.actor import actor_named
    from steward.people.context import acting
    from steward.processes.incident.figures import figures
    from steward.processes.incident.selection import select

    actor = actor_named("system")
    if actor is None:
        raise Trouble(_("There is no active account called {user}.").format(user="system"))
    first, last = (moment.date() if moment else None for moment in (opened_from, opened_to))
    with acting(actor):
        chosen = select(actor, project_id=_project(project), opened_from=first, opened_to=last)
        found = figures(chosen)
    selection = {
        "project": project,
        "opened_from": first.isoformat() if first else None,
        "opened_to": last.isoformat() if last else None,
    }
    return {"kind": kind, **selection, "figures": {name: asdict(one) for name, one in found.items()}}, found


def _project(code: str | None) -> int | None:
    from steward.people.models import ServiceProject

    if code is None:
        return None
    found = ServiceProject.objects.filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise Trouble(_("There is no service project with the code {code}.").format(code=code))
    return int(found)


def _print(figures: dict[str, Figure]) -> None:
    from rich.console import Console

    console = Console()
    for figure in figures.values():
        console.print(_table(figure))
        for row in figure.left_out:
            console.print(f"  {_('Left out')}: {row['label']}: {row['count']}", highlight=False)
        if figure.summary:
            words = (f"{_(name)}: {_shown(value)}" for name, value in figure.summary.items())
            console.print("  " + " · ".join(words), highlight=False)
        console.print()


def _table(figure: Figure) -> Any:
    """A table with a column for each number that its rows hold; the key is left out where it says no more."""
    from rich.table import Table

    table = Table(title=figure.title, title_justify="left")
    columns = [name for name in (figure.rows[0] if figure.rows else {}) if name not in ("key", "label")]
    table.add_column("")
    for name in columns:
        table.add_column(_(name).replace("_", " "), justify="right")
    for row in figure.rows:
        table.add_row(str(row["label"]), *(_shown(row[name]) for name in columns))
    return table


def _shown(value: object) -> str:
    return "–" if value is None else str(value)
