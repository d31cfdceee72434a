"""What happens behind the pages, in one process: jobs as the web login, loops as the system's."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from procrastinate.contrib.django import app

from steward.config.system_login import system_login

if TYPE_CHECKING:
    from collections.abc import Callable

    from procrastinate.job_context import JobContext
    from procrastinate.worker import Worker

log = logging.getLogger(__name__)
# A job may finish before the end; whatever does not is tried again by the next worker.
GRACE = 3.0
END = 4.5
# After the database was away.
PAUSE = 2.0
JOBS_AT_ONCE = 2
# Three of them missed, and the jobs of this worker are another's (steward.channel.notices.tasks).
HEARTBEAT = 5.0


# Clocks of one tick; after a full batch there is more to do at once.
TICKED = 500


@dataclass(frozen=True, slots=True)
class Loop:
    """Something done again and again; it answers whether there is more to do at once."""

    name: str
    seconds: float
    step: Callable[[], bool]


def _clocks() -> bool:
    from steward.kernel import ticking

    return ticking.tick(limit=TICKED) == TICKED


def _seals() -> bool:
    from steward.kernel import ledger

    ledger.seal()
    ledger.watch()
    return False


def _days() -> bool:
    from steward.kernel import daily

    daily.roll_up()
    return False


def loops() -> tuple[Loop, ...]:
    """What runs under the system login, each in a thread of its own."""
    from steward.channel.notices import closing
    from steward.config import sweeping
    from steward.oversight.audit.correcting import by_itself, reminding
    from steward.oversight.audit.performing.by_itself import draft_next
    from steward.oversight.conformity import looking
    from steward.oversight.service_reporting import by_itself as reporting
    from steward.processes.change import again
    from steward.processes.problem import due
    from steward.registers.document.by_itself import see_to_documents, switch_editions
    from steward.registers.organisation import due as organisation_due

    return (
        Loop("clocks", 1.0, _clocks),
        Loop("seals", 15.0, _seals),
        Loop("days", 60.0, _days),
        Loop("conformity", 30.0, looking.look),
        Loop("breaches", 60.0, by_itself.raise_breaches),
        Loop("reminders", 60.0, reminding.remind),
        Loop("reports", 60.0, reporting.see_to_reports),
        Loop("performance", 600.0, draft_next),
        Loop("editions", 30.0, switch_editions),
        Loop("documents", 15.0, see_to_documents),
        Loop("conflicts", 5.0, again.look_again),
        Loop("problems", 60.0, due.tell_due),
        Loop("organisation", 60.0, organisation_due.see_to_what_is_due),
        Loop("closing", 60.0, closing.close_unanswered),
        Loop("sweeps", 600.0, sweeping.sweep),
    )


def run() -> None:
    """Runs until SIGTERM or SIGINT, and ends within 5 s of it."""
    stopping = threading.Event()
    threads = [threading.Thread(target=_turn, args=(loop, stopping), name=loop.name, daemon=True) for loop in loops()]
    for thread in threads:
        thread.start()
    try:
        asyncio.run(_work(stopping))
    finally:
        stopping.set()
        for thread in threads:
            thread.join(GRACE)


def _turn(loop: Loop, stopping: threading.Event) -> None:
    """One loop; a database that is away ends no loop, and neither does a fault of one step."""
    wait = 0.0
    while not stopping.wait(wait):
        try:
            with system_login():
                while not stopping.wait(0.0 if loop.step() else loop.seconds):
                    wait = 0.0
        except (DatabaseError, InterfaceError) as error:
            log.warning("%s: the database is not to be reached: %s", loop.name, error)
            wait = PAUSE
        except Exception:
            log.exception("%s: a step failed and is tried again", loop.name)
            wait = loop.seconds


async def _work(stopping: threading.Event) -> None:
    def end() -> None:
        stopping.set()
        working.cancel()
        # A thread that hangs in a mail server keeps the process no longer than this; its job is tried again.
        timer = threading.Timer(END, os._exit, (0,))
        timer.daemon = True
        timer.start()

    working = asyncio.ensure_future(_jobs())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, end)
    try:
        await working
    except asyncio.CancelledError:
        log.info("the worker has stopped")


async def _jobs() -> None:
    """The queue; jobs keep Django's connection, so that what they defer is of their transaction."""
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # of procrastinate's Django part
    async with app.with_connector(connector).open_async() as worker_app:
        await worker_app.run_worker_async(
            name="steward",
            concurrency=JOBS_AT_ONCE,
            install_signal_handlers=False,
            shutdown_graceful_timeout=GRACE,
            update_heartbeat_interval=HEARTBEAT,
            delete_jobs="successful",
            task_middleware=[_with_a_fresh_connection],
        )


def _with_a_fresh_connection(step: Callable[[], Any], _context: JobContext, _worker: Worker) -> Any:
    """A connection that a restart of the database has broken is not used again."""
    close_old_connections()
    try:
        return step()
    finally:
        if not connection.in_atomic_block:
            close_old_connections()
