"""Attachments: the file is safe on disk under its SHA-256 before its row is written (manual 10)."""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from steward.kernel import acts, placing, policy, writing
from steward.kernel.intake import clean_text
from steward.kernel.models import Attachment
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.people.context import now

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from steward.kernel.process import Process
    from steward.people.actor import Actor

MOST_BYTES = 25 * 1024 * 1024
CHUNK = 1024 * 1024
LONGEST_NAME = 200
# Types that may be named as such; all else is bytes. None of them is ever shown in the page's own origin.
SAFE_TYPES = frozenset(
    {
        "application/pdf", "application/zip", "image/gif", "image/jpeg", "image/png", "image/webp", "text/csv",
        "text/plain", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    }
)  # fmt: skip


def place_of(sha256: str) -> Path:
    """Where the content of that digest lies."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def _check_size(size: int) -> None:
    if size > MOST_BYTES:
        most = MOST_BYTES // CHUNK
        raise Invalid({"file": [_("The file is too big: at most %(most)d MB.") % {"most": most}]})


def _store(content: BinaryIO) -> tuple[str, int]:
    """Writes the content to disk for good; answers its digest and size. Raises Invalid when it is too big."""
    root = Path(settings.MEDIA_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=root, prefix=".part-", delete=False) as draft:
        try:
            while chunk := content.read(CHUNK):
                size += len(chunk)
                _check_size(size)
                digest.update(chunk)
                draft.write(chunk)
            draft.flush()
            os.fsync(draft.fileno())
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    target = place_of(digest.hexdigest())
    target.parent.mkdir(exist_ok=True)
    Path(draft.name).replace(target)
    # The name too must outlive a power cut: the row that is committed next relies on it.
    for folder in (target.parent, root):
        sync_folder(folder)
    return digest.hexdigest(), size


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep_files(older_than: float = 86_400.0) -> int:
    """Deletes files that no row names, left by a crash before the commit; how many. Run as the system login.

    Younger ones (`older_than`, seconds) are left alone: their row may be about to be committed.
    """
    before = time.time() - older_than
    root = Path(settings.MEDIA_ROOT)
    old = [p for p in (*root.glob(".part-*"), *root.glob("??/*")) if p.is_file() and p.stat().st_mtime < before]
    swept = 0
    for start in range(0, len(old), 1000):
        swept += _delete_unnamed(old[start : start + 1000], before)
    return swept


def forget_files(digests: Iterable[str], older_than: float = 3_600.0) -> int:
    """Deletes what lies under these digests and no row names any more; how many files. Run as the system login.

    Younger ones (`older_than`, seconds) are left to the sweep: a row for the same content may be about to be committed.
    """
    return _delete_unnamed([place for place in map(place_of, digests) if place.exists()], time.time() - older_than)


def _delete_unnamed(places: Sequence[Path], before: float) -> int:
    """Deletes the files older than a moment that no attachment names; answers how many."""
    named = Attachment.objects.filter(sha256__in=[place.name for place in places])
    kept = set(named.values_list("sha256", flat=True))
    unnamed = [place for place in places if place.name not in kept and place.stat().st_mtime < before]
    for place in unnamed:
        place.unlink(missing_ok=True)
    return len(unnamed)


def _shown_name(name: str) -> str:
    """A file's name without what would lead out of a folder."""
    shown = clean_text(name).replace("\n", " ").replace("/", "_").replace("\\", "_").strip(" .")
    return shown[:LONGEST_NAME] or _("file")


@transaction.atomic
def attach(
    process: Process,
    number: str,
    *,
    actor: Actor,
    name: str,
    media_type: str,
    content: BinaryIO,
    reach: int | None = None,
) -> Attachment:
    """Attaches a file to a record. Raises Unknown, Invalid or Refused; a full disk is a Refused with its sentence."""
    record = acts.lock(process, number, actor, None)
    reasons = policy.why_not_reply(process, record, actor)
    if reasons:
        raise Refused(reasons)
    try:
        sha256, size = _store(content)
    except OSError as error:
        raise DiskFull([_("The file could not be stored: the server's disk is full. Nothing was saved.")]) from error
    to = placing.reach_for(actor, reach)
    made = Attachment.objects.create(
        record_id=record.pk,
        name=_shown_name(name),
        media_type=media_type if media_type in SAFE_TYPES else "application/octet-stream",
        size=size,
        sha256=sha256,
        author_id=actor.id,
        reach=to,
        made_at=now(),
    )
    told = {"id": made.pk, "name": made.name, "size": size, "number": record.number, "sha256": sha256}
    entry = writing.Entry(
        "attached", actor, now(), to, from_state=record.state, to_state=record.state,
        changes={"attachment": [None, told]}, words=made.name,
    )  # fmt: skip
    writing.update(process, record, {}, entry)
    return made


class DiskFull(Refused):
    """The disk takes no more: an answer of its own (507)."""


def attachment_of(process: Process, number: str, pk: int, actor: Actor) -> Attachment:
    """An attachment that the actor may see, of a record that he sees. Raises Unknown."""
    record = acts.fetch(process, number, actor)
    found = Attachment.objects.filter(policy.reach_visible_to(actor), record_id=record.pk, pk=pk).first()
    if found is None or not place_of(found.sha256).exists():
        raise Unknown([_("There is no such file.")])
    return found
