"""A pack at work: gathered with its asker's eyes, and given up once they may not look any more (manual 1.2.2)."""

from __future__ import annotations

import errno
import logging
from typing import TYPE_CHECKING, Any

from django.db import InterfaceError, OperationalError
from django.db.models import F

from steward.oversight.conformity.models import AskedPack
from steward.oversight.conformity.pack import store
from steward.oversight.conformity.pack.asking import MAKERS
from steward.oversight.conformity.pack.making import make
from steward.people.actor import Actor, actor_of
from steward.people.context import acting, now

if TYPE_CHECKING:
    from pathlib import Path

    from steward.oversight.conformity.models import Pack

log = logging.getLogger(__name__)
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)


class _Superseded(Exception):
    """Somebody cancelled it, or another worker has begun it anew."""


def run(asked_id: int, account: int) -> None:
    """Makes the pack. A second run at the same time makes the first give up; one that ended stays as it is.

    Raises OperationalError or InterfaceError where the database is away: the queue tries again.
    """
    with acting(_owner(account)):
        asked = _begun(asked_id)
    if asked is None:
        return
    try:
        why = _made(asked)
    except _Superseded:
        return
    if why:
        with acting(_owner(account)):
            _mine(asked).update(state=AskedPack.STOPPED, why=why, ended_at=now())


def _owner(account: int) -> Actor:
    """Who asked, with the rights of now; without any where the account is closed."""
    return actor_of(account) or Actor(account, "", "person", "", "")


def _begun(asked_id: int) -> AskedPack | None:
    waiting = AskedPack.objects.filter(pk=asked_id, state__in=AskedPack.UNFINISHED)
    if not waiting.update(state=AskedPack.RUNNING, run=F("run") + 1):
        return None
    return AskedPack.objects.select_related("user").get(pk=asked_id)


def _mine(asked: AskedPack) -> Any:
    return AskedPack.objects.filter(pk=asked.pk, run=asked.run, state=AskedPack.RUNNING)


def _made(asked: AskedPack) -> str:
    """Makes it; answers a word of `asking.WHY` where no pack came of it. Raises _Superseded."""
    actor = actor_of(asked.user_id)
    if actor is None or not actor.holds_anywhere(MAKERS):
        return "right"
    try:
        with store.draft(asked) as draft:
            _Writing(asked, draft).to_the_end()
    except (OperationalError, InterfaceError, _Superseded):
        raise
    except Exception as error:
        log.exception("audit pack %d", asked.pk)
        return "disk" if getattr(error, "errno", None) in _NO_SPACE else "fault"
    return ""


class _Writing:
    """One run."""

    def __init__(self, asked: AskedPack, draft: Path) -> None:
        self.asked, self.draft, self.told = asked, draft, -1

    def to_the_end(self) -> None:
        """Writes the draft and makes it the file. Raises _Superseded, Refused, Broken, OSError."""
        make(self.draft, self.asked.user.username, self.asked.language, self._tell, self._keep)

    def _tell(self, percent: int) -> None:
        if percent == self.told:
            return
        self.told = percent
        if not _mine(self.asked).exists():
            raise _Superseded
        store.tell(self.asked, percent)

    def _keep(self, pack: Pack) -> None:
        # Whoever begins it anew waits for this row: there is never a second file of it.
        if not _mine(self.asked).update(state=AskedPack.DONE, pack=pack, ended_at=now()):
            raise _Superseded
        store.keep(self.asked, self.draft)
