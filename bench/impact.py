"""A6: impact of an item among 100,000 items and 300,000 relations, 500 reached: the page, and its SQL alone.

python -m bench.impact [--data DIR] [--rounds N]
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.ground import ground, options
from bench.visits import Line, share, tell, timed
from steward.config.cluster import admin_connection
from tests.faults.serving import Visitor, serving

if TYPE_CHECKING:
    import psycopg

    from steward.config.connection import Connection

DATA = Path("/tmp/steward-bench-impact")  # noqa: S108  made anew by whoever runs a bench
ITEMS, REACHED = 100_000, 500
PROMISED_PAGE_MS, PROMISED_SQL_MS = 1000.0, 100.0
# Items hang together in heaps of 500 whose first carries all others; each of them needs three that came before it.
NEEDS = (("depends_on", "n - 1"), ("runs_on", "n / 2"), ("uses", "n / 3"))
_RECORDS = """
insert into kernel_record (kind, number, title, title_en, state, customer_id, project_id, supplier_id, author_id,
    audience, restriction, opened_at, updated_at, is_open, version, tags, custom)
select 'ci', 'CI-' || lpad(n::text, 6, '0'), 'bench-' || n, '', 'in_use', j.customer_id, j.id,
    (select id from people_party where is_own), (select min(id) from people_user), 1, '', now(), now(), true, 1, '{}',
    '{}' from generate_series(1, %s::integer) n, people_serviceproject j where j.code = 'alpha-ops' order by n"""
_ITEMS = """
insert into configuration_configurationitem (record_id, ci_class_id, attributes, serial, version_label, criticality,
    relations, acceptance, disposal, cancel_reason, revision, customer_id, project_id, supplier_id, audience,
    restriction)
select id, (select id from configuration_ciclass where code = 'virtual_machine'), '{}', '', '', 1 + id % 4, '[]', '',
    '', '', 1, customer_id, project_id, supplier_id, audience, restriction from kernel_record where kind = 'ci'"""
_RELATIONS = """
insert into configuration_relation (source_id, target_id, relation, "group", valid_from, source_customer_id,
    source_project_id, source_supplier_id, source_audience, source_restriction, target_customer_id, target_project_id,
    target_supplier_id, target_audience, target_restriction)
select s.id, t.id, '{relation}', '', now(), s.customer_id, s.project_id, s.supplier_id, s.audience, s.restriction,
    t.customer_id, t.project_id, t.supplier_id, t.audience, t.restriction
from (select heap, n, heap * {reached} + n + 1 as source, heap * {reached} + {before} + 1 as target
    from generate_series(0, {items} / {reached} - 1) heap, generate_series(1, {reached} - 1) n) pair
join kernel_record s on s.number = 'CI-' || lpad(pair.source::text, 6, '0')
join kernel_record t on t.number = 'CI-' || lpad(pair.target::text, 6, '0')"""


def fill(admin: psycopg.Connection[Any]) -> None:
    """Items and relations, where there are none yet."""
    if admin.execute("select exists (select 1 from configuration_relation)").fetchone() == (True,):
        return
    admin.execute("set session_replication_role = replica")
    admin.execute(_RECORDS, (ITEMS,))
    admin.execute(_ITEMS)
    for relation, before in NEEDS:
        admin.execute(_RELATIONS.format(relation=relation, before=before, reached=REACHED, items=ITEMS))  # type: ignore[arg-type]
    admin.execute("vacuum (analyze)")


def statements_ms(number: str, rounds: int) -> tuple[float, int]:
    """p95 of the two statements of an impact as the web role under its policies, and how many are reached."""
    from steward.kernel.catalogue import process_of
    from steward.people.actor import actor_named
    from steward.people.context import acting
    from steward.registers.configuration import asked, graph

    actor, took, reached = actor_named("engineer"), [], 0
    assert actor
    for _ in range(rounds):
        with acting(actor):
            item = asked.item_numbered(process_of("ci"), number, actor)
            begin = time.perf_counter()
            needs = graph.needs_around([item.pk], "hit")
            reached = len(graph.items({item.pk, *(need.item for need in needs)}))
            took.append((time.perf_counter() - begin) * 1000)
    return share(took, 0.95), reached


def main() -> None:
    """Fill once, then time the statements in this process and the page over loopback."""
    chosen = options(rounds=30)
    data = DATA if chosen.data == options([]).data else chosen.data
    with ground(data, 1_000, fresh=chosen.fresh) as connection:
        with admin_connection(data, "steward") as admin:
            fill(admin)
        found = _timed(connection, chosen.rounds)
    tell("impact", {"items": ITEMS, "relations": (ITEMS - ITEMS // REACHED) * len(NEEDS), "load": os.getloadavg()[0],
                    **found},
         f"{found['reached']} reached: SQL p95 {found['sql_p95']} ms (<= {PROMISED_SQL_MS}),"
         f" page p95 {found['page_p95']} ms (<= {PROMISED_PAGE_MS}), REST p95 {found['rest_p95']} ms")  # fmt: skip


def _timed(connection: Connection, rounds: int) -> dict[str, Any]:
    """The first item of a heap in the middle."""
    number = f"CI-{ITEMS // 2 + 1:06}"
    sql, reached = statements_ms(number, rounds)
    with serving(connection) as web:
        os.environ["STEWARD_PORT"] = str(web.port)
        from steward.people import tokens

        cookies = Visitor(web.port).log_in("engineer").cookies
        session = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        page = timed(Line(web.port, session), f"/ci/{number}/impact/", rounds)
        bearer = {"Authorization": f"Bearer {tokens.issue('engineer')}"}
        rest = timed(Line(web.port, bearer), f"/api/v1/ci/{number}/impact/", rounds)
    return {"reached": reached, "sql_p95": sql, "page_p95": page.p95, "page_bytes": page.bytes, "rest_p95": rest.p95}


if __name__ == "__main__":
    main()
