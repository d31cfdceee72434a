"""Why a list takes as long as it does: its statements, each with its plan as the web role.

python -m bench.explain PATH [USER] [--data DIR]
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from bench.ground import DATA, ground


def main() -> None:
    """Ask for the page and explain what took more than 20 ms."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path")
    parser.add_argument("user", nargs="?", default="desk")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--slow", type=float, default=20.0, help="milliseconds")
    chosen = parser.parse_args()
    with ground(chosen.data):
        from django.db import connection
        from django.test import Client

        from steward.people.models import User

        def explained(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001  Django's way
            begin = time.perf_counter()
            found = execute(sql, params, many, context)
            took = (time.perf_counter() - begin) * 1000
            print(f"{took:8.1f} ms  {sql[:160]}")
            if took > chosen.slow and not sql.startswith("explain"):
                with connection.cursor() as cursor:
                    cursor.execute(f"explain (analyze, buffers) {sql}", params)
                    print("\n".join(f"    {row[0][:200]}" for row in cursor.fetchall()))
            return found

        client = Client()
        client.force_login(User.objects.get(username=chosen.user))
        client.get(chosen.path)
        with connection.execute_wrapper(explained):
            print(client.get(chosen.path).status_code)


if __name__ == "__main__":
    main()
