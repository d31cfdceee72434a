"""Who is hit when an item fails, through redundancy, and by which path: reckoned from relations alone (8.1.8)."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Need:
    """`item` needs `other`; with a group, `needed` of its `size` members must be there, else every one."""

    item: int
    other: int
    relation: str
    group: str = ""
    needed: int = 0
    size: int = 0


@dataclass(frozen=True, slots=True)
class Reached:
    """What a failure reaches: items that fail, each with the one that takes it along; and items only weakened.

    `cause` of an item that fails is the last one whose failure made it fail; the start has none. A weakened item
    lost members of a redundancy group, and enough are left.
    """

    cause: Mapping[int, int | None]
    weakened: frozenset[int]

    def path(self, item: int) -> list[int]:
        """From the start to the item, link by link."""
        steps = [item]
        while (before := self.cause.get(steps[-1])) is not None:
            steps.append(before)
        return steps[::-1]


def reached(start: Iterable[int], needs: Iterable[Need]) -> Reached:
    """What the failure of all of `start` reaches, nearest first."""
    needing: dict[int, list[Need]] = defaultdict(list)
    for need in needs:
        needing[need.other].append(need)
    cause: dict[int, int | None] = dict.fromkeys(start)
    lost: dict[tuple[int, str], set[int]] = defaultdict(set)
    queue, weakened = deque(cause), set()
    while queue:
        failed = queue.popleft()
        for need in needing[failed]:
            if need.item in cause:
                continue
            if _is_down(need, failed, lost):
                cause[need.item] = failed
                queue.append(need.item)
            else:
                weakened.add(need.item)
    return Reached(cause, frozenset(weakened - set(cause)))


def _is_down(need: Need, failed: int, lost: dict[tuple[int, str], set[int]]) -> bool:
    """Whether this failure is one too many for the item that has the need."""
    if not need.group:
        return True
    members = lost[need.item, need.group]
    members.add(failed)
    return need.size - len(members) < need.needed


def single_points(targets: Collection[int], needs: Collection[Need]) -> list[int]:
    """Items whose failure alone takes one of the targets down, the targets themselves left out."""
    others = sorted({need.other for need in needs} - set(targets))
    return [item for item in others if not reached([item], needs).cause.keys().isdisjoint(targets)]
