"""Six writers that open incidents and reply to them until told to end; they say what was acknowledged.

Run as a program: `python -m tests.faults.writers FILE`; a line a write, written only after its commit.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import uuid

import django

WRITERS = 6


def write(acknowledged: int, stop: threading.Event) -> None:
    """Write, say so, write again; while the database is away, try again."""
    from django.db import DatabaseError, InterfaceError, connection

    from steward.kernel import acts
    from steward.kernel.catalogue import process_of
    from steward.people.actor import actor_named
    from steward.people.context import acting

    incident = process_of("incident")
    while not stop.is_set():
        word = uuid.uuid4().hex
        try:
            desk = actor_named("desk")
            assert desk is not None
            with acting(desk):
                raw = {"title": f"写入 {word}", "project": "alpha-ops", "impact": 2, "urgency": 2}
                number = acts.open_record(incident, actor=desk, raw=raw).number
            os.write(acknowledged, f"opened {number} {word}\n".encode())
            with acting(desk):
                acts.comment(incident, number, actor=desk, body=f"回复 {word}", reach=1)
            os.write(acknowledged, f"replied {number} {word}\n".encode())
        except (DatabaseError, InterfaceError):
            connection.close()
            time.sleep(0.05)
    connection.close()


def main() -> None:
    """Start the writers; end when the standard input does."""
    django.setup()
    acknowledged = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    stop = threading.Event()
    threads = [threading.Thread(target=write, args=(acknowledged, stop)) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    stop.set()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
