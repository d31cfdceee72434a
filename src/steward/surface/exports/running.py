"""An export at work: a chunk at a time in a transaction of its own, with the rights of that moment (quality C8)."""

from __future__ import annotations

import errno
import logging
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils import translation

from steward.kernel.catalogue import process_of
from steward.kernel.refusal import Refused
from steward.people.actor import Actor, actor_of
from steward.people.context import acting, now
from steward.surface import listing
from steward.surface.exports import rows, store
from steward.surface.exports.rights import still_holds
from steward.surface.exports.sheets import sheet
from steward.surface.list_page import listing_columns
from steward.surface.models import Export
from steward.surface.printing.frame import PAPERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from steward.surface.exports.sheets import Sheet
    from steward.surface.narrowing import Narrowed
    from steward.surface.sorting import Cursor

log = logging.getLogger(__name__)
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
# Words of `asking.WHY`.
RIGHT, TOO_MANY, TOO_LONG, FILTERS = "right", "too_many", "too_long_for_paper", "filters"
DISK, FAULT = "disk", "fault"


class _Ended(Exception):
    """The export stops here; `why` is a word of `asking.WHY`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class _Superseded(Exception):
    """Somebody cancelled the export, or another worker has begun it anew."""


def run(export_id: int, account: int) -> None:
    """Writes the file. A second run at the same time makes the first give up; a finished export stays as it is.

    Raises OperationalError or InterfaceError where the database is away: the queue tries again.
    """
    with acting(_owner(account)):
        export = _begun(export_id)
    if export is None:
        return
    with translation.override(export.language), suppress(_Superseded):
        if why := _written(export):
            with acting(_owner(account)):
                _tell(export, state=Export.STOPPED, why=why, ended_at=now())


def _owner(account: int) -> Actor:
    """Who asked, with the rights of now; without any where the account is closed, to read its own export by."""
    return actor_of(account) or Actor(account, "", "person", "", "")


def _begun(export_id: int) -> Export | None:
    waiting = Export.objects.filter(pk=export_id, state__in=Export.UNFINISHED)
    if not waiting.update(state=Export.RUNNING, run=F("run") + 1, done=0, total=None):
        return None
    return Export.objects.get(pk=export_id)


def _written(export: Export) -> str:
    """Writes; answers why it ended without a file, nothing where there is one."""
    try:
        with store.drafts(export) as folder:
            _Writing(export, folder).to_the_end()
    except _Ended as ended:
        return ended.why
    except Refused:
        return FILTERS
    except (OperationalError, InterfaceError, _Superseded):
        raise
    except Exception as error:
        log.exception("export %d", export.pk)
        return DISK if getattr(error, "errno", None) in _NO_SPACE else FAULT
    return ""


def _tell(export: Export, **values: Any) -> None:
    """Writes how far it is. Raises _Superseded where it is this run's no more."""
    mine = Export.objects.filter(pk=export.pk, run=export.run, state=Export.RUNNING)
    if not mine.update(**values):
        raise _Superseded


class _Writing:
    """One run, from the labels to the last row."""

    sheet: Sheet
    columns: tuple[str, ...]

    def __init__(self, export: Export, folder: Path) -> None:
        self.export, self.folder, self.done = export, folder, 0

    def to_the_end(self) -> None:
        """Writes chunk after chunk and makes the draft the file. Raises _Ended, _Superseded, Refused, OSError."""
        draft = self.folder / "draft"
        with draft.open("wb") as out:
            self._begin(out)
            try:
                cursor = self._chunk(None)
                while cursor:
                    cursor = self._chunk(cursor)
                self.sheet.close()
            except BaseException:
                self.sheet.give_up()
                raise
            size = out.tell()
        with acting(_owner(self.export.user_id)):
            # Whoever begins it anew waits for this row: there is never a second file of it.
            _tell(self.export, state=Export.DONE, size=size, ended_at=now())
            store.keep(self.export, draft)

    @contextmanager
    def _narrowed(self) -> Iterator[Narrowed]:
        """The list as its account sees it now. Raises _Ended once a right was withdrawn."""
        actor = actor_of(self.export.user_id)
        if actor is None or not still_holds(self.export.held, actor):
            raise _Ended(RIGHT)
        with acting(actor):
            yield rows.narrowed_for(process_of(self.export.kind), actor, self.export.params)

    def _begin(self, out: BinaryIO) -> None:
        with self._narrowed() as narrowed:
            most, is_paper = rows.LIMITS[self.export.form][1], self.export.form in PAPERS
            total = listing.count_of(narrowed, most + 1)
            if total > most:
                raise _Ended(TOO_LONG if is_paper else TOO_MANY)
            _tell(self.export, total=total)
            self.columns = listing_columns(narrowed.process, narrowed.actor)
            labels = rows.head(narrowed.process, self.columns)
            paper = rows.paper_around(narrowed, self.export.words) if is_paper else None
        self.sheet = sheet(self.export.form, out, labels, self.folder, paper)

    def _chunk(self, cursor: Cursor | None) -> Cursor | None:
        with self._narrowed() as narrowed:
            found, place = rows.chunk(replace(narrowed, cursor=cursor), self.columns)
            self.done += len(found)
            _tell(self.export, done=self.done)
        self.sheet.add(found)
        return place
