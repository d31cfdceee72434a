"""The jobs of conformity, found by the queue at its start; arguments are ids only, and each may run twice."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

# Some minutes without a database cost no pack.
_AGAIN = RetryStrategy(max_attempts=6, exponential_wait=3)


# One at a time: a pack reads much, and mail finds a free place beside it.
@app.task(name="steward.audit_pack", retry=_AGAIN, lock="steward.audit_pack")
def audit_pack(asked: int, account: int) -> None:
    """Makes the audit pack that an account has asked for."""
    from steward.oversight.conformity.pack import running

    running.run(asked, account)
