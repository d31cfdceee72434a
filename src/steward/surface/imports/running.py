"""An import at work: all of it in one transaction, with the rights of that moment; how far it is stands beside it."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.db import InterfaceError, OperationalError
from django.db.models import F
from django.utils import translation

from steward.kernel.refusal import Refused
from steward.people.actor import Actor, actor_of
from steward.people.context import acting, now
from steward.surface.exports.rights import still_holds
from steward.surface.imports import store
from steward.surface.imports.asking import WHY
from steward.surface.models import Import

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it: how many of each sort, what the page tells of rows, and whether they are written."""

    counts: dict[str, int]
    told: dict[str, Any]
    is_written: bool


class Work(Protocol):
    """What a chapter does with the files: checks them, or (by the step of the import) writes them as well."""

    def __call__(
        self, one: Import, files: dict[str, bytes], actor: Actor, tell: Callable[[str, int, int], None]
    ) -> Outcome:
        """Raises Refused with what stands against it; whatever it wrote is taken back then."""


class _Superseded(Exception):
    """Somebody cancelled it, or another worker has begun it anew."""


def run(pk: int, account: int, work: Work) -> None:
    """Carries it out. A second run at the same time makes the first give up; what has ended stays as it is.

    Raises OperationalError or InterfaceError where the database is away: the queue tries again.
    """
    with acting(_owner(account)):
        one = _begun(pk)
    if one is None:
        return
    with translation.override(one.language), suppress(_Superseded):
        if reasons := _carried_out(one, work):
            with acting(_owner(account)):
                _end(one, state=Import.STOPPED, reasons=reasons)


def _owner(account: int) -> Actor:
    """Who asked, with the rights of now; without any where the account is closed, to read its own row by."""
    return actor_of(account) or Actor(account, "", "person", "", "")


def _begun(pk: int) -> Import | None:
    waiting = Import.objects.filter(pk=pk, state__in=Import.UNFINISHED)
    if not waiting.update(state=Import.RUNNING, run=F("run") + 1):
        return None
    return Import.objects.get(pk=pk)


def _carried_out(one: Import, work: Work) -> list[str]:
    """Does it; answers why it ended with nothing written, an empty list where it is done."""
    try:
        _in_one_transaction(one, work)
    except Refused as refused:
        return list(map(str, refused.reasons))
    except FileNotFoundError:
        return [str(WHY["gone"])]
    except (OperationalError, InterfaceError, _Superseded):
        raise
    except Exception:
        log.exception("import %d", one.pk)
        return [str(WHY["fault"])]
    return []


def _in_one_transaction(one: Import, work: Work) -> None:
    def tell(phase: str, done: int, total: int) -> None:
        if not Import.objects.filter(pk=one.pk, run=one.run, state=Import.RUNNING).exists():
            raise _Superseded
        store.tell(one, phase, done, total)

    with acting(_allowed(one)) as actor:
        outcome = work(one, store.files_of(one), actor, tell)
        _allowed(one)
        state = Import.DONE if outcome.is_written else Import.READY
        _end(one, state=state, counts=outcome.counts, told=outcome.told)


def _allowed(one: Import) -> Actor:
    """Its account with the rights of now. Raises Refused once one that it had was withdrawn."""
    actor = actor_of(one.user_id)
    if actor is None or not still_holds(one.held, actor):
        raise Refused([WHY["right"]])
    return actor


def _end(one: Import, **values: Any) -> None:
    """Writes how it ended. Raises _Superseded where it is this run's no more."""
    mine = Import.objects.filter(pk=one.pk, run=one.run, state=Import.RUNNING)
    if not mine.update(ended_at=now(), **values):
        raise _Superseded
