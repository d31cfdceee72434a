"""Where the files of packs lie: a draft and its progress while one is written, whole ones beside (manual 1.2.2)."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from steward.kernel.attaching import sync_folder
from steward.oversight.conformity.models import AskedPack

if TYPE_CHECKING:
    from collections.abc import Iterator

# A year's packs and the last one of the year before.
DAYS_KEPT = 400
_DAY = 86_400.0


def folder() -> Path:
    """Where all of them lie."""
    return Path(settings.MEDIA_ROOT) / "packs"


def place_of(asked: AskedPack) -> Path:
    """Where the whole file lies: each run writes one of its own."""
    return folder() / f"{asked.pk}-{asked.run}.zip"


@contextmanager
def draft(asked: AskedPack) -> Iterator[Path]:
    """A place for what this run writes until it is whole."""
    folder().mkdir(parents=True, exist_ok=True)
    made = folder() / f".part-{asked.pk}-{asked.run}"
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)
        _progress(asked).unlink(missing_ok=True)


def keep(asked: AskedPack, written: Path) -> None:
    """Makes the draft the whole file, for good."""
    with written.open("rb") as file:
        os.fsync(file.fileno())
    written.replace(place_of(asked))
    sync_folder(folder())


def tell(asked: AskedPack, percent: int) -> None:
    """Writes how far it is: beside the database, for nothing of a transaction is seen before its end."""
    part = _progress(asked).with_suffix(".draft")
    part.write_text(str(percent))
    part.replace(_progress(asked))


def progress_of(asked: AskedPack) -> int:
    """How many per cent are done; 0 where nobody knows yet."""
    with suppress(OSError, ValueError):
        return int(_progress(asked).read_text())
    return 0


def _progress(asked: AskedPack) -> Path:
    return folder() / f"{asked.pk}-{asked.run}.progress"


def sweep(older_than: float = _DAY) -> None:
    """Deletes files of packs after 400 days, and sooner what no pack is made of. Run as the system login."""
    named = {place_of(each).name for each in AskedPack.objects.filter(state=AskedPack.DONE)}
    for path in folder().glob("*"):
        age = time.time() - path.stat().st_mtime
        if age > DAYS_KEPT * _DAY or (path.name not in named and age > older_than):
            path.unlink(missing_ok=True)
