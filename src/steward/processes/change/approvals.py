"""Who decides on a change: the policy's lines that its type, risk, cost and customer call for (manual 8.2.1, 5.4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _

from steward.kernel.process import Line
from steward.processes.change.models import ApprovalRule
from steward.processes.change.words import Risk

if TYPE_CHECKING:
    from steward.kernel.models import Record
    from steward.kernel.process import Attempt, Text

# Where nobody has set up a policy yet.
DEFAULT = {
    "name": "technical_operations_manager", "by": ["technical_operations_manager", "service_department_manager"],
    "quorum": 1,
}  # fmt: skip


def approvals_by_policy(attempt: Attempt) -> dict[str, Any]:
    """The lines as the policy stands now; they stay with the change until it comes before the gate again."""
    of = [attempt.record.customer_id, attempt.actor.own_party_id or 0]
    fits = Q(change_type__isnull=True) | Q(change_type=attempt.value("change_type"))
    risky = Q(risk__isnull=True) | Q(risk__lte=attempt.value("risk") or Risk.HIGH)
    cost = attempt.value("cost_estimate") or 0
    rules = ApprovalRule.objects.filter(fits, risky, is_active=True, party_id__in=of, cost_from__lte=cost)
    quorums: dict[str, int] = {}
    for role, quorum in rules.order_by("cost_from", "id").values_list("role", "quorum"):
        quorums[role] = max(quorum, quorums.get(role, 0))
    lines = [{"name": role, "by": [role], "quorum": quorum} for role, quorum in quorums.items()]
    return {"approvals": lines or [DEFAULT]}


def lines_of(record: Record) -> tuple[Line, ...]:
    """The lines of a change before its gate."""
    stated = record.approvals  # type: ignore[attr-defined]  # a change
    return tuple(Line(line["name"], tuple(line["by"]), line["quorum"]) for line in stated)


def a_contact_decides_for_the_own_company(attempt: Attempt) -> Text | None:
    """The customer's approval is given by the customer's own people."""
    if attempt.actor.is_provider or attempt.actor.party_id == attempt.record.customer_id:
        return None
    return _("Only the customer's own contacts may do this.")
