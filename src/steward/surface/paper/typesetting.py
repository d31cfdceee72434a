"""Sets one paper in a process of its own, which sees a folder of its own and no network (run by press.py)."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

MEGABYTE = 1024 * 1024
# Seconds of computing, bytes of memory, bytes of the file.
MOST_SECONDS, MOST_MEMORY, MOST_OUT = 60, 2048 * MEGABYTE, 200 * MEGABYTE
# Of a longer content each cell's tag, by which a voice reads it, weighs ten times its text.
MOST_TAGGED = 400_000
# What typst says where PDF/A would need a sign that no font has.
MISSING = "could not be displayed with font"


def main(folder: Path, fonts: Path) -> None:
    """Reads paper.typ and content.json of the folder, writes paper.pdf beside them. Raises typst.TypstError."""
    for what, most in (
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, MOST_OUT),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    import typst

    try:
        _set(folder, fonts, ["a-2b"])
    except typst.TypstError as error:
        if MISSING not in error.message:
            raise
        # A sign that our letters lack (a rare character, a smiley): what the machine has, and no archive's PDF.
        _set(folder, None, ["1.7"])


def _set(folder: Path, fonts: Path | None, standards: list[Any]) -> None:
    import typst

    own = [fonts] if fonts and fonts.is_dir() else []
    letters = typst.Fonts(include_system_fonts=not own, font_paths=[*own])
    nothing = folder / "packages"
    compiler = typst.Compiler(
        folder / "paper.typ", root=folder, font_paths=letters, package_path=nothing, package_cache_path=nothing
    )
    tagged = (folder / "content.json").stat().st_size <= MOST_TAGGED
    compiler.compile(output=folder / "paper.pdf", format="pdf", pdf_standards=standards, pdf_tags=tagged)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
