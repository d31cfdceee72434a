"""What opening an incident by REST costs beside bare inserts of as many rows (quality A3: at least 0.06).

    python -m bench.create [--pairs N] [--count N] [--no-sync] [--data DIR]

Pairs A-B-A-B: reference, then REST by one web process and one client that keeps its connection. Prints JSON.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench import reference_inserts
from steward.config.cluster import using_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from steward.config.connection import Connection

CHECKOUT = Path(__file__).parent.parent
BODY = {
    "title": "VPN is down", "project": "alpha-ops", "category": "network.vpn", "service": "SVC-000001",
    "impact": 1, "urgency": 2, "team": "network", "requester": "p-customer-a", "channel": "api",
    "description": "Nobody at the branch gets through since nine o'clock.",
}  # fmt: skip
PROMISE = 0.06


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--count", type=int, default=300, help="creations in each half of a pair")
    parser.add_argument("--no-sync", action="store_true", help="no wait for the disk: processors alone")
    parser.add_argument("--data", type=Path, help="folder of an installation to keep; else one for this run")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="steward-bench-", ignore_cleanup_errors=True) as folder:
        data = chosen.data or Path(folder)
        with using_cluster(data, fast=chosen.no_sync) as connection:
            print(json.dumps(measure(connection, chosen.pairs, chosen.count), indent=2))


def measure(connection: Connection, pairs: int, count: int) -> dict[str, Any]:
    """Figures of all pairs, the ratio by their median."""
    environ = _environ(connection, "web")
    token = _prepare(connection)
    with _serving(environ) as port, connection.connect("owner") as owner:
        client = http.client.HTTPConnection("127.0.0.1", port)
        number = _create(client, token)
        inserts = reference_inserts.prepare(owner, number)
        _rest(client, token, 50)
        reference_inserts.run(owner, inserts, 50)
        found = [(reference_inserts.run(owner, inserts, count), _rest(client, token, count)) for _ in range(pairs)]
    ratios = [rest / reference for reference, rest in found]
    return {
        "rows_a_transaction": len(inserts),
        "reference_per_second": round(statistics.median(reference for reference, _ in found), 1),
        "rest_per_second": round(statistics.median(rest for _, rest in found), 1),
        "ratios": [round(ratio, 4) for ratio in ratios],
        "ratio": round(statistics.median(ratios), 4),
        "promised": PROMISE,
        "met": statistics.median(ratios) >= PROMISE,
    }


def _environ(connection: Connection, role: Any) -> dict[str, str]:
    paths = {
        "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}",
        "DJANGO_SETTINGS_MODULE": "steward.config.settings",
    }
    return {**os.environ, **connection.environ(role), **paths}


def _prepare(connection: Connection) -> str:
    """Schema and cast where the installation is new; a token of the service desk."""
    with connection.connect("owner") as owner:
        row = owner.execute("select to_regclass('kernel_record') is null").fetchone()
    if row and row[0]:
        command = [sys.executable, "-m", "tests.template"]
        subprocess.run(command, cwd=CHECKOUT, env=_environ(connection, "owner"), check=True)
    issue = "import django; django.setup(); from steward.people.tokens import issue; print(issue('desk'))"
    command = [sys.executable, "-c", issue]
    environ = _environ(connection, "web")
    done = subprocess.run(command, cwd=CHECKOUT, env=environ, check=True, capture_output=True, text=True)
    return done.stdout.split()[-1]


@contextmanager
def _serving(environ: dict[str, str]) -> Iterator[int]:
    """One web process, as `up` starts it; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "1", "--no-access-log"]
    command = [
        sys.executable,
        "-m",
        "granian",
        *words,
        "--port",
        str(port),
        "steward.config.wsgi:application",
    ]
    server = subprocess.Popen(command, cwd=CHECKOUT, env=environ, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    sys.exit("The web process did not start.")


def _create(client: http.client.HTTPConnection, token: str) -> str:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    client.request("POST", "/api/v1/incident/", json.dumps(BODY), headers)
    response = client.getresponse()
    told = json.loads(response.read())
    if response.status != http.HTTPStatus.CREATED:
        sys.exit(f"{response.status}: {told}")
    return str(told["number"])


def _rest(client: http.client.HTTPConnection, token: str, count: int) -> float:
    """Creations a second over `count` of them."""
    begin = time.perf_counter()
    for _ in range(count):
        _create(client, token)
    return count / (time.perf_counter() - begin)


if __name__ == "__main__":
    main()
