"""A declaration that contradicts itself does not start, and says everything that is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ImproperlyConfigured

from steward.kernel.catalogue import all_processes, process_of
from steward.kernel.checks import check
from steward.kernel.process import Clock, Gate, Move, State

INCIDENT = process_of("incident")


def test_what_is_declared_is_consistent() -> None:
    for process in all_processes():
        check(process)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"moves": (Move("x", ("new",), "nowhere", by=("service_desk",)),)}, "no state nowhere"),
        ({"moves": (Move("x", ("new",), "closed", by=("king",)),)}, "no role king"),
        ({"moves": (Move("x", ("new",), "closed", by=(), asks=("color",)),)}, "no field color"),
        ({"states": (*INCIDENT.states, State("new"))}, "declared twice"),
        ({"states": (*INCIDENT.states, State("odd", needs=("color",)))}, "no field color"),
        ({"clocks": (Clock("x", runs=("gone",), stops=()),)}, "no state gone"),
        ({"moves": (Move("x", ("new",), "closed", by=(), gate=Gate("g", by=(), rejection="y")),)}, "unknown move y"),
        ({"columns": ("number", "color")}, "no field color"),
    ],
)
def test_a_contradiction_is_named(wrong: dict, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=said):
        check(replace(INCIDENT, **wrong))
