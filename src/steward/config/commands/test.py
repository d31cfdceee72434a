"""`test`: pytest over everything, linters included."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from steward.config.binaries import Trouble
from steward.config.command_line import CHECKOUT, data_option
from steward.config.language import _

if TYPE_CHECKING:
    from pathlib import Path


@click.command(context_settings={"ignore_unknown_options": True})
@click.option("--long", "with_long", is_flag=True, help=_("Also run the tests that take minutes."))
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
@data_option
@click.pass_context
def command(context: click.Context, with_long: bool, words: tuple[str, ...], data: Path) -> None:  # noqa: FBT001 - click's way
    """Run the tests; WORDS go to pytest."""
    if not (CHECKOUT / "tests").is_dir():
        raise Trouble(_("The tests are in the source checkout, not in the installed package."))
    given = context.get_parameter_source("data") is not click.core.ParameterSource.DEFAULT
    environ = {**os.environ, **({"STEWARD_TEST_DATA": str(data)} if given else {})}
    # Two processes: on a small machine more of them wait for each other.
    words = (*words, "--long") if with_long else words
    if not any(word.startswith("-n") for word in words):
        words = ("-n", str(min(2, os.cpu_count() or 1)), *words)
    os.chdir(CHECKOUT)
    sys.stdout.flush()
    os.execve(sys.executable, [sys.executable, "-m", "pytest", *words], environ)
