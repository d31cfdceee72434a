"""A7: every rule of every clause judged over 1,000,000 records, and the map's pages, as the web role.

python -m bench.conformity [--data DIR] [--rounds N]
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from bench import chapters
from bench.ground import ground, options
from bench.visits import Line, tell, timed
from steward.config.cluster import admin_connection
from tests.faults.serving import Visitor, serving

if TYPE_CHECKING:
    from steward.config.connection import Connection

PROMISED_S, PROMISED_PAGE_MS = 60.0, 100.0
PAGES = {
    "map": "/conformity/", "map, by the standard": "/conformity/?by=standard", "a clause": "/conformity/7.2.1/",
    "falls due": "/conformity/ahead/", "REST": "/api/v1/conformity/",
}  # fmt: skip


def judged() -> tuple[float, dict[str, float], list[str]]:
    """Seconds for all rules, the five slowest, and those that could not be judged; as the worker does it."""
    from steward.config.system_login import system_login
    from steward.oversight.conformity.judging import judge_all
    from steward.oversight.conformity.models import Run
    from steward.people.actor import actor_named
    from steward.people.context import acting

    with system_login():
        begin = time.perf_counter()
        failed = judge_all()
        took = time.perf_counter() - begin
    reader = actor_named("service-head")
    assert reader
    with acting(reader):
        slowest = Run.objects.order_by("-seconds").values_list("judge", "seconds")[:5]
        return took, {name: round(seconds, 1) for name, seconds in slowest}, failed


def pages(connection: Connection, rounds: int) -> dict[str, float]:
    """p95 of each page until its first byte, for somebody who sees every project."""
    with serving(connection) as web:
        os.environ["STEWARD_PORT"] = str(web.port)
        from steward.people import tokens

        cookies = Visitor(web.port).log_in("service-head").cookies
        session = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        bearer = {"Authorization": f"Bearer {tokens.issue('service-head')}"}
        return {
            name: timed(Line(web.port, bearer if path.startswith("/api/") else session), path, rounds).p95
            for name, path in PAGES.items()
        }


def main() -> None:
    """Judge twice (the second time most stands already), then time the pages."""
    chosen = options(rounds=30)
    with ground(chosen.data, chosen.records, fresh=chosen.fresh) as connection:
        with admin_connection(chosen.data, "steward") as admin:
            chapters.fill(admin)
        first, _slowest, failed = judged()
        again, slowest, _failed = judged()
        found: dict[str, Any] = {"first_s": first, "again_s": again, "slowest": slowest, "failed": failed}
        found["pages"] = pages(connection, chosen.rounds)
    tell("conformity", {"load": os.getloadavg()[0], **found},
         f"all rules in {first:.1f} s, again in {again:.1f} s (<= {PROMISED_S}), pages p95 {found['pages']} ms"
         f" (<= {PROMISED_PAGE_MS}), not judged: {failed or 'none'}")  # fmt: skip


if __name__ == "__main__":
    main()
