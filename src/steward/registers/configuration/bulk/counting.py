"""How far the reading of rows is, told now and then to whoever waits for it (quality F8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Item = TypeVar("Item")
# Called with how many were done since the last call.
Progress: TypeAlias = Callable[[int], None]
STEP = 500


def untold(_done: int) -> None:
    """Nobody waits."""


def counted(items: Sequence[Item], progress: Progress) -> Iterator[Item]:
    """The items one by one, each 500 of them told."""
    for start in range(0, len(items), STEP):
        chunk = items[start : start + STEP]
        yield from chunk
        progress(len(chunk))
