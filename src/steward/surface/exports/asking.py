"""Asking for an export, following it, giving it up: by its own account alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from steward.kernel import jobs
from steward.kernel.catalogue import all_processes
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.people.context import now
from steward.surface.exports import rows, store
from steward.surface.exports.rights import held_by, still_holds
from steward.surface.exports.sheets import FORMS
from steward.surface.list_filters import Bar
from steward.surface.list_page import cut_sentence
from steward.surface.models import Export

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from django.db.models import QuerySet

    from steward.kernel.process import Process, Text
    from steward.people.actor import Actor
    from steward.surface.narrowing import Narrowed

MOST_UNFINISHED = 3
SHOWN = 50
# Why an export ended without a file, by the word that is kept with it.
WHY: dict[str, Text] = {
    "right": gettext_lazy("A right that you had when you asked was withdrawn: nothing more was written."),
    "filters": gettext_lazy("These filters can't be read any more: what they name is gone, or not for you."),
    "too_many": gettext_lazy("More than 1,000,000 rows: narrow the list first, by a span of time say."),
    "too_long_for_paper": gettext_lazy(
        "More than 5,000 rows are too many for paper: narrow the list, or take Excel or CSV."
    ),
    "disk": gettext_lazy("The disk is full. Nothing is kept of this file; ask again once there is room."),
    "fault": gettext_lazy("Something went wrong on our side. The fault is in the log."),
}


def form_named(form: str) -> str:
    """The form of a file. Raises Refused for any other word."""
    if form not in FORMS:
        raise Refused([_("A list is exported as csv, xlsx, pdf or docx.")])
    return form


def process_named(kind: str) -> Process:
    """The process of a kind that somebody asks for. Raises Invalid."""
    found = next((process for process in all_processes() if process.kind == kind), None)
    if found is None:
        kinds = ", ".join(process.kind for process in all_processes())
        raise Invalid({"kind": [_("Choose from: %(choices)s.") % {"choices": kinds}]})
    return found


def ask(process: Process, form: str, params: Mapping[str, Sequence[str]], actor: Actor) -> Export:
    """Asks for a list as a file. Raises Refused for an unknown form or a fourth export, Invalid for bad filters."""
    form_named(form)
    narrowed = rows.narrowed_for(process, actor, params)
    if Export.objects.filter(user_id=actor.id, state__in=Export.UNFINISHED).count() >= MOST_UNFINISHED:
        raise Refused([_("Three of your exports are still being written: wait for one, or cancel it.")])
    question = {"q": [narrowed.question]} if narrowed.question else {}
    kept = {**{name: list(values) for name, values in narrowed.given.items()}, **question}
    made = Export.objects.create(
        user_id=actor.id,
        kind=process.kind,
        form=form,
        language=get_language() or "zh-hans",
        params={**kept, "sort": [narrowed.sort.name]},
        words=words_of(Bar(process, actor, narrowed, kept), narrowed),
        held=held_by(actor),
        made_at=now(),
    )
    jobs.enqueue("steward.export", export=made.pk, account=actor.id)
    return made


def words_of(bar: Bar, narrowed: Narrowed) -> list[str]:
    """What narrows the list, in the asker's words."""
    return [*(chip["label"] for chip in bar.chips()), *([cut_sentence()] if narrowed.cut else [])]


def exports_of(actor: Actor) -> QuerySet[Export]:
    """An account's own exports, the newest first."""
    return Export.objects.filter(user_id=actor.id).order_by("-id")


def export_of(actor: Actor, pk: int) -> Export:
    """One of an account's own exports. Raises Unknown."""
    found = exports_of(actor).filter(pk=pk).first()
    if found is None:
        raise Unknown([_("There is no such export.")])
    return found


def cancel(actor: Actor, pk: int) -> Export:
    """Gives an export up, or forgets nothing where it is over already. Raises Unknown."""
    ended = {"state": Export.CANCELLED, "ended_at": now(), "seen_at": now()}
    exports_of(actor).filter(pk=pk, state__in=Export.UNFINISHED).update(**ended)
    return export_of(actor, pk)


def file_of(actor: Actor, pk: int) -> tuple[Export, Path]:
    """A finished export and its file. Raises Unknown where there is none, Refused once a right was withdrawn."""
    found = export_of(actor, pk)
    place = store.place_of(found)
    if found.state != Export.DONE or not place.exists():
        raise Unknown([_("There is no such file.")])
    if not still_holds(found.held, actor):
        raise Refused([_("A right that you had when you asked was withdrawn: this file is not for you any more.")])
    return found, place
