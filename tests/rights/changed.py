"""The ground of change management: an item of a change, a line of policy and a window of each customer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from steward.people.context import now
from steward.people.models import Party
from steward.processes.change.models import ApprovalRule, Change, ChangeWindow
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
            made = ChangeWindow.objects.create(
                party=party, kind="business", title="x", starts_at=now(), ends_at=now() + timedelta(hours=2)
            )
            fill_texts(ground, made, who, ("kind",))
