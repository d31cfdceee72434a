"""The ground of the organisation: a row in each of its registers, with secrets of the provider's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.people.context import now
from steward.people.models import Party, Person, Unit
from steward.registers.organisation.models import (
    Acknowledgement,
    Certificate,
    Communication,
    Confirmation,
    Office,
    Position,
    Responsibility,
    Statement,
)
from tests.cast import CAST
from tests.people import as_, day_in_company

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.rights.ground import Ground


def organise(ground: Ground, fill_texts: Callable[..., None], is_provider: Callable[[str], bool]) -> None:
    """What contacts of customers and suppliers find neither on a page nor by SQL."""
    inside = [name for name in CAST if is_provider(name)]
    with as_("service-head"):
        today = day_in_company()
        own = Party.objects.get(is_own=True)
        unit = Unit.objects.create(party=own, code="unit-own", name_zh="x", name_en="x")
        person = Person.objects.get(code="p-desk")
        position = Position.objects.create(role="service_desk", issued_on=today)
        for row in (
            Statement.objects.create(subject="company"),
            Office.objects.create(unit=unit),
            Certificate.objects.create(number="x", valid_from=today, valid_until=today),
            Communication.objects.create(code="plan", organiser="service_desk", every_days=30, starts_on=today),
            position,
        ):
            fill_texts(ground, row, inside, ("code",))
        Responsibility.objects.create(process="incident", role="service_desk", letter="A")
        Acknowledgement.objects.create(position=position, person=person, edition=1, made_at=now())
        Confirmation.objects.create(person=person, confirmed_at=now())
