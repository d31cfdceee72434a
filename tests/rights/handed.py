"""A copy of an edition in somebody's hands, secrets in its texts: for the provider's people alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.people.context import now
from steward.people.models import Person
from steward.registers.document.handing.models import Copy
from steward.registers.document.models import Edition
from tests.cast import CAST
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.rights.ground import Ground


def hand_out(ground: Ground, fill_texts: Callable[..., None], is_provider: Callable[[str], bool]) -> None:
    """One of them, on paper, to the engineer."""
    with as_("service-head") as actor:
        edition = Edition.objects.order_by("pk")[0]
        copy = Copy.objects.create(
            document_id=edition.document_id, edition=edition, number=1, sort="paper",
            holder=Person.objects.get(code="p-engineer"), handed_out_at=now(), handed_out_by_id=actor.id,
        )  # fmt: skip
        fill_texts(ground, copy, filter(is_provider, CAST))
