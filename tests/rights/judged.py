"""A reader's word on each article of the ground: a row in the one table of knowledge that no act above has written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from steward.people.context import now
from steward.registers.knowledge.models import Vote
from tests.people import as_

if TYPE_CHECKING:
    from tests.rights.ground import Ground


def judge(ground: Ground) -> None:
    """One vote each."""
    with as_("service-head") as actor:
        for record in (record for record in ground.all_records() if record.kind == "article"):
            Vote.objects.create(record_id=record.pk, user_id=actor.id, helped=True, made_at=now())
