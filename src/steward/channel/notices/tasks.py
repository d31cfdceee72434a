"""The jobs of notices, found by the queue at its start; arguments are ids only, and each may run twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

if TYPE_CHECKING:
    from procrastinate.job_context import JobContext

# A mail server that is away for a day costs no notice.
_AGAIN = RetryStrategy(max_attempts=12, exponential_wait=3)
# Notices in the page don't wait for a pile of mails, and jobs of the dead for neither.
_RESCUE, _TELL = 20, 10
# A worker says every few seconds that it lives (steward.config.worker); after these of silence it is dead.
_SILENCE = 15
# In one statement, so that two rescues at once put nothing back twice; and the queue is told, so that it looks at once.
_PUT_BACK = """
with stalled as (
    select j.id from procrastinate_jobs j left join procrastinate_workers w on w.id = j.worker_id
    where j.status = 'doing' and j.task_name <> 'steward.rescue'
        and (w.id is null or w.last_heartbeat < now() - make_interval(secs => %(silence)s))
    for update of j skip locked
), put_back as (
    update procrastinate_jobs j set status = 'todo', attempts = j.attempts + 1, scheduled_at = null,
        abort_requested = false, worker_id = null
    from stalled where j.id = stalled.id returning j.id
)
select pg_notify('procrastinate_any_queue_v1', json_build_object('type', 'job_inserted', 'job_id', id)::text)
from put_back
"""


@app.task(name="steward.tell", retry=_AGAIN, priority=_TELL)
def tell(entry: int) -> None:
    """Makes the notices of a timeline entry."""
    from steward.channel.notices import telling

    telling.tell(entry)


@app.task(name="steward.mail", retry=_AGAIN)
def mail(notice: int) -> None:
    """Sends the mail of a notice."""
    from steward.channel.notices import mailing

    mailing.mail(notice)


@app.periodic(cron="* * * * * */5")
@app.task(name="steward.rescue", queueing_lock="steward.rescue", pass_context=True, priority=_RESCUE)
async def rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001  the queue gives the time
    """Puts jobs back whose worker was killed: the queue does not do so by itself."""
    await context.app.connector.execute_query_async(_PUT_BACK, silence=_SILENCE)
