"""A2: the list page beside a bare Django page with the same rows, bytes, session and database role; pairs A-B-A-B.

python -m bench.floor [--data DIR] [--pairs N] [--rounds N]
"""

from __future__ import annotations

import os
import statistics
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bench.ground import ground, options
from bench.texts import CHECKOUT
from bench.visits import Line, tell, timed
from tests.faults.serving import Visitor, answers, free_port, serving, until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.config.connection import Connection

PROMISED = 2.0
LIST = "/incident/"
ROWS = 50


@contextmanager
def bare(connection: Connection, markup: int) -> Iterator[int]:
    """Serve the bare page as the real one is served; answers its port."""
    from steward.config.commands import up

    with connection.connect("system") as system:
        found = system.execute("select array_agg(id order by id)::text from people_party").fetchone()
    port = free_port()
    child = up._web(connection, "127.0.0.1", port, 1)  # noqa: SLF001  served by the very words of `up`
    child.words[-1] = "bench.floor_site:application"
    paths = {"PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}
    child.environ = {**child.environ, **paths, "FLOOR_CUSTOMERS": found[0], "FLOOR_MARKUP": str(markup)}  # type: ignore[index]
    child.start()
    try:
        until(lambda: answers(port), "the bare page did not answer")
        yield port
    finally:
        child.stop()


def main() -> None:
    """Time both in turn and quote the median ratio."""
    chosen = options(pairs=5, rounds=40)
    with ground(chosen.data, chosen.records) as connection, serving(connection) as web:
        cookies = Visitor(web.port).log_in("desk").cookies
        session = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        real = Line(web.port, session)
        size = real.first_byte(LIST)[2]
        with bare(connection, 0) as port:
            markup = (size - Line(port, session).first_byte(LIST)[2]) // ROWS
        with bare(connection, markup) as port:
            floor = Line(port, session)
            pairs = [(timed(real, LIST, chosen.rounds), timed(floor, LIST, chosen.rounds)) for _ in range(chosen.pairs)]
    ratios = sorted(ours.p50 / theirs.p50 for ours, theirs in pairs)
    ratio = statistics.median(ratios)
    ours, theirs = pairs[0]
    tell("floor", {"load": os.getloadavg()[0], "pairs": [(a.p50, b.p50) for a, b in pairs], "ratio": round(ratio, 2),
                   "bytes": (ours.bytes, theirs.bytes)},
         f"list {ours.p50} ms, bare page {theirs.p50} ms of as many bytes: {ratio:.2f} x ({ratios[0]:.2f} to"
         f" {ratios[-1]:.2f}); promised at most {PROMISED} x")  # fmt: skip


if __name__ == "__main__":
    main()
