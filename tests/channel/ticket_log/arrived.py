"""A small log of Alpha Bank, brought into the test database, and what is there afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection

from steward.channel.ticket_log.importing import bring_in
from steward.config.system_login import system_login
from steward.kernel.catalogue import process_of
from steward.people.context import acting
from tests.acting_as import actor

if TYPE_CHECKING:
    from pathlib import Path

    from steward.channel.ticket_log.tally import Tally
    from steward.channel.ticket_log.writing import Outcome

MAPPING = """
source: otherdesk
project: {code: alpha-log, name: {en: Alpha by log, zh: 甲银行历史}}
customer: {code: alpha}
zone: UTC
shape: events
contiguous: yes
dates: "%Y-%m-%d %H:%M"
key: [state, by, team]
file: {null: "?", limits: {bad_rows: 2}}
columns:
  number: id
  updated_at: at
  actor: by
  opened_at: opened
  resolved_at: resolved
  title: title
  state: {column: state, values: {N: new, A: in_progress, R: resolved, C: closed}}
  priority: {column: prio, values: {high: 2, low: 4}}
  category: [kind, part]
  team: team
  assignee: assignee
  requester: caller
stated:
  sla_met: {column: sla, values: {y: "yes", n: "no"}}
  reopened: reopened
  problem: problem
"""
HEADER = "id,at,by,opened,resolved,title,state,prio,kind,part,team,assignee,caller,sla,reopened,problem"
FIRST = "2025-03-01 08:00"
BURNT = f"{FIRST},2025-03-01 08:45,Printer burns"
# One ticket to its end, one that is still open.
ROWS = (
    f"T1,{FIRST},ann,{FIRST},?,Printer burns,N,high,Hardware,Printer,North,Sue,Cai,y,0,?",
    f"T1,2025-03-01 08:20,sue,{FIRST},?,Printer burns,A,high,Hardware,Printer,South,Sue,Cai,y,0,?",
    f"T1,2025-03-01 09:00,sue,{BURNT},R,high,Hardware,Printer,South,Sue,Cai,n,0,PRB1",
    f"T1,2025-03-06 09:00,?,{BURNT},C,high,Hardware,Printer,South,Sue,Cai,n,2,PRB1",
    f"T2,{FIRST},ann,{FIRST},?,Mouse sticks,N,low,Hardware,Mouse,North,?,Dora,y,0,?",
)
LATER = f"T2,2025-03-02 10:00,sue,{FIRST},?,Mouse sticks,A,low,Hardware,Mouse,North,Sue,Dora,y,0,?"
TABLES = (
    "people_party", "people_serviceproject", "people_team", "people_person", "people_user",
    "kernel_category", "kernel_record", "incident_incident", "kernel_timelineentry", "kernel_searchrow",
    "kernel_stated", "kernel_clockrun", "kernel_escalation", "kernel_noticerow", "kernel_proof",
    "kernel_decision", "procrastinate_jobs",
)  # fmt: skip


def written(folder: Path, *rows: str, mapping: str = MAPPING) -> tuple[Path, Path]:
    """A log of these rows and its mapping, as files."""
    (folder / "log.csv").write_text("\n".join((HEADER, *rows)) + "\n")
    (folder / "map.yaml").write_text(mapping)
    return folder / "log.csv", folder / "map.yaml"


def brought_in(folder: Path, *rows: str, mapping: str = MAPPING, dry_run: bool = False) -> tuple[Tally, Outcome]:
    """Import these rows, logged in as the system."""
    log, map_file = written(folder, *rows, mapping=mapping)
    with system_login():
        return bring_in(process_of("incident"), log, map_file, dry_run=dry_run)


def asked(sql: str, *values: object) -> list[tuple[Any, ...]]:
    """Rows as the system sees them."""
    with system_login(), acting(actor("system")), connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def counted() -> dict[str, int]:
    """How many rows each table holds that an import could touch."""
    query = " union all ".join(f"select '{table}', count(*) from {table}" for table in TABLES)
    return {str(table): int(count) for table, count in asked(query)}


def added(before: dict[str, int]) -> dict[str, int]:
    """What has come since, by table; tables that are as they were are left out."""
    return {table: count - before[table] for table, count in counted().items() if count != before[table]}
