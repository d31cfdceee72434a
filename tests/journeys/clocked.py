"""The program as it is served, but for its clock, which stands where a test has set it."""

from __future__ import annotations

import os
from contextlib import nullcontext
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from steward.config.wsgi import application as steward
from steward.people.context import clock_set_to

if TYPE_CHECKING:
    from collections.abc import Iterable

CLOCK = Path(os.environ["STEWARD_TEST_CLOCK"])


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Answers at the moment that the file names; an empty file leaves the clock to the database."""
    moment = CLOCK.read_text()
    with clock_set_to(datetime.fromisoformat(moment)) if moment else nullcontext():
        return steward(environ, start_response)
