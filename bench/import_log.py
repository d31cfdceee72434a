"""A8: how many events of the real ticket log come in a second, from file to commit, into a fresh database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).parents[1]
LOG = ROOT.parent / "shared/data/ticket-log/servicenow_incident_event_log.csv.xz"
MAPPING = ROOT / "src/steward/channel/ticket_log/mappings/servicenow.yaml"
WANTED = 2_000


def steward(*words: str) -> str:
    """Run a command of the program; ends this one with its words when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "steward", *words],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8"},
    )
    if done.returncode:
        sys.exit(f"{words[0]} failed:\n{done.stderr}")
    return done.stdout


def found_company(data: Path) -> None:
    """Make the company of our own, without which nothing can be recorded."""
    from steward.config.cluster import using_cluster

    with using_cluster(data) as connection, connection.connect("system") as session:
        session.execute(
            "insert into people_party (code, name_zh, name_en, is_own, is_customer, is_supplier, sort_key)"
            " values ('OWN', '本公司', 'Our company', true, false, false, '')"
        )


def timed(data: Path, *words: str) -> tuple[float, str]:
    """Seconds of one whole run of the command, starts of program and database included; what it said."""
    begin = perf_counter()
    said = steward("import", "ticket-log", str(LOG), "--mapping", str(MAPPING), "--data", str(data), *words)
    return perf_counter() - begin, said


def main() -> None:
    """Import the log, then the same file again, and print what it took as JSON."""
    if not LOG.exists():
        print(f"A8 skipped: the real ticket log is not at {LOG}", file=sys.stderr)
        return
    sys.path.insert(0, str(ROOT / "src"))
    with tempfile.TemporaryDirectory(prefix="steward-bench-") as folder:
        data = Path(folder)
        steward("migrate", "--quiet", "--data", str(data))
        found_company(data)
        seconds, said = timed(data)
        again, said_again = timed(data)
    rows = next(line for line in said.splitlines() if " rows, " in line)
    events = int(rows.split()[0])
    figures = {
        "measure": "A8",
        "events": events,
        "seconds": round(seconds, 1),
        "events_per_second": round(events / seconds),
        "wanted": WANTED,
        "met": events / seconds >= WANTED,
        "same_file_again_seconds": round(again, 1),
        "said": said.splitlines()[-4:],
        "said_again": said_again.splitlines()[-4:],
    }
    print(json.dumps(figures, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
