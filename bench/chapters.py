"""The other chapters on the ground: 100,000 items with 200,000 relations, 20,000 records of most kinds beside them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

    from steward.kernel.process import Process

RECORDS = 20_000
SIZES = {
    "incident": 0, "ci": 100_000, "article": 5_000, "nonconformity": 5_000, "baseline": 1_000, "board_meeting": 1_000,
    "configuration_audit": 1_000, "audit": 300, "management_review": 30, "change_template": 300, "service": 300,
    "agreement": 300, "release_policy": 100, "configuration_plan": 100,
}  # fmt: skip
SCOPE = ("customer_id", "project_id", "supplier_id", "audience", "restriction")

# Titles, times and scopes are those of incidents, drawn from the whole history; one record of ten is open.
_RECORDS = """
create temporary table bench_other as
select nextval(pg_get_serial_sequence('kernel_record', 'id')) as id, i.id as incident_id,
    %(prefix)s || '-' || lpad(nextval(%(sequence)s)::text, 6, '0') as number,
    case when place %% 10 = 0 then (%(open)s::text[])[1 + (place / 10)::integer %% cardinality(%(open)s::text[])]
        else (%(final)s::text[])[1] end as state
from (select id, row_number() over (order by id) as place from kernel_record where kind = 'incident'
    and id %% greatest(1, %(every)s / %(records)s) = 0 limit %(records)s) i;
insert into kernel_record (id, kind, number, title, title_en, state, priority, customer_id, project_id, supplier_id,
    service_id, owner_id, team_id, author_id, audience, restriction, opened_at, updated_at, due_at, closed_at, is_open,
    version, tags, custom)
select o.id, %(kind)s, o.number, i.title, '', o.state, i.priority, i.customer_id, i.project_id, i.supplier_id,
    i.service_id, i.owner_id, i.team_id, i.author_id, %(audience)s, '', i.opened_at, i.updated_at, null,
    case when not o.state = any(%(open)s::text[]) then i.updated_at end, o.state = any(%(open)s::text[]), 1, '{}', '{}'
from bench_other o join kernel_record i on i.id = o.incident_id order by o.id;
insert into kernel_searchrow (record_id, reach, kind, vector, customer_id, project_id, supplier_id, audience,
    restriction)
select o.id, s.reach, %(kind)s, s.vector, s.customer_id, s.project_id, s.supplier_id, %(audience)s, ''
from bench_other o join kernel_searchrow s on s.record_id = o.incident_id;
insert into kernel_timelineentry (record_id, verb, move, from_state, to_state, actor_id, body, changes, reach,
    recorded_at, occurred_at, customer_id, project_id, supplier_id, audience, restriction, era, xid, salt, payload_hash)
select o.id, verb, '', '', %(first)s, actor_id, '', changes, reach, recorded_at, occurred_at, customer_id, project_id,
    supplier_id, %(audience)s, '', era, xid, salt, payload_hash
from bench_other o join kernel_timelineentry t on t.record_id = o.incident_id and t.verb = 'opened'
"""


# Each item runs on one of the first half of its project, and depends on one of the first third: a tree.
_RELATIONS = """
insert into configuration_relation (source_id, target_id, relation, "group", valid_from, source_customer_id,
    source_project_id, source_supplier_id, source_audience, source_restriction, target_customer_id, target_project_id,
    target_supplier_id, target_audience, target_restriction)
select s.id, t.id, %(relation)s, '', now(), s.customer_id, s.project_id, s.supplier_id, s.audience, s.restriction,
    s.customer_id, s.project_id, s.supplier_id, t.audience, t.restriction
from (select *, row_number() over (partition by project_id order by id) as place from kernel_record where kind = 'ci') s
join (select *, row_number() over (partition by project_id order by id) as place from kernel_record where kind = 'ci') t
    on t.project_id = s.project_id and t.place = s.place / %(share)s and t.id <> s.id
"""


def fill(admin: psycopg.Connection[Any]) -> None:
    """Records of every kind, where there are none yet; the triggers are asleep."""
    from steward import contents

    (every,) = admin.execute("select count(*) from kernel_record where kind = 'incident'").fetchone() or (0,)
    if admin.execute("select exists (select 1 from configuration_relation offset 1000)").fetchone() == (True,):
        return
    admin.execute("set session_replication_role = replica")
    for process in contents.processes():
        if records := SIZES.get(process.kind, RECORDS):
            _records(admin, process, min(records, every), every)
            _nouns(admin, process)
            admin.execute("drop table bench_other")
    for relation, share in (("runs_on", 2), ("depends_on", 3)):
        admin.execute(_RELATIONS, {"relation": relation, "share": share})
    admin.execute("vacuum (analyze)")


def _records(admin: psycopg.Connection[Any], process: Process, records: int, every: int) -> None:
    given = {
        "prefix": process.prefix, "sequence": f"number_{process.prefix.lower()}", "kind": process.kind,
        "open": [state.name for state in process.states if not state.final], "first": process.first.name,
        "final": [state.name for state in process.states if state.final] or [process.states[-1].name],
        "audience": process.audience, "records": records, "every": every,
    }  # fmt: skip
    for statement in _RECORDS.split(";\n"):
        admin.execute(statement, given)  # type: ignore[arg-type]


def _nouns(admin: psycopg.Connection[Any], process: Process) -> None:
    """What the chapter keeps of a record: the scope of the record, and the default of every other column."""
    from django.db import connection

    meta = process.model._meta  # noqa: SLF001  Django's documented interface
    columns = {"record_id": "r.id", **{name: f"r.{name}" for name in SCOPE}}
    values: dict[str, Any] = {}
    for field in meta.local_concrete_fields:
        column = field.column
        if column in columns:
            continue
        if field.is_relation and not field.null:
            target = field.related_model._meta  # noqa: SLF001  the same
            columns[column] = f"(select min({target.pk.column}) from {target.db_table})"  # noqa: S608  names of ours
        elif not field.null:
            columns[column] = f"%({column})s"
            default = date(2026, 1, 5) if field.get_internal_type() == "DateField" else field.get_default()
            values[column] = field.get_db_prep_save(default, connection)
    listed, told = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
    admin.execute(
        f"insert into {meta.db_table} ({listed}) select {told}"  # type: ignore[arg-type]  # noqa: S608  names of ours
        " from bench_other o join kernel_record r on r.id = o.id order by r.id",
        values,
    )


def one_of_each(admin: psycopg.Connection[Any]) -> SimpleNamespace:
    """The number of a record of each kind, of the first project if it has one, for whoever fills in addresses."""
    rows = admin.execute(
        """select kind, (array_agg(number order by project_id = (select id from people_serviceproject
            where code = 'alpha-ops') desc nulls last, is_open desc, id desc))[1] from kernel_record group by kind"""
    ).fetchall()
    others = dict(rows)
    return SimpleNamespace(
        told=others["incident"], draft=others["agreement"], service=others["service"], file=0, others=others
    )
