"""`audit-pack`: everything that shows conformity as of now in one file, and the check of such a file."""

from __future__ import annotations

from pathlib import Path

import click

from steward.config.binaries import Trouble
from steward.config.command_line import data_option, inside
from steward.config.language import _
from steward.oversight.conformity.pack import sealing


@click.group(invoke_without_command=True)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help=_("File to write, ending in .zip."))
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", help=_("Language of its pages."))
@click.option("--by", "username", default="system", help=_("Account with whose eyes the records are read."))
@data_option
@click.pass_context
def command(context: click.Context, output: Path | None, language: str, username: str, data: Path) -> None:
    """Write the audit pack, or check one with `verify FILE`."""
    if context.invoked_subcommand is not None:
        return
    if output is None:
        raise click.UsageError(_("Say where to write it: --output FILE."))
    with inside(data, "system"):
        from steward.oversight.conformity.pack import making

        with click.progressbar(length=100, label=_("Gathering the evidence")) as bar:
            made = making.make(output, username, language, lambda share: bar.update(share - bar.pos))
    click.echo(_("{file}: {parts} parts, {size} kB").format(file=output, parts=made.parts, size=made.size // 1024))
    click.echo(_("Seal: {seal}").format(seal=made.seal))


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify(file: Path) -> None:
    """Check a pack: every byte, every part. Needs no database; exit 1 says what is not as it was made."""
    try:
        checked = sealing.check(file)
    except sealing.Broken as broken:
        sentence = f"{file}: {_sentence(broken)}"
        raise Trouble(sentence) from broken
    told = checked.manifest
    click.echo(_("{file} is as it was made: {parts} parts, of {company} at {at}.").format(
        file=file, parts=checked.parts, company=told["company"], at=told["made_at"]))  # fmt: skip
    click.echo(_("Seal: {seal}").format(seal=checked.seal))


def _sentence(broken: sealing.Broken) -> str:
    return {
        sealing.Fault.UNREADABLE: _("It can't be read as an audit pack ({name})."),
        sealing.Fault.SHORT: _("It is too short for an audit pack."),
        sealing.Fault.UNSEALED: _("It does not end with the seal of an audit pack."),
        sealing.Fault.ALTERED: _("It was altered: its bytes are not those that were sealed."),
        sealing.Fault.FORM: _("It is of a form that this version does not know: {name}."),
        sealing.Fault.PARTS: _("It was altered: its parts are not those of its manifest."),
        sealing.Fault.PART: _("It was altered: “{name}” is not what the manifest says."),
    }[broken.what].format(name=broken.name)
