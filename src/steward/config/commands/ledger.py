"""`ledger`: proves that no sealed entry was altered; redacts an entry under personal data law."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from steward.config.binaries import Trouble
from steward.config.command_line import data_option, inside
from steward.config.language import _

if TYPE_CHECKING:
    from steward.kernel.ledger_check import Kept, Report


@click.group()
def command() -> None:
    """Prove that the timeline is unaltered, or redact an entry."""


@command.command()
@click.option(
    "--heads",
    "heads_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("Heads kept elsewhere; else those in the data folder."),
)
@data_option
def verify(heads_path: Path | None, data: Path) -> None:
    """Recompute every sealed entry and compare it with the heads; exit 1 names the first that was altered."""
    with inside(data, "system"):
        from steward.kernel import ledger, ledger_check

        began = time.monotonic()
        report = ledger_check.check(_kept(heads_path or ledger.heads_file()))
        _tell(report, time.monotonic() - began)
    if report.finding:
        raise Trouble(str(report.finding))


def _kept(path: Path) -> Kept:
    from steward.kernel import heads

    try:
        return heads.read(path)
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError) as error:
        raise Trouble(_("{path} can't be read as heads of a ledger: {error}").format(path=path, error=error)) from error


def _tell(report: Report, seconds: float) -> None:
    say = click.echo
    say(_("{entries} entries in {seals} seals checked in {seconds:.1f} s").format(
        entries=report.entries, seals=report.seals, seconds=seconds))  # fmt: skip
    say(_("{compared} of {seals} seals compared with heads kept outside the database").format(
        compared=report.compared, seals=report.seals))  # fmt: skip
    if report.redacted:
        say(_("{count} redacted entries, each told on its timeline").format(count=report.redacted))
    say(_("{count} entries not sealed yet, the oldest for {seconds:.0f} s").format(
        count=report.pending, seconds=report.lag))  # fmt: skip
    for note in report.notes:
        say(note)


@command.command()
@click.argument("entry", type=int)
@click.option("--reason", required=True, help=_("Why; it is kept on the timeline."))
@click.option("--by", "username", required=True, help=_("Account in whose name it is done."))
@data_option
def redact(entry: int, reason: str, username: str, data: Path) -> None:
    """Empty the text and the values of one timeline entry; the proof stays whole."""
    with inside(data, "owner"):
        from django.db import DatabaseError, connection

        from steward.people.models import User

        by = User.objects.filter(username=username, is_active=True).first()
        if by is None:
            raise Trouble(_("There is no active account called {user}.").format(user=username))
        try:
            with connection.cursor() as cursor:
                cursor.execute("select steward.redact(%s::bigint, %s::bigint, %s::text)", [entry, by.pk, reason])
        except DatabaseError as error:
            raise Trouble(_("Entry {entry} was not redacted: {error}").format(entry=entry, error=error)) from error
    click.echo(_("Entry {entry} was redacted.").format(entry=entry))
