"""No judge without a turn: each is seen met and breached from records, and counted by SQL of our own."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from steward import contents

TESTS = Path(__file__).resolve().parents[2]


def _named() -> list[str]:
    """The judges whose turns the tests walk through, as often as they do."""
    modules = [
        ".".join(("tests", *path.relative_to(TESTS).with_suffix("").parts)) for path in TESTS.rglob("test_evidence.py")
    ]
    return [name for module in modules for name in import_module(module).TURNS]


def test_every_judge_is_seen_to_turn_once() -> None:
    assert sorted(_named()) == sorted(judge.name for judge in contents.judges())


def test_names_of_judges_and_figures_say_one_thing_each() -> None:
    judges = contents.judges()
    figures = {(figure.name, figure.value, figure.unit) for judge in judges for figure in judge.figures}
    assert len({judge.name for judge in judges}) == len(judges)
    assert len({name for name, _value, _unit in figures}) == len(figures)
