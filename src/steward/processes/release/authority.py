"""Who decides on the test and on the roll-out of a release: the lines of its project's policy (manual 9.1.1, 9.1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from steward.kernel.process import Line
from steward.processes.release import policies
from steward.processes.release.words import ROLL_OUT, TEST

if TYPE_CHECKING:
    from steward.kernel.models import Record
    from steward.kernel.process import Attempt, Text
    from steward.processes.release.models import ReleasePolicy


def _lines(policy: ReleasePolicy | None, stage: str, release_type: str) -> list[dict[str, Any]]:
    """What the policy says of a stage, the highest quorum of each role once."""
    quorums: dict[str, int] = {}
    for row in policy.authority if policy else ():
        if row["stage"] == stage and row.get("release_type") in (None, release_type):
            quorums[row["role"]] = max(row["quorum"], quorums.get(row["role"], 0))
    return [{"role": role, "quorum": quorum} for role, quorum in quorums.items()]


def test_by_policy(attempt: Attempt) -> dict[str, Any]:
    """The lines over the test as the policy stands now."""
    policy = policies.in_force(attempt.record.project_id)
    return {"test_lines": _lines(policy, TEST, attempt.value("release_type"))}


def roll_out_by_policy(attempt: Attempt) -> dict[str, Any]:
    """The lines over the roll-out as the policy stands now, and the times that it sets."""
    policy = policies.in_force(attempt.record.project_id)
    hours = {name: getattr(policy, name) for name in ("notice_hours", "update_hours")} if policy else {}
    return {"roll_out_lines": _lines(policy, ROLL_OUT, attempt.value("release_type")), **hours}


def approvals_are_void(attempt: Attempt) -> dict[str, Any]:  # noqa: ARG001  every derivation is asked alike
    """What was decided on is no longer what stands."""
    return {"test_lines": [], "roll_out_lines": [], "approved_at": None}


def _as_lines(stage: str, stated: list[dict[str, Any]]) -> tuple[Line, ...]:
    """The stage is part of a line's name: one role may decide at both gates."""
    return tuple(Line(f"{stage[:4]}:{line['role']}", (line["role"],), line["quorum"]) for line in stated)


def lines_of_test(record: Record) -> tuple[Line, ...]:
    """The lines of a release before its test."""
    return _as_lines(TEST, record.test_lines)  # type: ignore[attr-defined]  # a release


def lines_of_roll_out(record: Record) -> tuple[Line, ...]:
    """The lines of a release before its roll-out."""
    return _as_lines(ROLL_OUT, record.roll_out_lines)  # type: ignore[attr-defined]  # a release


def a_policy_is_in_force(attempt: Attempt) -> Text | None:
    """Releases are made by a policy (9.1.1)."""
    if policies.in_force(attempt.record.project_id):
        return None
    return _("No release policy is in force in this service project. Have one approved first.")


def a_contact_decides_for_the_own_company(attempt: Attempt) -> Text | None:
    """The customer's voice is given by the customer's own people."""
    if attempt.actor.is_provider or attempt.actor.party_id == attempt.record.customer_id:
        return None
    return _("Only the customer's own contacts may do this.")
