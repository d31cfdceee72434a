"""An inventory as large as asked for, as files that an import takes: `python -m bench.inventory FOLDER [ITEMS]`.

Twice as many relations as items: each virtual machine runs on a server and uses two others before it. The time of the
import is that of `time ./steward import inventory FOLDER/*.csv --project CODE --as ACCOUNT`; the page takes the same
files and tells how far it is.
"""

from __future__ import annotations

import csv
import random
import sys
from pathlib import Path

ITEMS, HOSTS = 20_000, 20


def write(folder: Path, items: int) -> None:
    """Writes items.csv and relations.csv, the same at every call."""
    chance = random.Random(20_000)  # noqa: S311  no secret
    folder.mkdir(parents=True, exist_ok=True)
    hosts = [f"bench-srv-{turn:05d}" for turn in range(items // HOSTS)]
    guests = [f"bench-vm-{turn:05d}" for turn in range(items - len(hosts))]
    with (folder / "items.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["class", "name", "serial", "state", "version"])
        out.writerows(["server", name, f"SN-{name}", "in_use", "1.0"] for name in hosts)
        out.writerows(["virtual_machine", name, "", "in_use", "2.4"] for name in guests)
    with (folder / "relations.csv").open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(["source", "relation", "target"])
        for place, name in enumerate(guests):
            out.writerow([name, "runs_on", chance.choice(hosts)])
            if place:
                out.writerow([name, "uses", guests[chance.randrange(place)]])
        for gap in (1, 2):
            out.writerows(
                [name, "connected_to", hosts[place - gap]] for place, name in enumerate(hosts) if place >= gap
            )


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else ITEMS)  # noqa: PLR2004  the second word
