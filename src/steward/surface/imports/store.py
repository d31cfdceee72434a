"""Where the files of imports lie, and how far each is: a folder of its own, swept after three days."""

from __future__ import annotations

import json
import shutil
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models.functions import Now

from steward.surface.models import Import

if TYPE_CHECKING:
    from collections.abc import Sequence

DAYS_KEPT = 3
_DAY = 86_400.0
_PROGRESS = "progress.json"


def folder() -> Path:
    """Where all of them lie."""
    return Path(settings.MEDIA_ROOT) / "imports"


def keep(one: Import, contents: Sequence[bytes]) -> None:
    """Keeps the files of an import in the order of their names."""
    home = folder() / str(one.pk)
    # A database that was restored counts from where it stood: what an import of that number left is not of this one.
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for place, content in enumerate(contents):
        (home / str(place)).write_bytes(content)


def files_of(one: Import) -> dict[str, bytes]:
    """The files by name. Raises FileNotFoundError where they were swept."""
    home = folder() / str(one.pk)
    return {name: (home / str(place)).read_bytes() for place, name in enumerate(one.names)}


def tell(one: Import, phase: str, done: int, total: int) -> None:
    """Writes how far it is: beside the database, for nothing of a transaction is seen before its end."""
    place = folder() / str(one.pk) / _PROGRESS
    draft = place.with_suffix(".part")
    draft.write_text(json.dumps({"phase": phase, "done": done, "total": total}))
    draft.replace(place)


def progress_of(one: Import) -> dict[str, Any]:
    """How far it is: phase, done and total; total 0 where nobody knows yet."""
    try:
        found: dict[str, Any] = json.loads((folder() / str(one.pk) / _PROGRESS).read_text())
    except (OSError, ValueError):
        found = {"phase": "", "done": 0, "total": 0}
    return found


def sweep(older_than: float = _DAY) -> None:
    """Forgets imports after three days, and folders that none names. Run as the system login."""
    Import.objects.filter(made_at__lt=Now() - timedelta(days=DAYS_KEPT)).delete()
    named = {str(pk) for pk in Import.objects.values_list("pk", flat=True)}
    before = time.time() - older_than
    for path in folder().glob("*"):
        if path.name not in named and path.stat().st_mtime < before:
            shutil.rmtree(path, ignore_errors=True)
