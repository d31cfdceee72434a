"""The command line: finds commands in their list, prepares Django for them, turns trouble into sentences."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from steward.config.binaries import Trouble
from steward.config.cluster import using_cluster
from steward.config.commands import COMMANDS
from steward.config.language import _, compile_changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from steward.config.connection import Connection, Role

Decorated = TypeVar("Decorated", bound="Callable[..., Any]")
PACKAGE = Path(__file__).resolve().parent.parent
CHECKOUT = PACKAGE.parent.parent


def default_data() -> Path:
    """Return `.steward` in the checkout, or in the present folder for an installed package."""
    home = CHECKOUT if (CHECKOUT / "steward").is_file() else Path.cwd()
    return Path(os.environ.get("STEWARD_DATA") or home / ".steward")


def data_option(function: Decorated) -> Decorated:
    """Give a command `--data DIR`."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        default=default_data,
        callback=lambda _context, _option, value: value.absolute(),
        help=_("Folder of this installation's database, files and secrets."),
        show_default=".steward",
    )(function)


@contextmanager
def inside(data: Path, role: Role = "web") -> Iterator[Connection]:
    """Run a block with the database up and Django ready, logged in as `role`."""
    if role != "owner" and not (data / "connection.json").exists():
        raise Trouble(_not_started(data))
    with using_cluster(data) as connection:
        if role != "owner":
            _check_schema(connection, role)
        os.environ.update(connection.environ(role))
        prepare_django()
        from django.db import connections

        try:
            yield connection
        finally:
            connections.close_all()


def _check_schema(connection: Connection, role: Role) -> None:
    with connection.connect(role) as session:
        if session.execute("SELECT to_regclass('people_user')").fetchone() == (None,):
            raise Trouble(_not_started(connection.data))


def _not_started(data: Path) -> str:
    return _("There is no installation in {data} yet: start one with `./steward up`.").format(data=data)


def prepare_django() -> None:
    """Load settings and applications."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steward.config.settings")
    import django

    django.setup()


class Commands(click.Group):
    """The commands of `commands.COMMANDS`, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names that `--help` shows, in the order of the list."""
        return [name for name, (_module, line) in COMMANDS.items() if line]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(f"steward.config.commands.{COMMANDS[cmd_name][0]}").command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the list without importing anything."""
        with formatter.section(_("Commands")):
            formatter.write_dl([(name, _(line)) for name, (_module, line) in COMMANDS.items() if line])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def steward() -> None:
    """IT service management by ISO/IEC 20000, in one program."""


def main() -> None:
    """Run one command; exit 0 when done, 1 for trouble, 2 for a command line that makes no sense."""
    compile_changed(PACKAGE)
    code: object = 0
    try:
        code = steward.main(prog_name="./steward", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Trouble as trouble:
        _end(str(trouble))
    except Exception as error:
        reasons = _reasons_of(error)
        if reasons is None:
            raise
        _end("\n".join(reasons))
    sys.exit(code if isinstance(code, int) else 0)


def _reasons_of(error: Exception) -> list[str] | None:
    """Return the sentences of a refusal (its module is loaded when one was raised); None for a defect."""
    refusal = sys.modules.get("steward.kernel.refusal")
    if refusal is None or not isinstance(error, refusal.Refused):
        return None
    return [str(reason) for reason in error.reasons]


def _end(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)
