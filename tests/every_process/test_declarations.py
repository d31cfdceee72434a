"""A declaration does not contradict itself, and its change is a visible difference."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.choices import CallableChoiceIterator

from steward import contents
from steward.kernel.intake.values import field_of
from steward.kernel.process import Process
from steward.kernel.relations import FROM_THE_OTHER_END
from steward.people.processes import SERVICE_PROCESSES
from steward.people.roles import ROLES

MACHINES = Path(__file__).parent / "machines"
each = pytest.mark.parametrize("process", contents.processes(), ids=lambda process: process.kind)
# Kept beside the chapter's own columns, on the base that all kinds share.
PLACE = ("project", "customer")


def machine(process: Process) -> str:
    """The states and moves of a process as text."""
    lines = [f"{process.kind} ({process.prefix}), opened by {', '.join(process.opened_by)}", ""]
    for state in process.states:
        marks = [name for name in (state.waits_for and f"waits for {state.waits_for}", state.final and "final") if name]
        lines.append(f"state {state.name}{' (' + ', '.join(marks) + ')' if marks else ''}")
        lines += [f"    needs {', '.join(state.needs)}"] if state.needs else []
        lines += [f"    locks {', '.join(state.locks)}"] if state.locks else []
    for move in process.moves:
        lines += [
            "",
            f"move {move.name}: {', '.join(move.source)} -> {move.target}",
            f"    by {', '.join(move.by)}",
        ]
        told = {"asks": move.asks, "offers": move.offers, "proves": move.proves}
        told |= {name: [f.__name__ for f in getattr(move, name)] for name in ("rules", "derives", "then")}
        told["tells"] = [f"{', '.join(notice.to)} ({notice.template})" for notice in move.notices]
        lines += [f"    {word} {', '.join(names)}" for word, names in told.items() if names]
        if move.gate:
            lines.append(
                f"    gate {move.gate.name}: {move.gate.quorum} of {', '.join(move.gate.by)}"
                f", else {move.gate.rejection}"
            )
    for clock in process.clocks:
        lines += [
            "",
            f"clock {clock.name}: runs in {', '.join(clock.runs)}; stops in {', '.join(clock.stops)}",
        ]
    return "\n".join(lines) + "\n"


@each
def test_the_machine_is_as_it_was_last_looked_at(process: Process) -> None:
    kept = MACHINES / f"{process.kind}.txt"
    if os.environ.get("STEWARD_UPDATE_MACHINES"):
        kept.write_text(machine(process), encoding="utf-8")
    assert kept.exists(), "run once with STEWARD_UPDATE_MACHINES=1 and look at the file"
    assert kept.read_text(encoding="utf-8") == machine(process), "if meant so: STEWARD_UPDATE_MACHINES=1"


def test_no_machine_is_kept_of_a_process_that_is_gone() -> None:
    assert {path.stem for path in MACHINES.glob("*.txt")} == {process.kind for process in contents.processes()}


def test_kinds_and_prefixes_are_used_once() -> None:
    processes = contents.processes()
    assert (
        len({p.kind for p in processes})
        == len({p.prefix for p in processes})
        == len({p.model for p in processes})
        == len(processes)
    )


@each
def test_every_state_is_reached_and_left_unless_final(process: Process) -> None:
    names = [state.name for state in process.states]
    assert len(set(names)) == len(names)
    reached, queue = {process.first.name}, [process.first.name]
    while queue:
        fresh = {move.target for move in process.moves_from(queue.pop())} - reached
        reached |= fresh
        queue += fresh
    assert reached == set(names)
    for state in process.states:
        assert bool(process.moves_from(state.name)) is not state.final, state.name


@each
def test_every_move_joins_states_that_there_are_for_roles_that_there_are(process: Process) -> None:
    names = {state.name for state in process.states}
    assert len({move.name for move in process.moves}) == len(process.moves)
    for move in process.moves:
        assert {*move.source, move.target} <= names, move.name
        assert move.source, move.name
        assert move.by, f"{move.name} can be made by nobody"
        assert set(move.by) <= ROLES.keys(), move.name
        if move.gate:
            assert set(move.gate.by) <= ROLES.keys()
            assert process.move(move.gate.rejection)
            assert set(move.source) <= set(process.move(move.gate.rejection).source), (
                "a rejection starts where the gate stands"
            )
    for roles in (process.opened_by, process.amended_by, process.replied_by):
        assert set(roles) <= ROLES.keys()


@each
def test_every_field_named_is_a_field(process: Process) -> None:
    named = {
        *process.fields,
        *process.required,
        *process.columns,
        *process.filters,
        *process.contact_fields,
        *process.contact_sees,
    }
    for state in process.states:
        named |= {*state.needs, *state.locks}
    for move in process.moves:
        named |= {*move.asks, *move.offers}
    for name in named:
        assert field_of(process, name).verbose_name
    assert set(process.required) <= {*process.fields, *PLACE}
    assert set(process.contact_fields) <= set(process.fields)
    assert "number" in process.columns
    assert "state" in process.columns


@each
def test_what_a_state_needs_some_move_into_it_asks_or_derives_or_a_form_offers(process: Process) -> None:
    for state in process.states:
        for move in (move for move in process.moves if move.target == state.name):
            given = {*move.asks, *move.offers, *process.fields}
            before = {name for source in move.source for name in process.state(source).needs}
            assert set(state.needs) <= given | before or move.derives, f"{move.name} -> {state.name}"


@each
def test_its_clocks_run_and_stop_in_its_states(process: Process) -> None:
    names = {state.name for state in process.states}
    for clock in process.clocks:
        assert {*clock.runs, *clock.stops} <= names
        assert not {*clock.runs} & {*clock.stops}
        assert process.first.name in clock.runs
    assert bool(process.clocks) is (process.terms is not None)


@each
def test_its_service_process_is_one_of_the_manual(process: Process) -> None:
    assert process.service_process == "" or process.service_process in SERVICE_PROCESSES


@each
def test_every_word_of_it_has_a_chinese_one(process: Process) -> None:
    from tests.every_process.language import missing

    words = [("state", state.name) for state in process.states] + [("move", move.name) for move in process.moves]
    words += [("clock", clock.name) for clock in process.clocks]
    words += [("relation", word) for name in process.links for word in (name, FROM_THE_OTHER_END[name])]
    told = [missing(name.replace("_", " ").capitalize(), context) for context, name in words]
    with translation.override("en"):
        labels = [str(process.label), str(process.label_plural)]
        labels += [str(field.verbose_name) for field in process.model._meta.concrete_fields if not field.primary_key]
        # Choices that are asked for (clauses) carry both languages themselves.
        chosen = [f for f in process.model._meta.concrete_fields if not isinstance(f.choices, CallableChoiceIterator)]
        labels += [str(label) for f in chosen for _value, label in f.flatchoices]
    assert not list(filter(None, [*told, *(missing(label) for label in labels)]))


def test_every_role_and_verb_has_a_chinese_word() -> None:
    from tests.every_process.language import missing

    with translation.override("en"):
        roles = [str(role.label) for role in ROLES.values()]
    assert not list(filter(None, map(missing, roles)))
    verbs = ("opened", "amended", "moved", "linked", "attached", "decided", "clock", "imported")
    assert not list(filter(None, (missing(verb, "verb") for verb in verbs)))
