"""How fast a million sealed entries are proved, and that an altered one is named (quality C10: 60 s).

    python -m bench.ledger [--entries N]

Fills a database of its own set-based, seals and checks it, alters one entry as a superuser, checks again.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from steward.config.cluster import admin_connection, using_cluster

CHECKOUT = Path(__file__).parent.parent
FILL = """
insert into kernel_timelineentry (record_id, verb, move, from_state, to_state, actor_id, body, changes, reach,
    recorded_at, occurred_at, era, xid, salt, payload_hash, customer_id, project_id, supplier_id, audience,
    restriction)
select r.id, 'commented', '', r.state, r.state, r.author_id, t.body, '{}', 3, clock_timestamp(), now(), 1,
    pg_current_xact_id(), t.salt, sha256(t.salt || convert_to(t.body || '{}', 'UTF8')),
    r.customer_id, r.project_id, r.supplier_id, r.audience, r.restriction
from (select * from kernel_record order by id limit 1) r,
    lateral (select 'line ' || n || E'\\tnot yet restored, the carrier is at it' as body,
        decode(md5(n::text), 'hex') as salt from generate_series(1, %s::int) n) t
"""


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="steward-bench-", ignore_cleanup_errors=True) as folder:
        data = Path(folder)
        with using_cluster(data) as connection:
            environ = {**os.environ, "PYTHONPATH": f"{CHECKOUT / 'src'}:{CHECKOUT}"}
            owner = {**environ, **connection.environ("owner")}
            subprocess.run([sys.executable, "-m", "tests.template"], cwd=CHECKOUT, env=owner, check=True)
            os.environ.update(connection.environ("system"), DJANGO_SETTINGS_MODULE="steward.config.settings")
            print(json.dumps(measure(data, chosen.entries), indent=2))


def measure(data: Path, entries: int) -> dict[str, Any]:
    """Seconds to fill, to seal and to check twice, with what the second check found."""
    import django

    django.setup()
    from steward.kernel import heads, ledger, ledger_check

    figures: dict[str, Any] = {}
    batches = 20
    with admin_connection(data, "steward") as admin:
        admin.execute("set session_replication_role = replica")
        begin = time.perf_counter()
        for _batch in range(batches):
            admin.execute(FILL, (entries // batches,))
            figures["sealed"] = figures.get("sealed", 0) + ledger.seal()
        figures["fill_and_seal_s"] = round(time.perf_counter() - begin, 1)
        admin.execute("vacuum analyze kernel_timelineentry")
        begin, spent = time.perf_counter(), time.process_time()
        report = ledger_check.check(heads.read(ledger.heads_file()))
        figures["check_s"] = round(time.perf_counter() - begin, 1)
        figures["check_own_cpu_s"] = round(time.process_time() - spent, 1)
        figures |= {"checked": report.entries, "seals": report.seals}
        assert report.finding is None
        figures["lag_s"] = round(report.lag, 1)
        row = admin.execute(
            "update kernel_timelineentry set occurred_at = occurred_at - interval '1 s'"
            " where id = (select max(id) from kernel_timelineentry) returning id"
        ).fetchone()
        assert row
        begin = time.perf_counter()
        finding = ledger_check.check(heads.read(ledger.heads_file())).finding
        figures["check_of_altered_s"] = round(time.perf_counter() - begin, 1)
        figures["named"] = finding is not None and finding.entry == row[0]
    figures["heads_mb"] = round(ledger.heads_file().stat().st_size / 1e6, 1)
    return figures


if __name__ == "__main__":
    main()
