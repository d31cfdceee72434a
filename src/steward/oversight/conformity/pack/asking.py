"""Asking for a pack by a page, giving it up, saving its file: each saving is kept (manual 1.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steward.kernel import jobs, policy
from steward.kernel.refusal import Invalid, Refused, Unknown
from steward.oversight.conformity.models import AskedPack, PackTaken
from steward.oversight.conformity.pack import sealing, store
from steward.oversight.conformity.pack.making import LANGUAGES
from steward.people.context import now
from steward.surface.exports.rights import held_by, still_holds

if TYPE_CHECKING:
    from pathlib import Path

    from steward.kernel.process import Text
    from steward.people.actor import Actor

TASK = "steward.audit_pack"
MAKERS = (
    "management_representative", "quality_manager", "internal_auditor", "external_auditor", "general_manager",
    "top_management",
)  # fmt: skip
# Why no pack came of it, by the word that is kept with what was asked.
WHY: dict[str, Text] = {
    "right": gettext_lazy("A right that you had when you asked was withdrawn: no pack was made."),
    "disk": gettext_lazy("The disk is full. Nothing is kept of this pack; ask again once there is room."),
    "fault": gettext_lazy("Something went wrong on our side, and no pack was made. The fault is in the log."),
}


def ask(language: str, actor: Actor) -> AskedPack:
    """Asks for a pack of now. Raises Refused for others than its makers or beside one under way, Invalid."""
    if reasons := policy.why_not_hold(MAKERS, actor):
        raise Refused(reasons)
    if language not in LANGUAGES:
        raise Invalid({"language": [_("Choose from: %(choices)s.") % {"choices": ", ".join(LANGUAGES)}]})
    if under_way(actor) is not None:
        raise Refused([_("A pack of yours is being made already: wait for it, or cancel it.")])
    made = AskedPack.objects.create(user_id=actor.id, language=language, held=held_by(actor), asked_at=now())
    jobs.enqueue(TASK, asked=made.pk, account=actor.id)
    return made


def under_way(actor: Actor) -> AskedPack | None:
    """The actor's own one that is not finished."""
    return AskedPack.objects.filter(user_id=actor.id, state__in=AskedPack.UNFINISHED).first()


def cancel(actor: Actor) -> None:
    """Gives the actor's own one up; nothing of it is kept."""
    ended = {"state": AskedPack.CANCELLED, "ended_at": now(), "seen_at": now()}
    AskedPack.objects.filter(user_id=actor.id, state__in=AskedPack.UNFINISHED).update(**ended)


def file_of(actor: Actor, pk: int) -> tuple[AskedPack, Path]:
    """A made pack and its file; that it is saved is kept.

    Raises Unknown where there is none, Refused for whoever sees less than its maker did, or where it was altered.
    """
    found = AskedPack.objects.select_related("pack").filter(pk=pk, state=AskedPack.DONE).first()
    if found is None or found.pack is None or not store.place_of(found).exists():
        raise Unknown([_("There is no such file.")])
    if reasons := policy.why_not_hold(MAKERS, actor):
        raise Refused(reasons)
    if not still_holds(found.held, actor):
        raise Refused([_("This pack holds records that you may not see: make one of your own.")])
    place = store.place_of(found)
    try:
        whole = sealing.check(place).seal == found.pack.seal
    except sealing.Broken:
        whole = False
    if not whole:
        raise Refused([_("The file is not as it was made: its seal is another one. Make a new pack.")])
    PackTaken.objects.create(pack=found.pack, user_id=actor.id, taken_at=now())
    return found, place
