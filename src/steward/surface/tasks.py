"""The jobs of the surface, found by the queue at its start; arguments are ids only, and each may run twice."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

# Some minutes without a database cost no export.
_AGAIN = RetryStrategy(max_attempts=6, exponential_wait=3)


# One at a time: however many are asked for, mail and notices find a free place beside it.
@app.task(name="steward.export", retry=_AGAIN, lock="steward.export")
def export(export: int, account: int) -> None:
    """Writes the file of an export."""
    from steward.surface.exports import running

    running.run(export, account)


# One at a time, as exports.
@app.task(name="steward.bulk", retry=_AGAIN, lock="steward.bulk")
def bulk(bulk: int, account: int) -> None:
    """Checks or carries out a change of many records."""
    from steward.surface.bulk import running

    running.run(bulk, account)
