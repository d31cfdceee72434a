"""What is raised from a record lands in fields that the new one has, and what answers is a text of its kind."""

from __future__ import annotations

import pytest
from django.db import models

from steward import contents
from steward.kernel.intake.values import field_of
from steward.kernel.process import Process

each = pytest.mark.parametrize("process", contents.processes(), ids=lambda process: process.kind)


@each
def test_what_is_carried_over_lands_in_a_field_of_its_type(process: Process) -> None:
    kinds = contents.by_kind()
    for raises in process.raises:
        assert raises.relation in process.links
        target = kinds.get(raises.kind)
        for here, there in raises.carries if target else ():
            assert there in target.fields, f"{process.kind} -> {raises.kind}: {there}"
            given, taken = field_of(process, here), field_of(target, there)
            assert given.get_internal_type() == taken.get_internal_type(), f"{here} -> {there}"
            assert (given.max_length or 0) <= (taken.max_length or 0) or not given.max_length, f"{here} -> {there}"


@each
def test_what_answers_is_a_text_that_is_filled_in_along_the_way(process: Process) -> None:
    if not process.answers:
        return
    assert {state.name for state in process.states} >= set(process.answers.states)
    for name in process.answers.texts:
        assert isinstance(field_of(process, name), models.TextField)


def test_some_raise_and_some_answer() -> None:
    kinds = {process.kind for process in contents.processes()}
    assert any(raises.kind in kinds for process in contents.processes() for raises in process.raises)
    assert sum(bool(process.answers) for process in contents.processes()) >= 3
