"""What pages ask of copies: who holds what, who has not answered since when, who could be handed one (manual 1.4.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from steward.people.models import Duty, Person
from steward.people.roles import ROLES
from steward.registers.document.handing.models import Copy, Sort
from steward.registers.document.models import Issued

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from steward.people.actor import Actor
    from steward.registers.document.models import Document, Edition

EVERYBODY = "all_departments"
_HEAVY = ("sections", "order_of_issue", "reason")
_OUTSIDERS = ("customer_contact", "supplier_contact", "external_auditor", "system", "integration")


@dataclass(frozen=True, slots=True)
class Held:
    """A copy with the edition that it is of."""

    copy: Copy
    issued: Issued

    @property
    def waits_for(self) -> str:
        """What is still owed: `receipt` of what is in force, `return` of an older print; '' where nothing is."""
        copy = self.copy
        if copy.ended_at is not None:
            return ""
        if self.issued.in_force:
            return "receipt" if copy.holder_id and copy.acknowledged_at is None else ""
        return "" if copy.sort == Sort.ELECTRONIC else "return"


def of_edition(edition: Edition) -> list[Held]:
    """Its own copies, and those of older editions that are to come back; by number. Two statements."""
    found = Copy.objects.filter(Q(edition=edition) | _to_come_back(edition.document))
    return _with_editions(found)


def of_holder(actor: Actor) -> list[Held]:
    """What an actor holds of editions in force, the latest first. Two statements."""
    held = _with_editions(Copy.objects.filter(holder_id=actor.person_id or 0, ended_at=None))
    return sorted((each for each in held if each.issued.in_force or each.waits_for), key=_latest_first)


def waited_for() -> list[Held]:
    """Every receipt and return that is owed, the longest first. Two statements."""
    open_ones = Copy.objects.filter(ended_at=None).filter(Q(acknowledged_at=None) | ~Q(sort=Sort.ELECTRONIC))
    return [each for each in _with_editions(open_ones) if each.waits_for]


def _to_come_back(document: Document) -> Q:
    return Q(document=document, ended_at=None, edition__in_force_of=None) & ~Q(sort=Sort.ELECTRONIC)


def _with_editions(found: QuerySet[Copy]) -> list[Held]:
    copies = list(found.select_related("holder", "document").order_by("document__code", "number"))
    issued = Issued.objects.in_bulk([copy.edition_id for copy in copies]) if copies else {}
    return [Held(copy, issued[copy.edition_id]) for copy in copies if copy.edition_id in issued]


def _latest_first(held: Held) -> tuple[bool, float]:
    return held.waits_for == "", -held.copy.handed_out_at.timestamp()


def _duties(day: date) -> QuerySet[Duty]:
    """The duties that our own people hold on a day."""
    running = Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))
    ours = Duty.objects.filter(running, person__party__is_own=True, person__left_on=None)
    return ours.exclude(role__in=_OUTSIDERS)


def people_of(role: str, day: date) -> list[Person]:
    """Whoever of ours holds a role on a day; of `EVERYBODY` all who hold any. One statement."""
    duties = _duties(day) if role == EVERYBODY else _duties(day).filter(role=role)
    return list(Person.objects.filter(pk__in=duties.values("person_id")).order_by("code"))


def choices(day: date) -> tuple[list[tuple[str, str]], list[Person]]:
    """The roles that somebody holds, with their labels, and everybody who holds one. Two statements."""
    held = set(_duties(day).values_list("role", flat=True))
    roles = [(key, str(role.label)) for key, role in ROLES.items() if key in held or key == EVERYBODY]
    return roles, people_of(EVERYBODY, day)
