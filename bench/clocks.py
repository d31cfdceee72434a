"""How fast due clocks fire among a million, with two workers (quality A5: once each, jitter p99 <= 15 s).

    python -m bench.clocks [--clocks N] [--due N]

Fills a database of its own set-based, then two worker processes fire what is due. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from steward.config.cluster import admin_connection, using_cluster
from steward.config.connection import Connection

CHECKOUT = Path(__file__).parent.parent
WORKERS = 2
FILL = Path(__file__).with_suffix(".sql")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clocks", type=int, default=1_000_000)
    parser.add_argument("--due", type=int, default=5_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="steward-bench-", ignore_cleanup_errors=True) as folder:
        data = Path(folder)
        with using_cluster(data) as connection:
            environ = {**os.environ, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}
            owner = {**environ, **connection.environ("owner")}
            subprocess.run([sys.executable, "-m", "tests.template"], cwd=CHECKOUT, env=owner, check=True)
            fill_s = _fill(data, chosen.clocks, chosen.due)
            print(json.dumps({"fill_s": fill_s, **measure(data, connection)}, indent=2))


def _fill(data: Path, clocks: int, due: int) -> float:
    begin = time.perf_counter()
    with admin_connection(data, "steward") as admin:
        admin.execute("set session_replication_role = replica")
        text = FILL.read_text().replace(":clocks", str(clocks)).replace(":due", str(due))
        for statement in text.split(";\n")[:-1]:
            admin.execute(statement.encode())
    return round(time.perf_counter() - begin, 1)


def measure(data: Path, connection: Connection) -> dict[str, Any]:
    """Fires with two workers at once; jitter is from the moment that the workers are ready."""
    os.environ.update(connection.environ("system"), DJANGO_SETTINGS_MODULE="steward.config.settings")
    spawn = multiprocessing.get_context("spawn")
    ready, go, counts = spawn.Semaphore(0), spawn.Event(), spawn.Queue()
    workers = [spawn.Process(target=_work, args=(ready, go, counts)) for _number in range(WORKERS)]
    for worker in workers:
        worker.start()
    for _worker in workers:
        ready.acquire()
    with admin_connection(data, "steward") as admin:
        moment = admin.execute("select clock_timestamp()").fetchone()
        begin = time.perf_counter()
        go.set()
        fired = [counts.get() for _worker in workers]
        seconds = time.perf_counter() - begin
        figures = admin.execute(
            """select count(*), count(distinct (clock_id, level)), (select count(*) from kernel_timelineentry
            where verb = 'clock'), (select count(*) from procrastinate_jobs where task_name = 'steward.tell'),
            extract(epoch from percentile_disc(0.99) within group (order by fired_at - %s))::float8
            from kernel_escalation""",
            moment,
        ).fetchone()
    assert figures
    names = ("escalations", "distinct", "entries", "jobs", "jitter_p99_s")
    return {"by_worker": fired, "all_fired_s": round(seconds, 2), **dict(zip(names, figures, strict=True))}


def _work(ready: Any, go: Any, counts: Any) -> None:
    import django

    django.setup()
    from steward.kernel import ticking

    ticking.tick(limit=0)
    ready.release()
    go.wait()
    fired = 0
    while due := ticking.tick(limit=500):
        fired += due
    counts.put(fired)


if __name__ == "__main__":
    main()
