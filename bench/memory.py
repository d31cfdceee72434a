"""A10: memory of a running installation without PostgreSQL, shared pages counted once.

./steward up --demo --data DIR &  python -m bench.memory DIR
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from bench.visits import tell
from tests.faults.serving import children_of

PROMISED_MB = 400.0


def proportional(pid: int) -> float:
    """The PSS of a process, in MB."""
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def family(pid: int) -> list[int]:
    """A process and all that it started, but PostgreSQL."""
    name = Path(f"/proc/{pid}/comm").read_text().strip()
    return [] if name == "postgres" else [pid, *(each for child in children_of(pid) for each in family(child))]


def words_of(pid: int) -> str:
    """The program that a process runs."""
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")[:80]


def main() -> None:
    """Sum up the processes of `up` in the given data folder."""
    pid = json.loads((Path(sys.argv[1]) / "up.json").read_text())["pid"]
    held = {f"{each} {words_of(each)}": round(proportional(each), 1) for each in family(pid)}
    total = round(sum(held.values()), 1)
    tell(
        "memory",
        {"processes": held, "total MB": total},
        f"{total} MB in {len(held)} processes; promised {PROMISED_MB:.0f}",
    )


if __name__ == "__main__":
    main()
