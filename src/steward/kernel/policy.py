"""The only judge: what an actor sees, and every reason why an act may not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from steward.kernel import lookups  # noqa: F401  registers `any_of`
from steward.kernel.days import day_at
from steward.kernel.intake.values import field_of
from steward.people.processes import SERVICE_PROCESSES
from steward.people.roles import ROLES
from steward.people.tailoring import left_out

if TYPE_CHECKING:
    from collections.abc import Iterable

    from steward.kernel.models import Record
    from steward.kernel.process import Attempt, Gate, Move, Process, Text
    from steward.people.actor import Actor

EVERYBODY = 0
INTERNAL = 3


def _in(column: str, members: frozenset[int]) -> Q:
    """Equality for a set of one: only that keeps an index's order."""
    if len(members) == 1:
        return Q(**{column: next(iter(members))})
    return Q(**{f"{column}__any_of": members})


def visible_to(actor: Actor, process: Process | None = None, prefix: str = "") -> Q:
    """The condition on records (or, by `prefix`, on rows that refer to one) under which `actor` sees them.

    The database's policies compare the same columns with the same sets. Of a process whose records are never for
    everybody, that branch is left out, so that the index of a customer's list serves.
    """
    scope = actor.scope
    sets = (
        ("customer_id", scope.customers),
        ("project_id", scope.projects),
        ("supplier_id", scope.suppliers),
    )
    reached = Q(pk__in=[])
    for column, members in sets:
        if members:
            reached |= _in(prefix + column, members)
    if process is None or process.audience == EVERYBODY:
        reached |= Q(**{prefix + "audience": EVERYBODY})
    return (
        reached
        & Q(**{prefix + "audience__any_of": scope.audiences})
        & Q(**{prefix + "restriction__any_of": scope.restrictions})
    )


def findings_visible_to(actor: Actor) -> Q:
    """The condition on rows that tell the provider's people of a service project (none: of the company) alone."""
    if INTERNAL not in actor.scope.audiences:
        return Q(pk__in=[])
    scope = actor.scope
    return Q(project=None) | Q(customer_id__any_of=scope.customers) | Q(project_id__any_of=scope.projects)


def projects_visible_to(actor: Actor) -> Q:
    """The condition on service projects: each that the actor works in, and all of a customer whose records are his."""
    return Q(pk__any_of=actor.scope.projects) | Q(customer_id__any_of=actor.scope.customers)


def reach_visible_to(actor: Actor) -> Q:
    """The condition on timeline entries and attachments by their own audience."""
    return Q(reach__any_of=actor.scope.audiences)


def _names(roles: Iterable[str]) -> str:
    return _(", ").join(str(ROLES[role].label) for role in roles)


def _only(roles: Iterable[str]) -> Text:
    return _("This is for: %(roles)s. You hold none of these roles here.") % {"roles": _names(roles)}


def why_not_hold(roles: Iterable[str], actor: Actor) -> list[Text]:
    """Reasons against an act that one of these roles, held anywhere, may do."""
    reasons = why_not_write(actor)
    return reasons if actor.holds_anywhere(roles) else [*reasons, _only(roles)]


def why_not_write(actor: Actor) -> list[Text]:
    """Reasons against any write by this actor: a token that may only read."""
    if actor.token_scopes is not None and "write" not in actor.token_scopes:
        return [_("This token may only read. Ask for one with the scope “write”.")]
    return []


def _why_it_is_gone(record: Record, actor: Actor) -> list[Text]:
    """The reason where a record is but a stub: nobody fills it again."""
    if record.disposed_at is None:
        return []
    day = day_at(record.disposed_at, actor.zone)
    return [_("Its contents were disposed of on %(day)s: nothing is written to it any more.") % {"day": day}]


def why_tailored_out(process: Process, project_id: int) -> list[Text]:
    """The reason where the project's tailoring leaves this process out."""
    optional = SERVICE_PROCESSES.get(process.service_process)
    if optional is None or optional.mandatory:
        return []
    reason = left_out(project_id).get(process.service_process)
    if reason is None:
        return []
    return [
        _("%(process)s is tailored out of this service project: %(reason)s")
        % {"process": process.label, "reason": reason}
    ]


def why_not_open(process: Process, actor: Actor, project_id: int | None) -> list[Text]:
    """Every reason why `actor` may not open such a record in this project (None: in any)."""
    reasons = why_not_write(actor)
    if project_id is None:
        return reasons if actor.holds_anywhere(process.opened_by) else [*reasons, _only(process.opened_by)]
    if not actor.holds(process.opened_by, project_id):
        reasons.append(_only(process.opened_by))
    return reasons + why_tailored_out(process, project_id)


def why_not_amend(process: Process, record: Record, actor: Actor, names: Iterable[str] = ()) -> list[Text]:
    """Every reason why `actor` may not amend the record, or these of its fields."""
    reasons = why_not_write(actor) + _why_it_is_gone(record, actor)
    if not actor.holds(process.amended_by, record.project_id):
        reasons.append(_only(process.amended_by))
    state = process.state(record.state)
    locked = [name for name in names if name in state.locks]
    if locked:
        labels = _(", ").join(str(field_of(process, name).verbose_name) for name in locked)
        reasons.append(
            _("In the state “%(state)s” this may no longer be altered: %(fields)s.")
            % {"state": state.label, "fields": labels}
        )
    return reasons


def why_not_reply(process: Process, record: Record, actor: Actor) -> list[Text]:
    """Every reason why `actor` may not write to the record's timeline."""
    reasons = why_not_write(actor) + _why_it_is_gone(record, actor)
    if not actor.holds(process.replied_by, record.project_id):
        reasons.append(_only(process.replied_by))
    return reasons


def why_not_move(move: Move, attempt: Attempt) -> list[Text]:
    """Every reason why this move may not be made now, before its questions are answered."""
    process, record, actor = attempt.process, attempt.record, attempt.actor
    reasons = why_not_write(actor) + _why_it_is_gone(record, actor)
    if record.state not in move.source:
        reasons.append(
            _("“%(move)s” does not start from the state “%(state)s”.")
            % {"move": move.label, "state": process.state(record.state).label}
        )
    by = move.gate.deciders(record) if move.gate and move.gate.lines else move.by
    if not actor.holds(by, record.project_id):
        reasons.append(_only(by))
    return reasons + _why_it_is_a_decision(move, attempt)


def _why_it_is_a_decision(move: Move, attempt: Attempt) -> list[Text]:
    """A gate's rejection is told with its reason, at the gate; whoever may not decide there may take a record back."""
    record, actor = attempt.record, attempt.actor
    gate = attempt.process.gate_rejecting_by(move, record.state)
    if gate is None:
        return []
    decides = actor.id != record.author_id and actor.holds(gate.deciders(record), record.project_id)
    if not decides and not is_decision_alone(move, gate):
        return []
    return [_("“%(move)s” is a decision: approve or reject it.") % {"move": move.label}]


def is_decision_alone(move: Move, gate: Gate) -> bool:
    """Whether a gate's rejection is for those alone who decide there, so that nobody makes it as a move."""
    return set(move.by) <= set(gate.by)


def why_not_as_answered(move: Move, attempt: Attempt) -> list[Text]:
    """Every rule of the move, and every need of the state it leads to, that the answers do not satisfy."""
    process = attempt.process
    target = process.state(move.target)
    reasons: list[Text] = []
    for name in dict.fromkeys((*move.asks, *target.needs)):
        if attempt.value(name) in (None, "", []):
            label = field_of(process, name).verbose_name
            reasons.append(_("“%(field)s” is needed here.") % {"field": label})
    answers = (rule(attempt) for rule in (*process.rules, *move.rules))
    return reasons + [answer for answer in answers if answer]
