"""The ground of change management: an item of a change, a line of policy and a window of each customer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from steward.kernel.models import Calendar
from steward.people.context import now
from steward.people.models import Party
from steward.processes.change.models import (
    ApprovalRule,
    BoardConclusion,
    BoardVote,
    BusinessCalendar,
    Change,
    ChangeWindow,
)
from steward.processes.change.process import CHANGE
from tests.cast import CAST
from tests.people import as_

if TYPE_CHECKING:
    from collections.abc import Callable

    from steward.kernel.models import Record
    from tests.rights.ground import Ground


def change(
    ground: Ground, another: Callable[..., Record], fill_texts: Callable[..., None],
    sees_party: Callable[[str, str], bool],
) -> None:  # fmt: skip
    """Rows of which each customer's people see their own alone; a second change of each stands in the schedule."""
    for customer in ("alpha", "beta"):
        theirs = another(ground, CHANGE, customer)
        ground.records[customer].append(theirs)
        with as_("service-head"):
            covered = [{"ci": "x", "action": "create", "field": "ci_class", "value": "virtual_machine"}]
            span = {"planned_start": now(), "planned_end": now() + timedelta(hours=2)}
            theirs.state = "authorised"
            Change.objects.filter(pk=theirs.pk).update(items=covered, state=theirs.state, **span)
            party, who = Party.objects.get(code=customer), [name for name in CAST if sees_party(name, customer)]
            ApprovalRule.objects.create(party=party, role="finance_manager", cost_from=50_000)
            BusinessCalendar.objects.create(party=party, calendar=Calendar.objects.get(code="office"))
            made = ChangeWindow.objects.create(
                party=party, kind="business", title="x", starts_at=now(), ends_at=now() + timedelta(hours=2)
            )
            fill_texts(ground, made, who, ("kind",))


def board(ground: Ground, fill_texts: Callable[..., None]) -> None:
    """A vote and a conclusion in the meeting of each customer, on its change."""
    with as_("service-head") as actor:
        for customer in ("alpha", "beta"):
            meeting = next(record for record in ground.records[customer] if record.kind == "board_meeting")
            theirs = next(record for record in ground.records[customer] if record.kind == "change")
            said = {"record_id": meeting.pk, "change_id": theirs.pk, "user_id": actor.id, "made_at": now()}
            made = (
                BoardVote.objects.create(verdict="for", remark="x", **said),
                BoardConclusion.objects.create(conclusion="deferred", remark="x", **said),
            )
            for row in made:
                fill_texts(ground, row, ground.secrets[meeting.number], ("verdict", "conclusion"))
