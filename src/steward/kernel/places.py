"""A page that stands in the menu beside the lists: what it is called, where it is, and for whom (manual 1.3.1)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steward.kernel.process import Text


@dataclass(frozen=True, slots=True)
class Place:
    """A page for whoever of the provider's people holds one of these roles anywhere.

    `operations` adds the same to REST, under its key. `counted` is a query in SQL of what waits there for an account,
    whose id it takes; the menu shows the number.
    """

    key: str
    label: Text
    address: str
    icon: str
    roles: tuple[str, ...]
    operations: Callable[..., None] | None = None
    counted: str = ""
