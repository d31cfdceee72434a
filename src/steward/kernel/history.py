"""The pen for batches: whole histories written set by set, for imports and for the demo company (manual 7.2.1)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils.translation import gettext as _

from steward.kernel import clockwork, placing
from steward.kernel.models import Audience, ClockRun, Record, Stated
from steward.kernel.refusal import Refused
from steward.kernel.writing import Entry, column_cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from django.db.models import Model

    from steward.kernel.process import Process
    from steward.people.actor import Actor

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class PastEntry:
    """One entry of a history; `words` are what search shall find it by."""

    verb: str
    actor_id: int
    occurred_at: datetime
    reach: int = Audience.CUSTOMER
    move: str = ""
    from_state: str = ""
    to_state: str = ""
    body: str = ""
    changes: Mapping[str, Any] = field(default_factory=dict)
    minutes: int | None = None


@dataclass(slots=True)
class Past:
    """A record's history: its columns as they are now (by attribute name), its entries, what its source states.

    With `record_id` it continues a record that is there: columns are set, entries added, stated facts replaced.
    """

    values: dict[str, Any]
    entries: Sequence[PastEntry]
    stated: dict[str, Any] | None = None
    record_id: int | None = None


def record_history(
    process: Process,
    *,
    actor: Actor,
    pasts: Iterable[Past],
    lived: bool = False,
    progress: Callable[[int], None] | None = None,
) -> list[int]:
    """Writes histories into base, child, timeline, words and stated facts; answers the records' ids in order.

    The vocabulary of states is checked, not the moves. Nothing is told to anybody and nothing proved. Clocks are
    folded only for histories that are `lived`: told in our own moves. Runs in the caller's transaction: all or
    nothing. Raises Refused for a state that the process does not have.
    """
    ids: list[int] = []
    stream = iter(pasts)
    while chunk := list(islice(stream, CHUNK)):
        _plan_anew()
        ids += _write(process, actor, chunk)
        if lived:
            _run_clocks(process, actor, chunk)
        if progress:
            progress(len(chunk))
    return ids


def _plan_anew() -> None:
    # Triggers keep the plan of their first rows, made while tables may be empty: by the wrong index, or
    # none, every later row would cost the whole table (25,000 records: not done in 200 s, in place of 25 s).
    with connection.cursor() as cursor:
        cursor.execute("discard plans")


def _write(process: Process, actor: Actor, chunk: list[Past]) -> list[int]:
    states = {state.name for state in process.states}
    strange = {past.values["state"] for past in chunk if past.values.get("state", "") not in states} - {None}
    if strange:
        raise Refused([f"{process.label}: {', '.join(sorted(map(str, strange)))}"])
    known = [past for past in chunk if past.record_id is not None]
    _insert_records(process, actor, [past for past in chunk if past.record_id is None])
    _continue_records(process, known)
    _insert_entries(process, chunk)
    _insert_stated([past for past in chunk if past.stated is not None])
    return [past.record_id for past in chunk if past.record_id is not None]


def _numbers(process: Process, count: int) -> list[tuple[int, str]]:
    """Ids and numbers for new records, from their sequences."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence('kernel_record', 'id')), %s::text || '-' ||"
            " lpad(n::text, greatest(6, length(n::text)), '0') from"
            " (select nextval(%s::regclass) as n from generate_series(1, %s::integer)) as given",
            [process.prefix, f"number_{process.prefix.lower()}", count],
        )
        return list(cursor.fetchall())


def _insert_records(process: Process, actor: Actor, pasts: list[Past]) -> None:
    if not pasts:
        return
    blank = process.model()
    own = {f.attname: getattr(blank, f.attname) for f in process.model._meta.local_fields if not f.primary_key}  # noqa: SLF001  Django's documented interface
    rows = []
    for past, (pk, number) in zip(pasts, _numbers(process, len(pasts)), strict=True):
        past.record_id = pk
        opened_at = past.values["opened_at"]
        row = {
            **own,
            **placing.defaults(process, actor, opened_at),
            "supplier_id": actor.own_party_id,
            **past.values,
        }
        row["is_open"] = not process.state(row["state"]).final
        rows.append({**row, "id": pk, "record_id": pk, "number": number})
    _insert(Record, rows)
    _insert(process.model, rows)


def _insert(model: type[Model], rows: list[dict[str, Any]], also: str = "") -> None:
    """Inserts rows given by attribute name; only columns of the model that the rows name."""
    columns = [f for f in model._meta.local_fields if f.attname in rows[0]]  # noqa: SLF001  Django's documented interface
    names = ", ".join(f'"{f.column}"' for f in columns)
    typed = ", ".join(f'"{f.column}" {column_cast(f)}' for f in columns)
    data = [{f.column: row[f.attname] for f in columns} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {model._meta.db_table} ({names})"  # noqa: S608, SLF001  names of our own models
            f" select {names} from jsonb_to_recordset(%s::jsonb) as given({typed}) {also}",
            [json.dumps(data, cls=DjangoJSONEncoder)],
        )


def _continue_records(process: Process, pasts: list[Past]) -> None:
    gone = Record.objects.filter(pk__in=[past.record_id for past in pasts], disposed_at__isnull=False)
    if pasts and (number := gone.values_list("number", flat=True).first()):
        raise Refused([_("%(number)s was disposed of: leave it out of the import.") % {"number": number}])
    for model, key in ((Record, "id"), (process.model, "record_id")):
        columns = [f for f in model._meta.local_fields if pasts and f.attname in pasts[0].values]  # noqa: SLF001  Django's documented interface
        if not columns:
            continue
        sets = ", ".join(f'"{f.column}" = given."{f.column}"' for f in columns)
        if model is Record:
            sets += ", version = version + 1, is_open = given.is_open_now"
        typed = ", ".join(f'"{f.column}" {column_cast(f)}' for f in columns)
        data = [
            {
                **{f.column: past.values[f.attname] for f in columns},
                "record_key": past.record_id,
                "is_open_now": not process.state(past.values["state"]).final,
            }
            for past in pasts
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                f"update {model._meta.db_table} set {sets} from jsonb_to_recordset(%s::jsonb)"  # noqa: S608, SLF001  names of tables and columns are ours; Django's documented interface
                f" as given(record_key bigint, is_open_now boolean, {typed}) where {key} = given.record_key",
                [json.dumps(data, cls=DjangoJSONEncoder)],
            )


_ENTRIES = """
insert into kernel_timelineentry (record_id, verb, move, from_state, to_state, actor_id, body, changes, minutes,
    reach, occurred_at)
select record_id, verb, move, from_state, to_state, actor_id, body, changes, minutes, reach, occurred_at
from jsonb_to_recordset(%s::jsonb) as given(place integer, record_id bigint, verb text, move text, from_state text,
    to_state text, actor_id bigint, body text, changes jsonb, minutes integer, reach smallint,
    occurred_at timestamptz)
order by place
"""
_WORDS = """
insert into kernel_searchrow (record_id, reach, kind, vector)
select record_id, reach, %s::text, steward.search_vector(words)
from jsonb_to_recordset(%s::jsonb) as given(record_id bigint, reach smallint, words text)
on conflict (record_id, reach) do update set vector = kernel_searchrow.vector || excluded.vector
"""


def _row(past: Past, entry: PastEntry) -> dict[str, Any]:
    return {"record_id": past.record_id, **{name: getattr(entry, name) for name in PastEntry.__slots__}}


def _write_entries(rows: list[dict[str, Any]]) -> None:
    placed = [{"place": place, **row} for place, row in enumerate(rows)]
    with connection.cursor() as cursor:
        cursor.execute(_ENTRIES, [json.dumps(placed, cls=DjangoJSONEncoder)])


def _insert_entries(process: Process, chunk: list[Past]) -> None:
    _write_entries([_row(past, entry) for past in chunk for entry in past.entries])
    words = [
        {"record_id": past.record_id, "reach": reach, "words": text} for past in chunk for reach, text in _words(past)
    ]
    with connection.cursor() as cursor:
        cursor.execute(_WORDS, [process.kind, json.dumps(words)])


_TEXTS = ("title", "description", "resolution", "external_number")


def _words(past: Past) -> Iterator[tuple[int, str]]:
    """What search finds the record by, for each reach that has something to say."""
    by_reach: dict[int, list[str]] = {
        int(Audience.CUSTOMER): [str(past.values[name]) for name in _TEXTS if past.values.get(name)]
    }
    for entry in past.entries:
        if entry.body:
            by_reach.setdefault(int(entry.reach), []).append(entry.body)
    for reach, texts in by_reach.items():
        if texts:
            yield reach, "\n".join(texts)


_STATED = """on conflict (record_id) do update set resolved_at = excluded.resolved_at, sla_met = excluded.sla_met,
    reopened = excluded.reopened, reassigned = excluded.reassigned, facts = excluded.facts,
    events = excluded.events, last_key = excluded.last_key"""


def _insert_stated(pasts: list[Past]) -> None:
    if pasts:
        rows = [{**(past.stated or {}), "record_id": past.record_id} for past in pasts]
        _insert(Stated, rows, also=_STATED)


def _run_clocks(process: Process, actor: Actor, chunk: list[Past]) -> None:
    """Folds the clocks of lived histories as if each act had been done at its time."""
    if process.terms is None:
        return
    records = process.model.objects.in_bulk([past.record_id for past in chunk])
    runs: list[ClockRun] = []
    verdicts: list[dict[str, Any]] = []
    for past in chunk:
        record = records[past.record_id]
        agreed = process.terms(record, record.opened_at)
        if agreed:
            entries = [_as_entry(entry, actor) for entry in past.entries]
            started = clockwork.lived(process, record, entries, agreed)
            verdicts += [_verdict(past, run.name, run.result) for run in started if run.result]
            runs += started
    ClockRun.objects.bulk_create(runs)
    _write_entries(verdicts)
    _set_due(runs)


def _verdict(past: Past, clock: str, verdict: dict[str, Any]) -> dict[str, Any]:
    """The entry that a stop writes: told with, and by the actor of, the act that stopped the clock."""
    at = datetime.fromisoformat(verdict["stopped_at"])
    acts = (entry for entry in past.entries if entry.verb in clockwork.CLOCK_VERBS)
    *_, cause = (entry for entry in acts if entry.occurred_at.replace(microsecond=0) <= at)
    entry = PastEntry(
        "clock",
        cause.actor_id,
        cause.occurred_at,
        from_state=cause.to_state,
        to_state=cause.to_state,
        changes={"clock": [None, clock], "verdict": [None, verdict]},
    )
    return _row(past, entry)


def _as_entry(entry: PastEntry, actor: Actor) -> Entry:
    return Entry(
        entry.verb,
        actor,
        entry.occurred_at,
        entry.reach,
        to_state=entry.to_state,
        changes=dict(entry.changes),
    )


def _set_due(runs: list[ClockRun]) -> None:
    due: dict[int, datetime] = {}
    for run in runs:
        if run.state == ClockRun.State.RUNNING and run.due_at:
            due[run.record_id] = min(run.due_at, due.get(run.record_id, run.due_at))
    with connection.cursor() as cursor:
        cursor.execute(
            "update kernel_record set due_at = given.due_at from unnest(%s::bigint[], %s::timestamptz[])"
            " as given(id, due_at) where kernel_record.id = given.id",
            [list(due), list(due.values())],
        )


@dataclass(frozen=True, slots=True)
class Tie:
    """A link of a history: `source_id` stands in `relation` to `target_id`, as known at a time."""

    source_id: int
    relation: str
    target_id: int
    at: datetime


_TIES = """
with made as (
    insert into kernel_link (source_id, target_id, relation, made_at)
    select source_id, target_id, relation, at from jsonb_to_recordset(%s::jsonb)
        as given(source_id bigint, target_id bigint, relation text, at timestamptz)
    on conflict (source_id, target_id, relation) do nothing returning source_id, target_id, relation, made_at
)
insert into kernel_timelineentry (record_id, verb, move, from_state, to_state, actor_id, body, changes, reach,
    occurred_at)
select m.source_id, 'linked', '', r.state, r.state, %s::bigint, '',
    jsonb_build_object(m.relation, jsonb_build_array(null, m.target_id)), 3, m.made_at
from made m join kernel_record r on r.id = m.source_id order by m.source_id, m.target_id
"""


def tie(ties: Sequence[Tie], *, actor: Actor) -> int:
    """Links records of histories, each with its entry, those that are not linked yet; answers how many are new."""
    given = [{name: getattr(each, name) for name in Tie.__slots__} for each in dict.fromkeys(ties)]
    with connection.cursor() as cursor:
        cursor.execute(_TIES, [json.dumps(given, cls=DjangoJSONEncoder), actor.id])
        return int(cursor.rowcount)
