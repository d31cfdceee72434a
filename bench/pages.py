"""A1: time to first byte and SQL statements of every kind of page with 1,000,000 records, as the web role.

python -m bench.pages [--data DIR] [--rounds N] [--only WORD]

First the incidents' pages one by one, then every address of every chapter that answers with a page or a list.
"""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from bench import chapters
from bench.ground import ground, options
from bench.visits import Line, tell, timed
from steward.config.cluster import admin_connection
from tests.faults.serving import Visitor, serving
from tests.journeys.routes import addresses

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Collection
    from types import SimpleNamespace

    from steward.config.connection import Connection

PROMISED_MS, PROMISED_STATEMENTS = 100.0, 12
# What takes that long misses anyway and is not asked for often; still often enough to meet a prepared plan.
SLOW_MS, FEW = 1000.0, 8
TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
OK, PAGE = 200, ("text/html", "application/json")
READERS = ("desk", "engineer", "customer-a")
LIST = "/incident/"
PAGES = {
    "list": LIST,
    "list, all": f"{LIST}?state=all",
    "list, closed": f"{LIST}?state=closed",
    "list, one state and priority": f"{LIST}?state=assigned&priority=1",
    "list, priorities": f"{LIST}?state=all&priority=1&priority=2",
    "list, a span": f"{LIST}?state=all&opened_at=2025-01-01..2025-03-31",
    "list, by opening": f"{LIST}?state=all&sort=-opened_at",
    "list, oldest first": f"{LIST}?state=all&sort=opened_at",
    "list, by number": f"{LIST}?state=all&sort=number",
    "list, by deadline": f"{LIST}?sort=due_at",
    "list, by deadline, all": f"{LIST}?state=all&sort=due_at",
    "list, by priority": f"{LIST}?sort=priority",
    "list, by priority, all": f"{LIST}?state=all&sort=priority",
    "list, nothing matches": f"{LIST}?state=waiting_for_change&priority=1",
    "search, Chinese pair": f"{LIST}?q=%E4%BA%A4%E6%8D%A2&state=all",
    "search, word": f"{LIST}?q=printer&state=all",
    "search, number": f"{LIST}?q=INC-500000&state=all",
    "new": "/incident/new/",
    "picture": "/incident/picture/",
    "agreements": "/agreement/",
    "services": "/service/",
    "REST list": "/api/v1/incident/",
    "REST list, all": "/api/v1/incident/?state=all",
    "REST search": "/api/v1/incident/?state=all&q=printer",
}
# Whom these filters are for: contacts have no teams.
OF_PROVIDER = {
    "list, mine": f"{LIST}?owner=me",
    "list, a channel that nobody used": f"{LIST}?state=all&priority=4&channel=in_person",
    "list, what can't be": f"{LIST}?state=all&priority=1&impact=3&urgency=3",
    "list, a team": f"{LIST}?team=team-3",
    "list, a team, all": f"{LIST}?state=all&team=team-3",
    "list, an owner, all": f"{LIST}?state=all&owner=bench-7",
    "list, a category": f"{LIST}?state=all&category=network.vpn",
    "list, a tag": f"{LIST}?state=all&tags=vip",
    "choices of persons": "/choices/person/?q=gcs1",
}
OF_DESK = {
    "list, a customer": f"{LIST}?state=all&customer=cust-50",
    "list, a project and a state": f"{LIST}?project=cust-9-ops&state=in_progress",
    "dashboard": "/dashboard/",
    "dashboard, a year": "/dashboard/?by=month",
}


def pages_of(reader: str, records: dict[str, str]) -> dict[str, str]:
    """The pages that a reader is timed with; records are an open and an old one that he sees."""
    pages = dict(PAGES)
    for name, number in records.items():
        pages[f"detail, {name}"] = f"{LIST}{number}/"
        pages[f"REST read, {name}"] = f"/api/v1/incident/{number}/"
        pages[f"REST timeline, {name}"] = f"/api/v1/incident/{number}/timeline/"
    if reader != "customer-a":
        pages.update(OF_PROVIDER)
        pages["amend form"] = f"{LIST}{records['open']}/amend/"
    if reader == "desk":
        pages.update(OF_DESK)
    return pages


def records_of(connection: Connection) -> dict[str, str]:
    """An open and an old incident of the first customer, which every reader sees."""
    found = {}
    with connection.connect("system") as system:
        for name, condition in (("open", "state = 'assigned'"), ("closed", "state = 'closed'")):
            query = f"""select number from kernel_record where kind = 'incident' and {condition} and project_id =
                (select id from people_serviceproject where code = 'alpha-ops') order by id limit 1"""  # noqa: S608  ours
            row = system.execute(query).fetchone()  # type: ignore[call-overload]
            found[name] = row[0]
    return found


def statements(path: str, headers: dict[str, str], cookies: dict[str, str]) -> list[str]:
    """The statements of a page in this process, as the web role, beside those of the transaction."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(headers=headers)
    client.cookies.load(cookies)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        client.get(path)
    return [each["sql"] for each in captured if not each["sql"].upper().startswith(TRANSACTION)]


def routes_of(line: Line, every: SimpleNamespace, named: Collection[str]) -> dict[str, str]:
    """Every address that this reader gets a page or an answer of REST from, and whose page is not named above."""
    rest = [f"/api/v1/{kind}/{tail}" for kind, number in every.others.items() for tail in ("", f"{number}/")]
    asked = (path for path in (*addresses(every), *rest) if path not in named)
    return {path: path for path in asked if line.first_byte(path)[1] == OK and line.answered.startswith(PAGE)}


def main() -> None:
    """Time every page for every reader, count its statements, name what misses the promise."""
    chosen = options(rounds=40, only="")
    found: dict[str, Any] = {}
    with ground(chosen.data, chosen.records, fresh=chosen.fresh) as connection:
        with admin_connection(chosen.data, "steward") as admin:
            chapters.fill(admin)
            every = chapters.one_of_each(admin)
        with serving(connection) as web:
            os.environ["STEWARD_PORT"] = str(web.port)
            for reader in READERS:
                found.update(visit(reader, web.port, records_of(connection), every, chosen))
    missed = [n for n, t in found.items() if t["p95"] > PROMISED_MS or t["statements"] > PROMISED_STATEMENTS]
    worst = max(found, key=lambda name: found[name]["p95"])
    tell("pages", {"records": chosen.records, "load": os.getloadavg()[0], "pages": found, "missed": missed},
         f"{len(found)} pages, {len(missed)} miss the promise; slowest: {worst}, p95 {found[worst]['p95']} ms; "
         f"most statements: {max(t['statements'] for t in found.values())}")  # fmt: skip


def visit(
    reader: str, port: int, records: dict[str, str], every: SimpleNamespace, chosen: Namespace
) -> dict[str, dict[str, Any]]:
    """What each page takes for one reader."""
    from steward.people import tokens

    cookies = Visitor(port).log_in(reader).cookies
    bearer = {"Authorization": f"Bearer {tokens.issue(reader)}"}
    session = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    named = pages_of(reader, records)
    found = {}
    for name, path in {**named, **routes_of(Line(port, session | bearer), every, named.values())}.items():
        if chosen.only not in f"{reader}: {name}":
            continue
        is_rest = path.startswith("/api/")
        line = Line(port, bearer if is_rest else session)
        if line.first_byte(path)[1] != OK:
            continue
        times = timed(line, path, chosen.rounds if line.first_byte(path)[0] < SLOW_MS else FEW)
        asked = statements(path, bearer if is_rest else {}, {} if is_rest else cookies)
        found[f"{reader}: {name}"] = {"path": path, "statements": len(asked), **vars(times)}
        late = times.p95 > PROMISED_MS or len(asked) > PROMISED_STATEMENTS
        print(f"{'!' if late else ' '} {reader}: {name:32} p50 {times.p50:7} p95 {times.p95:7} {len(asked):3} sql"
              f" {times.bytes:8,} B", file=sys.stderr)  # fmt: skip
        if chosen.only and late:
            print("\n".join(asked), file=sys.stderr)
    return found


if __name__ == "__main__":
    main()
