"""The picture of a process shows every state once and every way between two states."""

from __future__ import annotations

from itertools import combinations

import pytest

from steward import contents
from steward.kernel.process import Process
from steward.surface.picture_layout import Box, laid_out

PROCESSES = pytest.mark.parametrize("process", contents.processes(), ids=lambda process: process.kind)


def _overlap(a: Box, b: Box) -> bool:
    apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
    return not apart


@PROCESSES
def test_it_gives_each_state_a_box_of_its_own_inside_the_picture(process: Process) -> None:
    made = laid_out(process)
    boxes = {name: box for name, box in made.boxes.items() if name}
    assert set(boxes) == {state.name for state in process.states}
    assert not [pair for pair in combinations(boxes.values(), 2) if _overlap(*pair)]
    assert all(box.x >= 0 and box.y >= 0 for box in boxes.values())
    assert all(box.x + box.width <= made.width and box.y + box.height <= made.height for box in boxes.values())


@PROCESSES
def test_it_names_each_move_that_changes_the_state_unless_the_frame_says_it(process: Process) -> None:
    made = laid_out(process)
    said = {label["text"] for label in made.labels}
    for move in process.moves:
        changes = any(source != move.target for source in move.source)
        assert str(move.label) in said or not changes or move.target in made.waiting


@PROCESSES
def test_it_draws_no_two_edges_on_the_same_path(process: Process) -> None:
    paths = [edge["path"] for edge in laid_out(process).edges]
    assert len(paths) == len(set(paths)) > 0
