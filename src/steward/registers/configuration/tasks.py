"""The jobs of configuration, found by the queue at its start; arguments are ids only, and each may run twice."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

# Some minutes without a database cost no import.
_AGAIN = RetryStrategy(max_attempts=6, exponential_wait=3)


# One at a time: items of one project can't be altered by two anyway, and mail finds a free place beside it.
@app.task(name="steward.import_items", retry=_AGAIN, lock="steward.import_items")
def import_items(run: int, account: int) -> None:
    """Checks or writes what an account brings in."""
    from steward.registers.configuration.bulk.job import work
    from steward.surface.imports import running

    running.run(run, account, work)
