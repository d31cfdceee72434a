"""Asking for a change of many records, letting it run, giving it up, taking it back: by its own account alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from steward.kernel import jobs
from steward.kernel.catalogue import process_of
from steward.kernel.intake import read_values
from steward.kernel.refusal import Refused, Unknown
from steward.people.context import now
from steward.surface.bulk import choosing
from steward.surface.models import BulkChange, BulkRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from steward.kernel.process import Process
    from steward.people.actor import Actor
    from steward.surface.bulk.choosing import Chosen

MOST_UNFINISHED = 3
TASK = "steward.bulk"


def ask(process: Process, chosen: Chosen, *, actor: Actor, raw: Mapping[str, Any], words: Sequence[str]) -> BulkChange:
    """Asks for new values in these records; they are checked next. Raises Invalid for a value, Refused for a right."""
    if reasons := choosing.why_not(process, actor):
        raise Refused(reasons)
    read_values(process, raw, choosing.fields_of(process), actor)
    made = _made(process.kind, actor, raw, words)
    _keep(made, ({"number": number, "version": version} for number, version in chosen.rows))
    return made


def _made(kind: str, actor: Actor, raw: Mapping[str, Any], words: Sequence[str], **more: Any) -> BulkChange:
    under_way = BulkChange.objects.filter(user_id=actor.id, state__in=BulkChange.UNFINISHED)
    if under_way.count() >= MOST_UNFINISHED:
        raise Refused([_("Three of your changes are still under way: wait for one, or cancel it.")])
    language = get_language() or "zh-hans"
    return BulkChange.objects.create(
        user_id=actor.id, kind=kind, language=language, values=dict(raw), words=list(words), made_at=now(), **more
    )


def _keep(made: BulkChange, rows: Iterable[Mapping[str, Any]]) -> None:
    BulkRow.objects.bulk_create([BulkRow(bulk=made, user_id=made.user_id, **row) for row in rows])
    jobs.enqueue(TASK, bulk=made.pk, account=made.user_id)


def changes_of(actor: Actor) -> Any:
    """An account's own, the newest first, each with how many records it has and how far it is."""
    counted = {
        "total": Count("rows"),
        "seen": Count("rows", filter=~Q(rows__verdict="")),
        "fits": Count("rows", filter=Q(rows__verdict=BulkRow.FITS)),
        "tried": Count("rows", filter=~Q(rows__outcome="")),
        "changed": Count("rows", filter=Q(rows__outcome=BulkRow.CHANGED)),
    }
    return BulkChange.objects.filter(user_id=actor.id).order_by("-id").annotate(**counted)


def change_of(actor: Actor, pk: int) -> Any:
    """One of them. Raises Unknown."""
    found = changes_of(actor).filter(pk=pk).first()
    if found is None:
        raise Unknown([_("There is no such change of many records.")])
    return found


def let_run(actor: Actor, pk: int) -> None:
    """Lets a checked one run. Raises Unknown, or Refused where it is not checked or has nothing to change."""
    found = change_of(actor, pk)
    waits = BulkChange.objects.filter(pk=pk, user_id=actor.id, state=BulkChange.CHECKED)
    if not found.fits or not waits.update(state=BulkChange.RUNNING):
        raise Refused([_("There is nothing here to run: it is not checked yet, or it ran already.")])
    jobs.enqueue(TASK, bulk=pk, account=actor.id)


def cancel(actor: Actor, pk: int) -> None:
    """Gives one up; what was changed by then stays changed. Raises Unknown."""
    change_of(actor, pk)
    alive = (*BulkChange.UNFINISHED, BulkChange.CHECKED)
    mine = BulkChange.objects.filter(pk=pk, user_id=actor.id, state__in=alive)
    mine.update(state=BulkChange.CANCELLED, ended_at=now())


def undo(actor: Actor, pk: int) -> BulkChange:
    """Asks for the opposite change of the records that it changed, as far as nobody has written them since.

    What names the authority of a write goes along as it was given, and is not taken back. Raises Unknown, Refused.
    """
    found = change_of(actor, pk)
    process = process_of(found.kind)
    rows = list(found.rows.filter(outcome=BulkRow.CHANGED).order_by("pk").values_list("number", "version", "was"))
    if not rows or found.is_unfinished:
        raise Refused([_("Nothing was changed here that could be taken back.")])
    kept = {name: value for name, value in found.values.items() if choosing.is_of_write(process, name)}
    made = _made(found.kind, actor, found.values, found.words, undo_of_id=pk)
    _keep(made, ({"number": n, "version": version, "given": {**was, **kept}} for n, version, was in rows))
    return made
