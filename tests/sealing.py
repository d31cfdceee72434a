"""How tests seal the timeline: until nothing is left, though others' transactions on the cluster hold seals back."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from steward.config.system_login import system_login
from steward.kernel import ledger
from steward.people.context import acting
from tests.acting_as import actor

if TYPE_CHECKING:
    from pathlib import Path


def seal_all(path: Path | None = None) -> None:
    """Seals what there is; transactions of other tests on this cluster delay it, for minutes at most."""
    with system_login():
        for _turn in range(6_000):
            ledger.seal(path)
            with acting(actor("system")):
                if ledger.pending()[0] == 0:
                    return
            threading.Event().wait(0.05)
    pytest.fail("a transaction elsewhere on this cluster does not end")
