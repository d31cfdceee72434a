"""The jobs of notices, found by the queue at its start; arguments are ids only, and each may run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

if TYPE_CHECKING:
    from procrastinate.job_context import JobContext

# A mail server that is away for a day costs no notice.
_AGAIN = RetryStrategy(max_attempts=12, exponential_wait=3)


@app.task(name="steward.tell", retry=_AGAIN)
def tell(entry: int) -> None:
    """Makes the notices of a timeline entry."""
    from steward.channel.notices import telling

    telling.tell(entry)


@app.task(name="steward.mail", retry=_AGAIN)
def mail(notice: int) -> None:
    """Sends the mail of a notice."""
    from steward.channel.notices import mailing

    mailing.mail(notice)


@app.periodic(cron="* * * * *")
@app.task(name="steward.rescue", queueing_lock="steward.rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  the queue gives the time
    """Puts jobs back whose worker was killed: the queue does not do so by itself."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        await manager.retry_job(job)
