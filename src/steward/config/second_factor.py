"""Whether staff are asked for a second factor: always, but for a demo, whose accounts are given out by password."""

from __future__ import annotations

import os
from pathlib import Path

VARIABLE = "STEWARD_SECOND_FACTOR"
_MARK = "demo"


def is_asked_of_staff(data: Path) -> bool:
    """STEWARD_SECOND_FACTOR says `on` or `off`; where it says nothing, off for the data folder of a demo alone."""
    said = os.environ.get(VARIABLE, "")
    return said != "off" if said else not is_demo(data)


def is_demo(data: Path) -> bool:
    """Whether the data folder holds the demo company."""
    return (data / _MARK).exists()


def mark_as_demo(data: Path) -> None:
    """Notes in the data folder that it holds the demo company."""
    (data / _MARK).touch()
