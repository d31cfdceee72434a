"""Asking for an import, saying the second word, giving it up: by its own account alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from steward.kernel import jobs
from steward.kernel.refusal import Refused, Unknown
from steward.people.context import now
from steward.surface.exports.rights import held_by
from steward.surface.imports import store
from steward.surface.models import Import

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import QuerySet

    from steward.kernel.process import Text
    from steward.people.actor import Actor

MOST_UNFINISHED = 2
# Why an import ended though nothing is wrong with its rows, by the word that is kept with it.
WHY: dict[str, Text] = {
    "right": gettext_lazy("A right that you had when you asked was withdrawn: nothing was written."),
    "gone": gettext_lazy("The files were kept for three days and are gone: choose them again."),
    "fault": gettext_lazy("Something went wrong on our side, and nothing was written. The fault is in the log."),
}


def ask(
    place: tuple[str, str], files: Mapping[str, bytes], asked: dict[str, Any], actor: Actor, *, step: str = Import.CHECK
) -> Import:
    """Keeps the files and defers the task of a kind (`place` names both) that checks them, or writes at once.

    Raises Refused where two of the account are under way.
    """
    kind, task = place
    if imports_of(actor).filter(state__in=Import.UNFINISHED).count() >= MOST_UNFINISHED:
        raise Refused([_("Two of your imports are still under way: wait for one, or cancel it.")])
    made = Import.objects.create(
        user_id=actor.id, kind=kind, language=get_language() or "zh-hans", names=list(files), asked=asked,
        held=held_by(actor), step=step, made_at=now(),
    )  # fmt: skip
    store.keep(made, list(files.values()))
    jobs.enqueue(task, run=made.pk, account=actor.id)
    return made


def imports_of(actor: Actor) -> QuerySet[Import]:
    """An account's own imports, the newest first."""
    return Import.objects.filter(user_id=actor.id).order_by("-id")


def import_of(actor: Actor, kind: str, pk: int) -> Import:
    """One of an account's own imports. Raises Unknown."""
    found = imports_of(actor).filter(kind=kind, pk=pk).first()
    if found is None:
        raise Unknown([_("There is no such import.")])
    return found


def write(one: Import, task: str, actor: Actor) -> None:
    """The second word: what was checked is to be written. Raises Refused where it is not ready, or at fault."""
    ready = imports_of(actor).filter(pk=one.pk, state=Import.READY)
    if one.counts.get("faults") or not ready.update(
        state=Import.WAITING, step=Import.WRITE, ended_at=None, seen_at=None
    ):
        raise Refused([_("Only an import that was checked and found without fault is written.")])
    jobs.enqueue(task, run=one.pk, account=actor.id)


def cancel(one: Import, actor: Actor) -> None:
    """Gives it up; nothing of it is written. What has ended stays as it is."""
    ended = {"state": Import.CANCELLED, "ended_at": now(), "seen_at": now()}
    imports_of(actor).filter(pk=one.pk, state__in=(*Import.UNFINISHED, Import.READY)).update(**ended)
