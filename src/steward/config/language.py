"""The language of the command line, and the compiling of every package's translations."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

LOCALES = Path(__file__).parent / "locale"


def of_the_terminal() -> str:
    """The language of the terminal, as Django calls it."""
    words = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "zh-hans" if next(filter(None, words), "").startswith("zh") else "en"


def _(message: str) -> str:
    """Translate a sentence of the command line into the language of the terminal."""
    if of_the_terminal() == "en":
        return message
    return gettext.translation("django", LOCALES, ["zh_Hans"], fallback=True).gettext(message)


def compile_changed(package: Path) -> None:
    """Compile each .po whose .mo is older or missing; an installed package brings its own."""
    for source in package.rglob("LC_MESSAGES/*.po"):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        if os.access(source.parent, os.W_OK):
            _compile(source, target)


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    with draft.open("wb") as file:
        write_mo(file, catalogue)
    draft.replace(target)
