"""Where the files of exports lie: drafts in a folder of their run, whole ones beside it, swept after three days."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models.functions import Now

from steward.kernel.attaching import sync_folder
from steward.surface.models import Export

if TYPE_CHECKING:
    from collections.abc import Iterator

DAYS_KEPT = 3
_DAY = 86_400.0


def folder() -> Path:
    """Where all of them lie."""
    return Path(settings.MEDIA_ROOT) / "exports"


def place_of(export: Export) -> Path:
    """Where the whole file lies: each run writes one of its own."""
    return folder() / f"{export.pk}-{export.run}"


@contextmanager
def drafts(export: Export) -> Iterator[Path]:
    """A folder for what this run writes until it is whole; what earlier runs left is thrown away first."""
    for left in (*folder().glob(f"{export.pk}-*"), *folder().glob(f".part-{export.pk}-*")):
        _delete(left)
    made = folder() / f".part-{export.pk}-{export.run}"
    made.mkdir(parents=True)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def keep(export: Export, draft: Path) -> None:
    """Makes the draft the whole file, for good."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(place_of(export))
    sync_folder(folder())


def _delete(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def sweep(older_than: float = _DAY) -> int:
    """Forgets exports after three days, then files that none names (older than so many seconds); how many files.

    Run as the system login.
    """
    Export.objects.filter(made_at__lt=Now() - timedelta(days=DAYS_KEPT)).delete()
    named = {place_of(each).name for each in Export.objects.filter(state=Export.DONE)}
    before = time.time() - older_than
    old = [path for path in folder().glob("*") if path.name not in named and path.stat().st_mtime < before]
    for path in old:
        _delete(path)
    return len(old)
