"""Where states and moves stand in the picture of a process: the life along a line, waiting below it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steward.kernel.process import Process, State

WIDE, HIGH, GAP, MARGIN = 148, 38, 86, 20
LINE, PAD, ARC, BELOW = 15, 12, 24, 104
# A move between two places with more names than this is read in the table alone.
MOST_LABELS = 2

Pair = tuple[str, str]


@dataclass(frozen=True)
class Box:
    """A state, or the frame of the waiting states."""

    x: int
    y: int
    width: int = WIDE
    height: int = HIGH

    def at(self, across: float, down: float) -> tuple[int, int]:
        """A point of the box by shares of its sides."""
        return round(self.x + self.width * across), round(self.y + self.height * down)


@dataclass
class Layout:
    """Boxes by name ("" is the frame), edges as paths, and labels."""

    boxes: dict[str, Box] = field(default_factory=dict)
    edges: list[dict[str, str]] = field(default_factory=list)
    labels: list[dict[str, int | str]] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    below: str = ""

    @property
    def width(self) -> int:
        """Of the whole picture."""
        return max(box.x + box.width for box in self.boxes.values()) + MARGIN

    @property
    def height(self) -> int:
        """Of the whole picture, arcs below the line included."""
        low = max(box.y + box.height for box in self.boxes.values())
        return max(low, *(int(each["y"]) for each in self.labels), 0) + MARGIN


def laid_out(process: Process) -> Layout:
    """The picture of a process."""
    made = Layout(
        line=[s.name for s in process.states if not s.waits_for and not _is_dropped(s)],
        waiting=[s.name for s in process.states if s.waits_for],
        dropped=[s.name for s in process.states if _is_dropped(s)],
    )
    pairs = _gathered(_pairs(process), made.waiting)
    made.below = next((a for a in reversed(made.line) if (a, "") in pairs), made.line[0])
    _place(made, pairs)
    for (start, end), names in pairs.items():
        _draw(made, start, end, names)
    return made


def _is_dropped(state: State) -> bool:
    """Whether it ends everything without success; what may be left again stands in the line."""
    return state.tone == "dropped" and state.final


def _pairs(process: Process) -> dict[Pair, list[str]]:
    """The names of the moves between each two states; a move that leaves the state as it was isn't drawn."""
    pairs: dict[Pair, list[str]] = {}
    for move in process.moves:
        for source in move.source:
            if source != move.target:
                pairs.setdefault((source, move.target), []).append(str(move.label))
    return pairs


def _gathered(pairs: dict[Pair, list[str]], waiting: list[str]) -> dict[Pair, list[str]]:
    """What goes to, or comes from, every waiting state alike goes to or comes from their frame."""
    made = dict(pairs)
    others = dict.fromkeys(name for pair in pairs for name in pair if name not in waiting)
    for other in others if len(waiting) > 1 else ():
        for into in (True, False):
            ends = [(other, each) if into else (each, other) for each in waiting]
            if all(end in made for end in ends):
                names = dict.fromkeys(name for end in ends for name in made.pop(end))
                made[(other, "") if into else ("", other)] = list(names)
    return made


def _place(made: Layout, pairs: dict[Pair, list[str]]) -> None:
    order = made.line.index
    leaps = [order(b) - order(a) for a, b in pairs if a in made.line and b in made.line]
    top = MARGIN + (ARC * max([*leaps, 1]) + LINE if max([*leaps, 1]) > 1 else LINE)
    for place, name in enumerate(made.line):
        made.boxes[name] = Box(MARGIN + place * (WIDE + GAP), top)
    under = made.boxes[made.below]
    low = top + HIGH + BELOW
    for place, name in enumerate(made.waiting):
        made.boxes[name] = Box(under.x, low + PAD + place * (HIGH + 8))
    if made.waiting:
        height = len(made.waiting) * (HIGH + 8) - 8 + 2 * PAD
        made.boxes[""] = Box(under.x - PAD, low, WIDE + 2 * PAD, height)
        low += height - HIGH
    free = (place for place in count() if not made.waiting or place != order(made.below))
    for place, name in zip(free, made.dropped, strict=False):
        made.boxes[name] = Box(MARGIN + place * (WIDE + GAP), low)


def _draw(made: Layout, start: str, end: str, names: list[str]) -> None:
    if end in made.dropped or start in made.dropped:
        _drop(made, start, end, names)
    elif start in made.line and end in made.line:
        _along(made, start, end, names)
    else:
        _aside(made, start, end, names)


def _along(made: Layout, start: str, end: str, names: list[str]) -> None:
    """Between two states of the line: straight to the next, over it to a later one, under it backwards."""
    a, b = made.boxes[start], made.boxes[end]
    leap = made.line.index(end) - made.line.index(start)
    if leap == 1:
        (x1, y), (x2, _) = a.at(1, 0.5), b.at(0, 0.5)
        _edge(made, f"M{x1} {y} L{x2} {y}", names, (x1 + x2) // 2, y - 6)
    elif leap > 1:
        (x1, y), (x2, _), rise = a.at(0.6, 0), b.at(0.4, 0), ARC * leap * 4 // 3
        _edge(
            made,
            f"M{x1} {y} C{x1} {y - rise} {x2} {y - rise} {x2} {y}",
            names,
            (x1 + x2) // 2,
            y - ARC * leap - 5,
        )
    else:
        (x1, y), (x2, _), fall = a.at(0.2, 1), b.at(0.8, 1), ARC * -leap * 4 // 3 + 10
        low = y + fall * 3 // 4 + LINE
        _edge(made, f"M{x1} {y} C{x1} {y + fall} {x2} {y + fall} {x2} {y}", names, (x1 + x2) // 2, low)


def _aside(made: Layout, start: str, end: str, names: list[str]) -> None:
    """Between the line and what waits below it: straight under its own state, else round to a side."""
    down = start in made.line
    state, box = (start, made.boxes[end]) if down else (end, made.boxes[start])
    if state == made.below:
        x, y1 = made.boxes[state].at(0.42 if down else 0.58, 1)
        y2 = box.y
        ends = (y1, y2) if down else (y2, y1)
        shift = -6 if down else 6
        _edge(made, f"M{x} {ends[0]} L{x} {ends[1]}", names, x + shift, y2 - 10, "end" if down else "start")
        return
    left = made.line.index(state) < made.line.index(made.below)
    x1, y1 = made.boxes[state].at(0.6 if down else 0.4, 1)
    x2, y2 = box.at(0 if left else 1, 0.3 if down else 0.6)
    bend = x2 + (-40 if left else 40)
    path = f"M{x1} {y1} C{x1} {y2} {bend} {y2} {x2} {y2}" if down else f"M{x2} {y2} C{bend} {y2} {x1} {y2} {x1} {y1}"
    _edge(made, path, names, (x1 + x2) // 2, y2 + (-8 if down else LINE), "middle")


def _drop(made: Layout, start: str, end: str, names: list[str]) -> None:
    """To a state that ends everything: thin, each move named once."""
    a, b = made.boxes[start], made.boxes[end]
    if abs(a.x - b.x) < WIDE:
        x, y1 = a.at(0.3, 1)
        _edge(made, f"M{x} {y1} L{x} {b.y}", names, x + 6, (y1 + b.y) // 2, "start", "thin")
        return
    x2, y2 = b.at(1, 0.5)
    x1, y1 = a.at(0, 1) if not start else a.at(0.1, 1)
    path = f"M{a.x} {y2} L{x2} {y2}" if not start else f"M{x1} {y1} C{x1} {y1 + 60} {x1 - 60} {y2} {x2} {y2}"
    said = {label["text"] for label in made.labels}
    _edge(made, path, [name for name in names if name not in said and start], x2 + 8, y2 - 6, "start", "thin")


def _edge(made: Layout, path: str, names: list[str], x: int, y: int, anchor: str = "middle", kind: str = "") -> None:
    made.edges.append({"path": path, "kind": kind})
    for place, name in enumerate(reversed(names) if len(names) <= MOST_LABELS else ()):
        made.labels.append({"x": x, "y": y - place * LINE, "text": name, "anchor": anchor})
