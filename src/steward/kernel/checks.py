"""A declaration that contradicts itself does not start: every name in it must mean something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import FieldDoesNotExist, ImproperlyConfigured

from steward.kernel.intake.values import field_of
from steward.kernel.process import PEOPLE
from steward.kernel.relations import FROM_THE_OTHER_END
from steward.people.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from steward.kernel.process import Process


def check(process: Process) -> None:
    """Raises ImproperlyConfigured with every contradiction of a process at once."""
    found = [*_unknown_states(process), *_unknown_roles(process), *_unknown_fields(process), *_unknown_moves(process)]
    if found:
        raise ImproperlyConfigured(f"{process.kind}: " + "; ".join(found))


def _unknown_states(process: Process) -> Iterator[str]:
    known = [state.name for state in process.states]
    if len(known) != len(set(known)):
        yield "a state is declared twice"
    for move in process.moves:
        yield from (
            f"move {move.name} knows no state {name}" for name in (*move.source, move.target) if name not in known
        )
    for clock in process.clocks:
        yield from (
            f"clock {clock.name} knows no state {name}" for name in (*clock.runs, *clock.stops) if name not in known
        )
    if process.answers:
        yield from (f"answers know no state {name}" for name in process.answers.states if name not in known)
    if plans := process.plans:
        yield from (f"plans know no state {name}" for name in (*plans.states, *plans.tentative) if name not in known)


def _unknown_roles(process: Process) -> Iterator[str]:
    for who, roles in (
        ("opened_by", process.opened_by),
        ("amended_by", process.amended_by),
        ("replied_by", process.replied_by),
        *((f"move {move.name}", move.by) for move in process.moves),
        *((f"gate {move.gate.name}", move.gate.by) for move in process.moves if move.gate),
    ):
        yield from (f"{who} knows no role {role}" for role in roles if role not in ROLES)
    told = (*process.notices, *(notice for move in process.moves for notice in move.notices))
    words = dict.fromkeys(word for notice in told for word in notice.to)
    yield from (f"notices know nobody called {word}" for word in words if word not in PEOPLE and word not in ROLES)


def _unknown_fields(process: Process) -> Iterator[str]:
    named: list[tuple[str, Iterable[str]]] = [
        ("fields", process.fields),
        ("required", process.required),
        ("columns", process.columns),
        ("filters", process.filters),
        ("contact_fields", process.contact_fields),
        ("contact_sees", process.contact_sees),
        *((f"state {state.name}", (*state.needs, *state.locks)) for state in process.states),
        *((f"move {move.name}", (*move.asks, *move.offers)) for move in process.moves),
        ("answers", process.answers.texts if process.answers else ()),
        ("plans", _columns_of_plans(process)),
        *((f"raises {each.kind}", [here for here, _there in each.carries]) for each in process.raises),
    ]
    for where, names in named:
        yield from (f"{where} knows no field {name}" for name in names if not _is_field(process, name))


def _columns_of_plans(process: Process) -> Iterable[str]:
    plans = process.plans
    return [name for name in (plans.start, plans.end, plans.minutes) if name] if plans else ()


def _is_field(process: Process, name: str) -> bool:
    try:
        field_of(process, name)
    except FieldDoesNotExist:
        return False
    return True


def _unknown_moves(process: Process) -> Iterator[str]:
    names = [move.name for move in process.moves]
    if len(names) != len(set(names)):
        yield "a move is declared twice"
    for relation in set(process.links) - set(FROM_THE_OTHER_END):
        yield f"links by {relation}, which kernel/relations.py has no word for from the other end"
    for each in process.raises:
        if each.relation not in process.links:
            yield f"raises {each.kind} by an unknown relation {each.relation}"
    for move in process.moves:
        if move.gate and move.gate.rejection not in names:
            yield f"gate {move.gate.name} rejects by an unknown move {move.gate.rejection}"
