"""The job of documents, found by the queue at its start; it may run twice."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app


@app.task(name="steward.starters", retry=RetryStrategy(max_attempts=3, exponential_wait=3), lock="steward.starters")
def take_in_starters() -> None:
    """Takes in the starter texts, in the name of the system: whoever asked for it may approve them afterwards."""
    from steward.kernel.ledger import keeper
    from steward.people.context import acting
    from steward.registers.document.starting import take_in

    actor = keeper()
    with acting(actor):
        take_in(actor)
