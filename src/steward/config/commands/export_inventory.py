"""`export inventory FILE`: a project's configuration items, relations and places, as many as there are."""

from __future__ import annotations

from pathlib import Path

import click

from steward.config.binaries import Trouble
from steward.config.command_line import data_option, inside
from steward.config.language import _, of_the_terminal


@click.group()
def command() -> None:
    """Take out what is known here."""


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--project", required=True, help=_("Code of the service project."))
@click.option("--as", "username", required=True, help=_("Account within whose sight it is read."))
@data_option
def inventory(file: Path, project: str, username: str, data: Path) -> None:
    """Write items, relations and places to FILE: one book (.xlsx) or CSV files packed together (.zip)."""
    if file.suffix.lower() not in (".xlsx", ".zip"):
        raise Trouble(_("The name of the file ends with .xlsx or .zip: {file} does not.").format(file=file))
    with inside(data, "web"):
        from django.utils import translation

        with translation.override(of_the_terminal()):
            packed, counts = _tables(project, username, file.suffix.lower())
            _write(file, packed)
            click.echo(" · ".join(f"{name}: {count}" for name, count in counts.items()))


def _tables(code: str, username: str, suffix: str) -> tuple[bytes, dict[str, int]]:
    """The file, and how many rows each of its tables has."""
    from steward.people.actor import actor_named
    from steward.people.context import acting
    from steward.registers.configuration.asked import projects_of
    from steward.registers.configuration.bulk.exporting import as_xlsx, as_zip, tables_of

    actor = actor_named(username)
    if actor is None:
        raise Trouble(_("There is no active account “{name}”.").format(name=username))
    with acting(actor):
        project = next((each for each in projects_of(actor) if each.code == code), None)
        if not actor.is_provider or project is None:
            raise Trouble(_("There is no service project “{code}” that this account sees.").format(code=code))
        tables = tables_of(project, actor)
    packed = as_xlsx(tables) if suffix == ".xlsx" else as_zip(tables)
    return packed, {name: len(rows) for name, (_head, rows) in tables.items()}


def _write(file: Path, packed: bytes) -> None:
    """All or nothing: a full disk leaves no half a file under its name."""
    draft = file.with_name(f".{file.name}.part")
    try:
        draft.write_bytes(packed)
        draft.replace(file)
    except OSError as error:
        draft.unlink(missing_ok=True)
        said = _("{file} cannot be written ({reason}).")
        raise Trouble(said.format(file=file, reason=error.strerror)) from error
