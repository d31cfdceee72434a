"""What stands on every page of a numbered copy: its number and holder, or to whom it was disclosed (1.4.3, 1.4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from steward.kernel import policy
from steward.kernel.refusal import Refused, Unknown
from steward.registers.document.handing.models import Copy
from steward.registers.document.layers import CONTROLLERS

if TYPE_CHECKING:
    from steward.people.actor import Actor
    from steward.registers.document.models import Document

MOST_DIGITS = 8


def numbered(document: Document, given: str, actor: Actor) -> Copy:
    """The copy of this number, for its holder and for those who keep documents. Raises Unknown, Refused."""
    number = int(given) if given.isascii() and given.isdigit() and len(given) <= MOST_DIGITS else 0
    found = Copy.objects.filter(document=document, number=number).select_related("holder").first()
    if found is None:
        raise Unknown([_("There is no such copy of this document.")])
    is_own = found.holder_id is not None and found.holder_id == actor.person_id
    if not is_own and (reasons := policy.why_not_hold(CONTROLLERS, actor)):
        raise Refused(reasons)
    if found.ended_at is not None:
        told = {"number": found.number, "ending": found.get_ending_display()}
        raise Refused([_("Nobody holds copy no. %(number)s any more: %(ending)s.") % told])
    return found


def mark_of(copy: Copy) -> str:
    """A sentence in the reader's language."""
    if copy.disclosed_by:
        told = {"number": copy.number, "recipient": copy.place, "disclosure": copy.disclosed_by}
        return _("Copy no. %(number)s, for %(recipient)s alone (%(disclosure)s): not to be passed on.") % told
    holder = copy.holder.name if copy.holder else copy.place
    return _("Controlled copy no. %(number)s, held by %(holder)s.") % {"number": copy.number, "holder": holder}
