"""The pen of copies: handed out, handed on with the next edition, acknowledged, taken back (manual 1.4.2-1.4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from steward.kernel import policy
from steward.kernel.refusal import Invalid, Refused
from steward.people.context import now
from steward.registers.document.handing.models import Copy, Ending, Sort
from steward.registers.document.layers import CONTROLLERS
from steward.registers.document.models import Document, Edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from steward.kernel.process import Attempt
    from steward.people.actor import Actor
    from steward.people.models import Person

# What a holder promises with the receipt (1.4.5).
UNDERTAKING = gettext_lazy(
    "I have received it. I explain it to my people and we follow it; I keep it safe, alter nothing in it, and pass it"
    " to nobody outside the company."
)


@transaction.atomic
def hand_out(edition: Edition, people: Sequence[Person], sort: str, place: str, *, actor: Actor) -> list[Copy]:
    """A numbered copy for each who holds none of this edition in this way yet. Raises Refused, Invalid."""
    _refuse(policy.why_not_hold(CONTROLLERS, actor))
    document = _held_still(edition)
    if not Edition.objects.filter(pk=edition.pk, in_force_of=document).exists():
        text = _("Edition %(edition)s is not in force: only what is in force is handed out.")
        raise Refused([text % {"edition": edition.edition}])
    if sort not in (Sort.ELECTRONIC, Sort.PAPER):
        raise Invalid({"sort": [_("A copy is handed out electronically or on paper.")]})
    if not people:
        raise Invalid({"person": [_("Say to whom: a role that somebody holds, or persons.")]})
    have = set(Copy.objects.filter(edition=edition, sort=sort, ended_at=None).values_list("holder_id", flat=True))
    fresh = [person for person in people if person.pk not in have]
    if not fresh:
        told = {"names": _(", ").join(person.name for person in people)}
        raise Refused([_("Already handed out to %(names)s: nobody holds the same edition twice.") % told])
    return _written(document, edition, ((person.pk, sort, place) for person in fresh), actor)


def hand_on(attempt: Attempt) -> None:
    """Whoever of ours holds the edition before is handed the one that comes into force (1.4.4)."""
    edition: Any = attempt.record
    document = _held_still(edition)
    held = Copy.objects.filter(edition__in_force_of=document, ended_at=None, holder__left_on=None)
    rows = held.exclude(edition=edition).exclude(holder=None).order_by("number")
    _written(document, edition, rows.values_list("holder_id", "sort", "place"), attempt.actor)


def hand_outside(edition: Edition, recipient: str, disclosure: str, *, actor: Actor) -> Copy:
    """The numbered copy that goes to a third party by the decisions of a disclosure (1.4.5)."""
    (copy,) = _written(_held_still(edition), edition, ((None, Sort.EXTERNAL, recipient),), actor, disclosure)
    return copy


def _held_still(edition: Edition) -> Document:
    """The document of an edition; whoever else hands out copies of it waits until this is done."""
    return Document.objects.select_for_update().get(pk=edition.document_id)


def _written(
    document: Document,
    edition: Edition,
    held: Iterable[tuple[int | None, str, str]],
    actor: Actor,
    disclosure: str = "",
) -> list[Copy]:
    """Copies numbered one after another within the document."""
    last = Copy.objects.filter(document=document).aggregate(last=Max("number"))["last"] or 0
    rows = [
        Copy(
            document=document, edition=edition, number=number, sort=sort, holder_id=holder, place=place,
            disclosed_by=disclosure, handed_out_at=now(), handed_out_by_id=actor.id,
        )
        for number, (holder, sort, place) in enumerate(held, last + 1)
    ]  # fmt: skip
    return Copy.objects.bulk_create(rows)


@transaction.atomic
def acknowledge(pk: int, *, actor: Actor) -> Copy:
    """The holder's own word that it has arrived, with the undertaking. Raises Refused."""
    _refuse(policy.why_not_write(actor))
    copy = _locked(Copy.objects.filter(pk=pk))
    if copy.holder is None or copy.holder_id != actor.person_id:
        whose = copy.holder.name if copy.holder else copy.place
        text = _("Copy no. %(number)s was handed to %(whose)s: only who holds it acknowledges it.")
        raise Refused([text % {"number": copy.number, "whose": whose}])
    if copy.acknowledged_at is not None:
        raise Refused([_("You have acknowledged copy no. %(number)s already.") % {"number": copy.number}])
    _refuse_ended(copy)
    copy.acknowledged_at = now()
    copy.save(update_fields=["acknowledged_at"])
    return copy


@transaction.atomic
def take_back(edition: Edition, pk: int, ending: str, *, actor: Actor) -> Copy:
    """A tick of the recall list: the copy is back, or destroyed. Raises Refused, Invalid."""
    _refuse(policy.why_not_hold(CONTROLLERS, actor))
    if ending not in Ending.values:
        raise Invalid({"ending": [_("A copy is returned or destroyed.")]})
    copy = _locked(Copy.objects.filter(pk=pk, document_id=edition.document_id))
    _refuse_ended(copy)
    if copy.disclosed_by:
        text = _("Copy no. %(number)s went outside by %(disclosure)s: it is taken back there.")
        raise Refused([text % {"number": copy.number, "disclosure": copy.disclosed_by}])
    if copy.sort == Sort.ELECTRONIC and ending == Ending.DESTROYED:
        text = _("Copy no. %(number)s is electronic: there is nothing to destroy. Take it back instead.")
        raise Refused([text % {"number": copy.number}])
    return _ended(copy, ending, actor)


def take_back_from_outside(disclosure: str, ending: str, *, actor: Actor) -> Copy:
    """The copy that went out by a disclosure is back, or destroyed. Raises Refused."""
    copy = _locked(Copy.objects.filter(disclosed_by=disclosure))
    _refuse_ended(copy)
    return _ended(copy, ending, actor)


def _ended(copy: Copy, ending: str, actor: Actor) -> Copy:
    copy.ending, copy.ended_at, copy.ended_by_id = ending, now(), actor.id
    copy.save(update_fields=["ending", "ended_at", "ended_by"])
    return copy


def _locked(found: Any) -> Copy:
    copy: Copy | None = found.select_for_update(of=("self",)).select_related("holder").first()
    if copy is None:
        raise Refused([_("There is no such copy of this document.")])
    return copy


def _refuse_ended(copy: Copy) -> None:
    if copy.ended_at is not None:
        told = {"number": copy.number, "ending": copy.get_ending_display()}
        raise Refused([_("Nobody holds copy no. %(number)s any more: %(ending)s.") % told])


def _refuse(reasons: Sequence[Any]) -> None:
    if reasons:
        raise Refused(list(reasons))
